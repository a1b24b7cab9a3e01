"""Wrong passwords make the next try wait: by name and address.

A session that stands is never touched, and the same person at another address may try at once.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core import tries
from server.core.tries import Bound, TooManyTries, place


class WrongTooOften(TooManyTries):
    code = "429.10"
    title = "密码错了多次，请稍后再试"


PASSWORDS = Bound(
    kind="password",
    free=4,
    within=timedelta(hours=1),
    first_wait=timedelta(seconds=5),
    longest_wait=timedelta(minutes=15),
    refusal=WrongTooOften,
)


def check_tries(session: Session, login: str, address: str, *, at: datetime) -> None:
    """Refuse a try that comes too soon after too many wrong ones."""
    tries.check(session, PASSWORDS, _who(login, address), at=at)


def note_failure(session: Session, login: str, address: str, *, at: datetime) -> None:
    """Remember a wrong password."""
    tries.note(session, PASSWORDS, _who(login, address), at=at)


def forget_failures(session: Session, login: str, address: str) -> None:
    """Begin anew after the right password."""
    tries.forget(session, PASSWORDS, _who(login, address))


def _who(login: str, address: str) -> str:
    return f"{login.strip().casefold()}\n{place(address)}"
