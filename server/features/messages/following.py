"""What people are told of what happened elsewhere, in the transaction in which it happened."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor
from server.features.accounts import queries as accounts
from server.features.messages.commands import NewMessage, tell

# What halts a phone's work until somebody has looked; the rest asks nothing of the officer.
HALTING = frozenset({"conflict", "rejected", "quarantined", "lost"})
HANDED_BACK = "hand_back"
OUTBOX = "/outbox"


class Reviewed(Protocol):
    """What is needed of a review."""

    id: str
    person_id: str
    status: str
    about: str
    title: str
    resolution: str
    settled_as: str


class Act(Protocol):
    """What is needed of an act at the door."""

    id: str
    enterprise_name: str
    lead_id: str
    co_id: str | None
    withdrawn_reason: str
    history: Sequence[Mapping[str, Any]]


class Standin(Protocol):
    """What is needed of a time of standing in."""

    id: str
    principal_id: str
    deputy_id: str
    from_on: date
    to_on: date


def follow_opened(session: Session, review: Reviewed, at: datetime) -> None:
    """Tell who made a record that it was not simply taken in; his phone was just told so."""
    if review.status not in HALTING:
        return
    message = NewMessage(
        kind="review",
        key=f"review.opened:{review.id}",
        title="有一条记录没有直接收下，已转复核",
        words=_joined(review.about, review.title),
        link=OUTBOX,
        is_pushed=False,
    )
    tell(session, review.person_id, message, at=at)


def follow_settled(session: Session, review: Reviewed, by: Actor, at: datetime) -> None:
    """Tell who made a record what somebody else decided of it."""
    is_back = review.settled_as == HANDED_BACK
    what = "退回了一条记录，请重做" if is_back else "处理了一条待复核的记录"
    _tell_owner(
        session,
        review,
        by,
        at,
        NewMessage(
            kind="handed_back" if is_back else "review",
            key=f"review.settled:{review.id}:{at.isoformat()}",
            title=f"{by.name}{what}",
            words=_joined(review.about, review.resolution),
            link=OUTBOX,
            sender_id=by.person_id,
        ),
    )


def follow_reopened(session: Session, review: Reviewed, by: Actor, at: datetime) -> None:
    """Tell who made a record that what was decided of it is open again."""
    _tell_owner(
        session,
        review,
        by,
        at,
        NewMessage(
            kind="review",
            key=f"review.reopened:{review.id}:{at.isoformat()}",
            title=f"{by.name}撤销了刚才的处理，请等新的结果",
            words=review.about,
            link=OUTBOX,
            sender_id=by.person_id,
        ),
    )


def follow_withdrawn(session: Session, act: Act) -> None:
    """Tell the officers of an act that somebody else took it back."""
    by = act.history[-1].get("by") if act.history else None
    sender = accounts.person(session, by) if by else None
    message = NewMessage(
        kind="act",
        key=f"act.withdrawn:{act.id}",
        title=f"{sender.name if sender else '局里'}撤回了一件您办理的事项",
        words=_joined(act.enterprise_name, act.withdrawn_reason),
        link=f"/registrations/{act.id}",
        sender_id=by,
    )
    for person_id in {act.lead_id, act.co_id} - {by, None}:
        tell(session, str(person_id), message, at=clock.now())


def follow_appointed(session: Session, standin: Standin, by: Actor, at: datetime) -> None:
    """Tell a deputy for whom to stand in, and when."""
    principal = accounts.person(session, standin.principal_id)
    if principal is None or standin.deputy_id == by.person_id:
        return
    message = NewMessage(
        kind="assignment",
        key=f"deputy:{standin.id}",
        title=f"请您代理{principal.name}的岗位",
        words=f"{_day(standin.from_on)}至{_day(standin.to_on)}，手机会带上有关镇街的资料。",
        sender_id=by.person_id,
    )
    tell(session, standin.deputy_id, message, at=at)


def _tell_owner(
    session: Session, review: Reviewed, by: Actor, at: datetime, message: NewMessage
) -> None:
    if review.person_id != by.person_id:
        tell(session, review.person_id, message, at=at)


def _joined(*parts: str) -> str:
    return "：".join(filter(None, parts))


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
