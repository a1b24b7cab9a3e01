"""JSON as the database keeps it: whatever was written can be read, and handed to anybody, again."""

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

# NUL, which PostgreSQL refuses, and halves of characters: nobody means to write them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NUL = rb"\u0000"
# Dates and objects are no JSON: who wants them kept says as what.
_PLAIN_ONLY = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def storable(value: Any) -> Any:
    """Return a value without what could not be kept or handed on, however deep it stands.

    NUL and halves of characters are left out; a number of more than 64 bits becomes its digits.
    """
    try:
        is_sound = _NUL not in orjson.dumps(value)
    # Half a character, too long a number, or what is no JSON at all, such as a file that was sent.
    except TypeError:
        is_sound = False
    return value if is_sound else _cleaned(value)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else _digits(value)
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(part) for key, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list | tuple) else value


def _digits(value: int) -> str:
    try:
        return str(value)
    # Python writes no number of more than 4,300 digits in tens.
    except ValueError:
        return hex(value)


def written(value: Any) -> str:
    """Return the text of a value for a column of JSON, of what is `storable` in it."""
    try:
        return orjson.dumps(value, option=_PLAIN_ONLY).decode()
    except TypeError:
        return json.dumps(storable(value))


def read(text: str | bytes) -> Any:
    """Return what a column of JSON says, also one of before with what is not `storable` in it."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return storable(json.loads(text))


def as_kept(value: Any) -> Any:
    """Return a value as the database gives it back: with texts as keys, and lists for tuples."""
    return read(written(value))
