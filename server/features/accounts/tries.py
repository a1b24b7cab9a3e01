"""Wrong passwords make the next try wait: by name and address, in the database of all workers.

A session that stands is never touched, and the same person at another address may try at once.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.core.ids import new_id
from server.core.problems import Problem
from server.features.accounts.models import SignInFailure

FREE_TRIES = 4
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
REMEMBERED = timedelta(hours=1)
MINUTE_S = 60


class TooManyTries(Problem):
    """The password was wrong too often; `retry_after_s` says for how long nothing is tried."""

    code = "429.10"
    title = "密码错了多次，请稍后再试"

    def __init__(self, wait: timedelta) -> None:
        self.retry_after_s = max(1, round(wait.total_seconds()))
        super().__init__(f"密码错了多次，请过 {_in_words(self.retry_after_s)}再试")


def check_tries(session: Session, login: str, address: str, *, at: datetime) -> None:
    """Refuse a try that comes too soon after too many wrong ones."""
    failures = session.scalars(
        select(SignInFailure.at)
        .where(SignInFailure.who == _who(login, address), SignInFailure.at > at - REMEMBERED)
        .order_by(SignInFailure.at)
    ).all()
    if len(failures) < FREE_TRIES:
        return
    wait = min(FIRST_WAIT * 2 ** (len(failures) - FREE_TRIES), LONGEST_WAIT)
    left = failures[-1] + wait - at
    if left > timedelta(0):
        raise TooManyTries(left)


def note_failure(session: Session, login: str, address: str, *, at: datetime) -> None:
    """Remember a wrong password, and forget those of long ago."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= at - REMEMBERED))
    session.add(SignInFailure(id=new_id(), who=_who(login, address), at=at))


def forget_failures(session: Session, login: str, address: str) -> None:
    """Begin anew after the right password."""
    session.execute(delete(SignInFailure).where(SignInFailure.who == _who(login, address)))


def _who(login: str, address: str) -> str:
    return sha256(f"{login.strip().casefold()}\n{address}".encode()).hexdigest()


def _in_words(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < MINUTE_S else f"{-(-seconds // MINUTE_S)} 分钟"
