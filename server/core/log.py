"""The log: one line of JSON per event, on the standard output."""

from contextlib import suppress
from typing import Any

import structlog


def install() -> None:
    """Have every logger of the program write such lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=_Output,
    )


class _Output:
    """The standard output as it is at the moment of writing."""

    def __init__(self, *_: Any) -> None:
        pass

    def msg(self, line: str) -> None:
        # Where the log has no room any more, the request that it tells of must still go on.
        with suppress(OSError):
            print(line, flush=True)  # noqa: T201 - this is the one place that prints

    debug = info = warning = error = critical = msg
