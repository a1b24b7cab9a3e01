"""Wrong tries make the next one wait: counted in the database of all workers.

What is tried is a secret, such as a password or a link. Only wrong tries count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.db import Base, UtcDateTime
from server.core.ids import new_id
from server.core.problems import Problem

KEPT = timedelta(hours=1)
MINUTE_S = 60
# Whoever has one address of IPv6 has all of such a network.
OF_ONE_SUBSCRIBER = 64


class WrongTry(Base):
    """One wrong try of a kind of secret; `who` is a hash of what tells who tries."""

    __tablename__ = "wrong_try"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TooManyTries(Problem):
    """It was wrong too often; `retry_after_s` says for how long nothing is tried."""

    code = "429.308"
    title = "不对的次数太多，请稍后再试"

    def __init__(self, wait: timedelta) -> None:
        self.retry_after_s = max(1, round(wait.total_seconds()))
        super().__init__(self.title.replace("稍后", f"过 {_in_words(self.retry_after_s)}"))


@dataclass(frozen=True)
class Bound:
    """After `free` wrong tries within `within` (at most KEPT) each one doubles the wait."""

    kind: str
    free: int
    within: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    refusal: type[TooManyTries]


def check(session: Session, bound: Bound, who: str, *, at: datetime) -> None:
    """Refuse a try that comes too soon after too many wrong ones."""
    tried = session.scalars(
        select(WrongTry.at)
        .where(WrongTry.who == _hashed(bound, who), WrongTry.at > at - bound.within)
        .order_by(WrongTry.at)
    ).all()
    if len(tried) < bound.free:
        return
    wait = min(bound.first_wait * 2 ** (len(tried) - bound.free), bound.longest_wait)
    left = tried[-1] + wait - at
    if left > timedelta(0):
        raise bound.refusal(left)


def note(session: Session, bound: Bound, who: str, *, at: datetime) -> None:
    """Remember a wrong try, and forget those of long ago."""
    session.execute(delete(WrongTry).where(WrongTry.at <= at - KEPT))
    session.add(WrongTry(id=new_id(), kind=bound.kind, who=_hashed(bound, who), at=at))


def forget(session: Session, bound: Bound, who: str) -> None:
    """Begin anew after the right one."""
    session.execute(delete(WrongTry).where(WrongTry.who == _hashed(bound, who)))


def of_all(session: Session, bound: Bound, *, at: datetime) -> int:
    """Return how many wrong tries anybody made within KEPT."""
    ours = WrongTry.kind == bound.kind, WrongTry.at > at - KEPT
    return session.scalar(select(func.count()).select_from(WrongTry).where(*ours)) or 0


def place(address: str) -> str:
    """Return what one subscriber of a network has: an address, of IPv6 a whole /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), OF_ONE_SUBSCRIBER), strict=False))


def _hashed(bound: Bound, who: str) -> str:
    return sha256(f"{bound.kind}\n{who}".encode()).hexdigest()


def _in_words(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < MINUTE_S else f"{-(-seconds // MINUTE_S)} 分钟"
