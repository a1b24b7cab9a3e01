"""A ticket made at the desk, used by one phone, compared by six words, and confirmed."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from server.core import audit, hooks
from server.core.auth import Actor, Role
from server.core.ids import new_code, new_id
from server.core.problems import NotAllowed, NotFound, Problem
from server.features.accounts import queries as accounts
from server.features.devices import commands, queries
from server.features.devices.commands import NewKey
from server.features.devices.models import Enrolment
from sync.enrolment import (
    GOOD_FOR_MS,
    Caller,
    Hindrance,
    Phone,
    Refusal,
    State,
    Ticket,
    why_not_confirm,
    why_not_use,
)

PROOF = "doorstep-enrolment-v1\n{code}\n{device}\n{kid}"
GOOD_FOR = timedelta(milliseconds=GOOD_FOR_MS)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)
MISREAD = str.maketrans("oil", "011")


class NoSuchTicket(Problem):
    code = "404.235"
    title = "没有这个登记码，请核对，或请分局重新生成"


class TicketOfAnother(Problem):
    code = "403.236"
    title = "这个登记码是给另一位同事的"


class TicketOfAnotherBranch(Problem):
    code = "403.237"
    title = "这个登记码是您原来的分局生成的，请现在的分局重新生成"


class OwnPhone(Problem):
    code = "403.238"
    title = "自己的手机要由另一位同事登记"


class TicketExpired(Problem):
    code = "410.235"
    title = "登记码已经过期，请分局重新生成"


class TicketUsed(Problem):
    code = "409.235"
    title = "这个登记码已经用过，请分局重新生成"


class NothingToConfirm(Problem):
    code = "409.236"
    title = "这次登记已经结束，或者还没有手机扫码"


class ReplacedPhone(Problem):
    code = "409.237"
    title = "这台手机报过遗失，已由另一台手机代替，不能再登记"


class WordsDiffered(Problem):
    code = "409.238"
    title = "分局没有确认这台手机，请重新生成登记码再试"


WHY_NOT_USED: dict[Refusal, type[Problem]] = {
    "person": TicketOfAnother,
    "used": TicketUsed,
    "declined": WordsDiffered,
    "expired": TicketExpired,
    "branch": TicketOfAnotherBranch,
}
WHY_NOT_CONFIRMED: dict[Hindrance, type[Problem]] = {
    "nothing": NothingToConfirm,
    "expired": TicketExpired,
    "branch": TicketOfAnotherBranch,
}


@dataclass(frozen=True)
class Asking:
    """The code as it was scanned or typed, and the phone's key with its proof over all three."""

    code: str
    key: NewKey


def invite(session: Session, person_id: str, *, by: Actor, at: datetime) -> tuple[Enrolment, str]:
    """Make a ticket for one phone of a person; return it and the code, which is not kept.

    An earlier ticket of the person that is still open ends. Raises NotFound, NotAllowed, OwnPhone.
    """
    person = accounts.person(session, person_id)
    if person is None or not person.active:
        raise NotFound
    _refuse_foreign(person.id, person.branch_id, by)
    for earlier in queries.open_enrolments(session, person.id, at):
        earlier.declined_at = at
    code = new_code()
    row = Enrolment(
        id=new_id(),
        code_hash=hash_of(code),
        person_id=person.id,
        branch_id=person.branch_id,
        made_by=by.person_id,
        made_at=at,
        expires_at=at + GOOD_FOR,
    )
    session.add(row)
    audit.record(session, "enrolment.invited", subject=row.id, by=by, at=at, person=person.id)
    return row, code


def ask(session: Session, asking: Asking, *, by: Actor, at: datetime) -> Enrolment:
    """Use a ticket for the caller's phone; the same phone once more gives what became of it.

    Raises NoSuchTicket, TicketOfAnother, TicketUsed, WordsDiffered, TicketExpired,
    TicketOfAnotherBranch, ReplacedPhone, and what `commands.proven` and `check_owner` raise.
    """
    row = queries.enrolment_by_code(session, hash_of(asking.code))
    if row is None:
        raise NoSuchTicket
    jwk = commands.proven(asking.key, PROOF.replace("{code}", tidy(asking.code)))
    phone = _phone(asking.key.device_id, jwk)
    refusal = why_not_use(_as_ticket(row), Caller(by.person_id, by.branch_id, phone), _ms(at))
    if refusal is not None:
        raise WHY_NOT_USED[refusal]
    if row.asked_at is not None:
        return row
    commands.check_owner(session, asking.key.device_id, jwk, by)
    _refuse_replaced(session, asking.key.device_id)

    row.device_id, row.jwk, row.asked_at = asking.key.device_id, jwk, at
    row.expires_at = at + GOOD_FOR
    audit.record(session, "enrolment.asked", subject=row.id, by=by, at=at, device=row.device_id)
    return row


