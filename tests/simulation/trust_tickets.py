"""The desk that lets phones in, by the rules of `sync/enrolment.py`: tickets and six words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sync import enrolment
from sync.enrolment import Caller, Hindrance, Phone, Refusal, Ticket
from sync.meeting import close_predecessor
from sync.memory import MemoryTransaction as Tx
from sync.store import SigningKey
from tests.simulation import trust_life

TICKET, ENROLLED = "ticket", "enrolled"
NOWHERE: frozenset[str] = frozenset()

JwkOf = Callable[[str], dict[str, str]]


@dataclass(frozen=True)
class Code:
    """What stands on the screen of the desk."""

    text: str
    person: str


def invite(tx: Tx, code: Code, at: int) -> None:
    """Make a ticket for one phone of a person; an earlier one that is open ends."""
    for text, ticket in _tickets(tx).items():
        if ticket.person == code.person and ticket.state in {"open", "asked"}:
            _keep(tx, text, replace(ticket, state="declined"))
    branch = trust_life.branch_of(tx, code.person)
    _keep(tx, code.text, Ticket(code.person, branch, at + enrolment.GOOD_FOR_MS))


def use(tx: Tx, text: str, by: Caller, at: int) -> Refusal | None:
    """Use a ticket for the caller's phone; return why not, if it is refused."""
    ticket = _tickets(tx)[text]
    refusal = enrolment.why_not_use(ticket, by, at)
    if refusal is None and ticket.state == "open":
        until = at + enrolment.GOOD_FOR_MS
        _keep(tx, text, replace(ticket, state="asked", phone=by.phone, expires_at=until))
    return refusal


def confirm(tx: Tx, text: str, at: int, jwk_of: JwkOf) -> Hindrance | None:
    """Enrol the phone whose words were compared; the lost phones of its person end with it."""
    ticket = _tickets(tx)[text]
    hindrance = enrolment.why_not_confirm(ticket, trust_life.branch_of(tx, ticket.person), at)
    if hindrance is not None or ticket.phone is None:
        return hindrance
    device = ticket.phone.device
    _keep(tx, text, replace(ticket, state="confirmed"))
    tx.put(ENROLLED, {"id": device, "person": ticket.person}, NOWHERE)
    if not tx.signing_keys(device):
        tx.register_key(device, SigningKey(jwk_of(device)))
    for lost in sorted(_lost_devices(tx, ticket.person) - {device}):
        close_predecessor(tx, lost, device)
    return None


def decline(tx: Tx, text: str) -> None:
    """End a ticket: the words differ, or it is not wanted any more."""
    ticket = _tickets(tx)[text]
    if ticket.state in {"open", "asked"}:
        _keep(tx, text, replace(ticket, state="declined"))


def knows(tx: Tx, text: str) -> bool:
    """Return whether this bureau has made such a ticket, as far as it remembers."""
    return (TICKET, text) in tx.world.rows


def is_enrolled(tx: Tx, device: str) -> bool:
    """Return whether somebody of the desk has seen this phone."""
    return (ENROLLED, device) in tx.world.rows


def is_revoked(tx: Tx, device: str) -> bool:
    """Return whether the key of a phone was revoked."""
    keys = tx.signing_keys(device)
    return bool(keys) and all(key.is_revoked for key in keys)


def asked_phone(tx: Tx, text: str) -> Phone | None:
    """Return the phone whose words the desk sees."""
    ticket = _tickets(tx)[text]
    return ticket.phone if ticket.state == "asked" else None


def _lost_devices(tx: Tx, person: str) -> set[str]:
    rows = tx.world.rows.items()
    own = {key for (table, key), row in rows if table == ENROLLED and row["person"] == person}
    return {device for device in own if is_revoked(tx, device)}


def _tickets(tx: Tx) -> dict[str, Ticket]:
    rows = tx.world.rows.items()
    return {key: row["ticket"] for (table, key), row in rows if table == TICKET}


def _keep(tx: Tx, text: str, ticket: Ticket) -> None:
    tx.put(TICKET, {"id": text, "ticket": ticket}, NOWHERE)
