"""The log: one line of JSON per event, for whatever carries it away.

A server writes it on the standard output; a program whose output is its result, beside that.

Of a fault it says what kind it was and where in the program, never its words: a database repeats
in them what somebody typed.
"""

import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

# A journal cuts longer lines in two, of which neither is JSON any more.
LONGEST_TRACE = 16_000


def install(*, beside: bool = False) -> None:
    """Have every logger of the program write such lines; `beside`: on the standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _tell_fault,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=_Beside if beside else _Output,
    )


def _tell_fault(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace a fault by where it was and how it came about, the last part of it if it is long."""
    told = event.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else sys.exc_info()[1] if told else None
    if error is not None:
        event["exception"] = "\n".join(_traces(error))[-LONGEST_TRACE:]
    return event


def _traces(error: BaseException) -> Iterator[str]:
    """Say of a fault, and first of those that it came of, where it was and its kind."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _traces(earlier)
    yield "".join(traceback.format_tb(error.__traceback__)) + _kind(error)


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    known_as = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f"{name} ({known_as})" if known_as else name


class _Output:
    """The standard output as it is at the moment of writing."""

    def __init__(self, *_: Any) -> None:
        pass

    def msg(self, line: str) -> None:
        # Where the log has no room any more, the request that it tells of must still go on.
        with suppress(OSError):
            print(line, file=self._stream(), flush=True)

    debug = info = warning = error = critical = msg

    def _stream(self) -> TextIO:
        return sys.stdout


class _Beside(_Output):
    """The standard error as it is at the moment of writing."""

    def _stream(self) -> TextIO:
        return sys.stderr
