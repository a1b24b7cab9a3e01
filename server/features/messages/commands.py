"""Tell people something, nudge them, note what they read, forget what is old."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.core import audit, clock, replication
from server.core.auth import Actor, Role
from server.core.problems import NotAllowed, NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.messages import queries
from server.features.messages.models import Message, PushOrder

KEPT = timedelta(days=90)
PUSHED_WITHIN = timedelta(hours=24)
FORGOTTEN_AT_ONCE = 500
NUDGERS = (Role.BRANCH_HEAD, Role.MANAGER, Role.ADMINISTRATOR)


class NotYourMessages(Problem):
    code = "403.190"
    title = "这些消息不是发给您的"


class NudgedToday(Problem):
    code = "409.190"
    title = "今天已经为这件事提醒过这位同事"


class NudgeOfOneself(Problem):
    code = "422.191"
    title = "不用提醒自己"


@dataclass(frozen=True)
class NewMessage:
    """What one person is to be told of a deed.

    `key` names the deed: of one key a person is told once. `title` ≤ 80 and `words` ≤ 400
    characters are shown as they are; `link` is a path of the app. `is_pushed=False` leaves it to
    the inbox, as for what the phone was just answered.
    """

    kind: str
    key: str
    title: str
    words: str = ""
    link: str = ""
    subject: str = ""
    sender_id: str | None = None
    is_pushed: bool = True


@dataclass(frozen=True)
class NewNudge:
    """Whom somebody of the office reminds, of what (a key that the page chooses), and how."""

    person_id: str
    subject: str
    words: str
    link: str = ""


def tell(session: Session, person_id: str, new: NewMessage, *, at: datetime) -> Message | None:
    """Put a message into a person's inbox and have it pushed; None if there is nothing new to tell.

    Nobody is told a deed twice, however often it is said, and who has left is told nothing.
    """
    person = accounts.person(session, person_id)
    message_id = id_of(person_id, new.key)
    if person is None or not person.active or queries.message(session, message_id) is not None:
        return None
    told = {name: value for name, value in vars(new).items() if name != "is_pushed"}
    message = Message(id=message_id, person_id=person_id, created_at=at, **_fitting(told))
    try:
        with replication.savepoint(session):
            session.add(message)
            session.flush()
            if new.is_pushed:
                _order_pushes(session, message, at)
    # Somebody else told the same at the same moment.
    except IntegrityError:
        return None
    return message


def nudge(session: Session, new: NewNudge, *, by: Actor, at: datetime) -> Message:
    """Remind somebody; of one subject once a day, whoever does it."""
    _check_reach(session, new.person_id, by)
    key = f"{queries.NUDGE}:{new.subject}:{clock.city_date(at).isoformat()}"
    message = NewMessage(
        kind=queries.NUDGE,
        key=key,
        title=f"{by.name}提醒您",
        words=new.words.strip(),
        link=new.link,
        subject=new.subject,
        sender_id=by.person_id,
    )
    sent = tell(session, new.person_id, message, at=at)
    if sent is None:
        raise NudgedToday(_first_today(session, id_of(new.person_id, key)))
    facts = {"person": new.person_id, "about": new.subject}
    audit.record(session, "person.nudged", subject=sent.id, by=by, at=at, **facts)
    return sent


def nudgeable(session: Session, by: Actor) -> frozenset[str]:
    """Return whom somebody of the office may remind."""
    branch_id = by.branch_id if by.role is Role.BRANCH_HEAD else None
    people = accounts.people(session, branch_id=branch_id)
    return frozenset(person.id for person in people if person.active)


def read(
    session: Session, person_id: str, ids: Collection[str], *, read_at: datetime, at: datetime
) -> None:
    """Note when a person read messages; the first time stands, what is not his stays as it is."""
    for message in queries.own_among(session, person_id, ids):
        if message.read_at is None:
            message.read_at = min(max(read_at, message.created_at), at)


def forget_old(session: Session, at: datetime) -> int:
    """Forget some messages of more than 90 days ago; return how many, 0 when none are left."""
    old = queries.older_than(session, at - KEPT, at_most=FORGOTTEN_AT_ONCE)
    for message in old:
        session.delete(message)
    return len(old)


def id_of(person_id: str, key: str) -> str:
    """Return the id of the message that tells a person of a deed."""
    return sha256(f"{person_id}|{key}".encode()).hexdigest()[:32]


def _fitting(told: dict[str, str | None]) -> dict[str, str | None]:
    """Cut what is longer than its column: a name may be long, and nothing may fail for that."""
    columns = Message.__table__.columns
    longest = {name: getattr(columns[name].type, "length", None) for name in told}
    return {name: value[: longest[name]] if value else value for name, value in told.items()}


def _order_pushes(session: Session, message: Message, at: datetime) -> None:
    for subscription in queries.subscriptions_of(session, message.person_id):
        session.add(
            PushOrder(
                message_id=message.id,
                device_id=subscription.device_id,
                due_at=at,
                expires_at=at + PUSHED_WITHIN,
            )
        )


def _check_reach(session: Session, person_id: str, by: Actor) -> None:
    if by.role not in NUDGERS:
        raise NotAllowed
    if person_id == by.person_id:
        raise NudgeOfOneself
    if person_id not in nudgeable(session, by):
        raise NotFound


def _first_today(session: Session, message_id: str) -> str:
    first = queries.message(session, message_id)
    sender = accounts.person(session, first.sender_id) if first and first.sender_id else None
    if first is None or sender is None:
        return ""
    return f"{sender.name}已在{first.created_at.astimezone(clock.CITY):%H:%M}提醒过，明天可以再提醒"
