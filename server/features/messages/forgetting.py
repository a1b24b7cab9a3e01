"""Forget old messages, some in each transaction."""

from datetime import datetime

from server.core.doors import writing
from server.features.messages import commands


def forget_due(at: datetime) -> int:
    """Forget every message of more than 90 days ago; return how many there were."""
    forgotten = 0
    while True:
        with writing() as session:
            some = commands.forget_old(session, at)
        if some == 0:
            return forgotten
        forgotten += some
