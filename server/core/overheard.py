"""What libraries and the interpreter would say on the standard error, as lines of the log.

Of their words nothing is kept, as these repeat what somebody sent: only who spoke, where in the
program, and the kind of a fault. The server's own supervisor is quoted, which speaks of processes.
"""

import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import Any, TextIO

import structlog

SUPERVISOR = "_granian"
# Has the supervisor speak through the handler of all, in every worker too.
THROUGH_ALL: dict[str, Any] = {
    "handlers": {},
    "formatters": {},
    "loggers": {name: {"handlers": [], "propagate": True} for name in (SUPERVISOR, "granian")},
}

log = structlog.get_logger()


def install() -> None:
    """Have all of this process speak in the log's own lines, from now on."""
    sys.excepthook = _tell_fault
    sys.unraisablehook = _tell_unraisable
    threading.excepthook = _tell_thread
    warnings.showwarning = _tell_warning
    root = logging.getLogger()
    root.handlers = [_Teller(logging.WARNING)]


class _Teller(logging.Handler):
    """Turns what a library says into a line."""

    def emit(self, record: logging.LogRecord) -> None:
        told = {"by": record.name, "place": f"{record.pathname}:{record.lineno}"}
        if record.name == SUPERVISOR:
            told["words"] = record.getMessage()
        fault = record.exc_info[1] if record.exc_info else None
        tell = log.error if record.levelno >= logging.ERROR else log.warning
        tell("library.said", exc_info=fault, **told)


def _tell_fault(kind: type[BaseException], fault: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.error("process.failed", exc_info=fault)


def _tell_thread(told: threading.ExceptHookArgs) -> None:
    if not issubclass(told.exc_type, SystemExit):
        log.error("thread.failed", exc_info=told.exc_value)


def _tell_unraisable(told: "sys.UnraisableHookArgs") -> None:
    log.error("object.failed", exc_info=told.exc_value)


def _tell_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    del message, file, line
    log.warning("library.warned", kind=category.__name__, place=f"{filename}:{lineno}")
