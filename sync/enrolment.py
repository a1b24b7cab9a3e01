"""Tickets for phones: who may use one, and whether what became of it may be confirmed.

One ticket is for one phone of one person (docs/devices.md §7). What is judged here is the bureau's
alone; the phone hears the answer. Instants are milliseconds since 1970 (UTC).
"""

from dataclasses import dataclass
from typing import Literal

# To scan it, and once more to compare and confirm.
GOOD_FOR_MS = 10 * 60_000

State = Literal["open", "asked", "confirmed", "declined"]
Refusal = Literal["person", "used", "declined", "expired", "branch"]
Hindrance = Literal["nothing", "expired", "branch"]


@dataclass(frozen=True)
class Phone:
    """A phone by its device and the name of its key."""

    device: str
    key: str


@dataclass(frozen=True)
class Ticket:
    """A ticket as it stands. `phone`: the one that used it, which keeps it also when it ended."""

    person: str
    branch: str | None
    expires_at: int
    state: State = "open"
    phone: Phone | None = None


@dataclass(frozen=True)
class Caller:
    """Who is signed in on a phone that tells a code, and in which branch now."""

    person: str
    branch: str | None
    phone: Phone


def why_not_use(ticket: Ticket, by: Caller, at: int) -> Refusal | None:
    """Return why a phone may not use a ticket; None when it may, or is the one that has used it.

    An answer that was lost on the way is given again, to that very phone alone.
    """
    if ticket.person != by.person:
        return "person"
    if ticket.phone is not None:
        if ticket.phone != by.phone:
            return "used"
        return "declined" if ticket.state == "declined" else None
    if ticket.state == "declined" or ticket.expires_at <= at:
        return "expired"
    return "branch" if ticket.branch != by.branch else None


def why_not_confirm(ticket: Ticket, branch: str | None, at: int) -> Hindrance | None:
    """Return why the phone that used a ticket may not be enrolled now, `branch` being its person's.

    A ticket that is confirmed already is for the caller to look at first.
    """
    if ticket.state != "asked":
        return "nothing"
    if ticket.expires_at <= at:
        return "expired"
    return "branch" if ticket.branch != branch else None