def confirm(session: Session, enrolment_id: str, *, by: Actor, at: datetime) -> Enrolment:
    """Enrol the phone whose six words were compared; the lost phones of its person end with it.

    Raises NotFound, NotAllowed, OwnPhone, NothingToConfirm, TicketExpired, and what
    `commands.enrol` raises.
    """
    row = _judged(session, enrolment_id, by)
    if row.confirmed_at is not None:
        return row
    owner = _owner(session, row)
    hindrance = why_not_confirm(_as_ticket(row), owner.branch_id, _ms(at))
    if hindrance is not None:
        raise WHY_NOT_CONFIRMED[hindrance]
    assert row.device_id is not None
    assert row.jwk is not None, "who asked has told its key"

    lost = queries.lost_devices(session, row.person_id) - {row.device_id}
    commands.enrol(session, row.device_id, row.jwk, by=owner, at=at)
    row.confirmed_at = at
    hooks.tell("devices.enrolled", session, row.device_id, lost, owner, at)
    facts = {"device": row.device_id, "person": row.person_id}
    audit.record(session, "enrolment.confirmed", subject=row.id, by=by, at=at, **facts)
    return row


def decline(session: Session, enrolment_id: str, *, by: Actor, at: datetime) -> Enrolment:
    """End a ticket: the words differ, or it is not wanted any more."""
    row = _judged(session, enrolment_id, by)
    if row.confirmed_at is not None:
        raise NothingToConfirm
    if row.declined_at is None:
        row.declined_at = at
        audit.record(session, "enrolment.declined", subject=row.id, by=by, at=at)
    return row


def hash_of(code: str) -> str:
    """Return what is kept of a code."""
    return sha256(tidy(code).encode()).hexdigest()


def tidy(code: str) -> str:
    """Return a code as it was made, whatever people put between groups and take for 0 and 1."""
    letters = (letter for letter in code.lower() if letter.isascii() and letter.isalnum())
    return "".join(letters).translate(MISREAD)


def _judged(session: Session, enrolment_id: str, by: Actor) -> Enrolment:
    row = queries.enrolment_locked(session, enrolment_id)
    if row is None:
        raise NotFound
    _refuse_foreign(row.person_id, row.branch_id, by)
    return row


def _refuse_foreign(person_id: str, branch_id: str | None, by: Actor) -> None:
    if by.role is not Role.SECURITY and branch_id != by.branch_id:
        raise NotAllowed
    if person_id == by.person_id:
        raise OwnPhone


def _as_ticket(row: Enrolment) -> Ticket:
    phone = _phone(row.device_id, row.jwk) if row.device_id and row.jwk else None
    return Ticket(row.person_id, row.branch_id, _ms(row.expires_at), _state(row), phone)


def _phone(device_id: str, jwk: dict[str, str]) -> Phone:
    return Phone(device_id, json.dumps(jwk, sort_keys=True))


def _state(row: Enrolment) -> State:
    if row.confirmed_at is not None:
        return "confirmed"
    if row.declined_at is not None:
        return "declined"
    return "open" if row.asked_at is None else "asked"


def _ms(at: datetime) -> int:
    return (at - BEGINNING) // MS


def _refuse_replaced(session: Session, device_id: str) -> None:
    earlier = queries.known_of_device(session, device_id)
    revoked = [key.revoked_at for key in earlier if key.revoked_at is not None]
    if revoked and queries.enrolled_since(session, earlier[0].person_id, max(revoked)):
        raise ReplacedPhone


def _owner(session: Session, row: Enrolment) -> Actor:
    """Return the person whose phone it is: what follows is done to that person's things."""
    person = accounts.person(session, row.person_id)
    assert person is not None, "people are never removed"
    if not person.active:
        raise TicketOfAnotherBranch
    return Actor(person.id, person.name, Role(person.role), person.branch_id, row.id, row.device_id)
