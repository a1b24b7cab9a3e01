"""The one process of an installation that pushes, and forgets what is old."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from server.core import clock
from server.core.chore import Chore
from server.features.messages.forgetting import forget_due
from server.features.messages.posting import push_due

LOCK = ".posting"
FORGETS_EVERY = timedelta(hours=1)


def start(app: Flask, data_dir: Path) -> Chore:
    """Begin to push in this process, or when the one ends that does it now."""
    return Chore(app, data_dir / LOCK, _Round().go, looks_every_s=1.0).start()


class _Round:
    def __init__(self) -> None:
        self._forgot_at: datetime | None = None

    def go(self) -> None:
        push_due()
        at = clock.now()
        if self._forgot_at is None or at - self._forgot_at > FORGETS_EVERY:
            forget_due(at)
            self._forgot_at = at
