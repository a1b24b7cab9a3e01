"""Pinyin initials of a name, so that `dgjy` finds 东莞金元.

pypinyin itself needs 0.35 ms per name, too slow for an import of tens of thousands. This uses
its dictionaries, and its longest-phrase-first reading, but only looks up first letters.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from server.core.names import search_form

_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")

# In 东莞市长安镇 the dictionary sees a mayor (市长); in names a place ends before 长.
_MISREAD = frozenset({"省长", "市长", "州长", "区长", "县长", "镇长", "乡长", "村长"})


class _Readings(NamedTuple):
    of_phrases: Mapping[str, list[list[str]]]
    of_characters: Mapping[int, str]


def initials(name: str) -> str:
    """Return the first letter of each character's reading; digits and letters stay."""
    return _HAN.sub(lambda run: _of_run(run.group()), search_form(name))


def get_ready() -> None:
    """Load the dictionaries, for who must not wait half a second at the first name."""
    _beginnings()


def _of_run(run: str) -> str:
    """Read a run of characters as the longest known phrase at each place, else one by one."""
    letters: list[str] = []
    place = 0
    while place < len(run):
        length = _phrase_length(run, place)
        phrase = run[place : place + length]
        letters.append(_of_phrase(phrase) if length > 1 else _of_character(phrase))
        place += length
    return "".join(letters)


def _phrase_length(run: str, place: int) -> int:
    longest = 1
    for length in range(2, len(run) - place + 1):
        phrase = run[place : place + length]
        if phrase not in _beginnings():
            break
        if phrase in _readings().of_phrases and phrase not in _MISREAD:
            longest = length
    return longest


def _of_phrase(phrase: str) -> str:
    return "".join(_first_letter(readings[0]) for readings in _readings().of_phrases[phrase])


@cache
def _of_character(character: str) -> str:
    readings = _readings().of_characters.get(ord(character))
    return _first_letter(readings) if readings else character


@cache
def _first_letter(reading: str) -> str:
    return unicodedata.normalize("NFD", reading)[0].lower()


@cache
def _beginnings() -> frozenset[str]:
    """Every beginning of every phrase of the dictionary: where to stop looking further."""
    phrases = _readings().of_phrases
    return frozenset(phrase[:n] for phrase in phrases for n in range(2, len(phrase) + 1))


@cache
def _readings() -> _Readings:
    # They take half a second to load, and most commands of the console need none.
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # noqa: PLC0415 - see above

    return _Readings(PHRASES_DICT, PINYIN_DICT)
