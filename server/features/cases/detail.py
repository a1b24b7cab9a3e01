"""One matter as the desk shows it: its line, its timeline, and what the caller may do."""

from typing import Any

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor
from server.core.problems import NotFound
from server.features.accounts import queries as accounts
from server.features.cases import commands, listing, queries
from server.features.cases.claims import FLAG_WORDS
from server.features.cases.models import Matter, MatterEvent
from server.features.cases.standing import scopes_of
from server.features.jurisdiction import queries as jurisdiction

KEPT = ("words", "finding_id", "registration_id")
TOLD = (
    "id",
    "kind",
    "at",
    "by_id",
    "words",
    "visit_id",
    "to_id",
    "due_on",
    "photos",
    "how",
    "party",
    "party_title",
    "signature_sha",
    "received_at",
)


def full(session: Session, caller: Actor, matter_id: str) -> dict[str, Any]:
    """Return a matter that a person may see, with its timeline."""
    session.flush()
    found = queries.matter(session, matter_id)
    if found is None or not jurisdiction.reaches(session, caller, scopes_of(found), clock.today()):
        raise NotFound
    [line] = listing.lines(session, [found])
    names = accounts.names(session)
    events = queries.events_of(session, found.id)
    return {
        **line,
        **{name: getattr(found, name) for name in KEPT},
        "events": [_event(event, names) for event in events],
        "leads": commands.leads(caller, found),
        "petitioner": _petitioner(session, caller, found),
    }


def may_see_petitioner(caller: Actor, matter: Matter) -> bool:
    """Return whether a person is one of the case's people, or leads it."""
    people = {matter.opened_by, matter.holder_id}
    return caller.person_id in people or commands.leads(caller, matter)


def _petitioner(session: Session, caller: Actor, matter: Matter) -> str:
    """Return whether there is somebody to be named: none, hidden, or for the caller to open."""
    if queries.petitioner(session, matter.id) is None:
        return "none"
    return "shown" if may_see_petitioner(caller, matter) else "hidden"


def _event(event: MatterEvent, names: accounts.Names) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in TOLD},
        "by_name": names.people.get(event.by_id or "", ""),
        "to_name": names.people.get(event.to_id or "", ""),
        "flag_words": [FLAG_WORDS[flag] for flag in event.flags],
    }
