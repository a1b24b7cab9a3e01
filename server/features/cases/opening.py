"""Open a matter: of a finding, of an act at the door, or as a petition."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from server.core import audit, clock
from server.core.auth import Actor
from server.features.cases import queries, recording, refusals, standing
from server.features.cases.claims import DUE_DAYS, NewMatter, Told, bounded
from server.features.cases.models import Matter, MatterAlias, Petitioner
from server.features.enterprises import queries as enterprises
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from server.features.organisation import queries as organisation
from server.features.registrations import queries as registrations
from server.features.visits import queries as visits


@dataclass(frozen=True)
class Opened:
    """What became of it: `status` is applied, merged (into one that stands) or duplicate."""

    matter: Matter
    status: str = "applied"


@dataclass(frozen=True)
class _Place:
    enterprise_id: str | None
    enterprise_name: str
    town_code: str | None


def open_matter(session: Session, new: NewMatter, told: Told, *, by: Actor, at: datetime) -> Opened:
    """Open a matter; of one finding or one act at most one stands that is not closed."""
    refuse_readers(by)
    known = queries.matter(session, new.id)
    if known is not None:
        if known.opened_by != by.person_id and known.id == new.id:
            raise refusals.IdTaken
        return Opened(known, "duplicate")
    place = _place(session, new)
    if by.branch_id is not None and (place.enterprise_id or place.town_code):
        # Headquarters has no towns of its own; its people are sent to all of them.
        refuse_out_of_reach(session, by, {f"town:{place.town_code or 'none'}"})
    other = queries.standing_matter_of(
        session, finding_id=new.finding_id, registration_id=new.registration_id
    )
    if other is not None:
        return _joined(session, other, new, told, by=by, at=at)
    matter = _built(session, new, place, by, at)
    session.add(matter)
    session.flush()
    recording.record(session, matter, "opened", told, by=by.person_id, at=at)
    if new.hard:
        recording.record(
            session,
            matter,
            "flagged",
            Told(words=new.hard_reason, at=told.at),
            by=by.person_id,
            at=at,
        )
    _add_petitioner(session, matter, new)
    audit.record(session, "case.open", subject=matter.id, by=by, at=at, source=new.source)
    return Opened(matter)


def _place(session: Session, new: NewMatter) -> _Place:
    """Return where the matter is, its enterprise held, so that two openings come in turn."""
    enterprise_id = _source_enterprise(session, new) or new.enterprise_id
    if enterprise_id is None:
        if new.source != queries.PETITION:
            raise refusals.SourceUnknown
        if new.town_code and organisation.branch_of_town(session, new.town_code) is None:
            raise refusals.SourceUnknown
        return _Place(None, "", new.town_code)
    if new.enterprise_id not in {None, enterprise_id}:
        raise refusals.OtherEnterprise
    found = enterprises.enterprise_locked(session, enterprise_id)
    if found is None:
        raise refusals.SourceUnknown
    return _Place(found.id, found.name, found.town_code)


def _source_enterprise(session: Session, new: NewMatter) -> str | None:
    if new.source == "finding":
        finding = visits.finding(session, new.finding_id or "")
        if finding is None:
            raise refusals.SourceUnknown
        return finding.enterprise_id
    if new.source == "registration":
        act = registrations.registration(session, new.registration_id or "")
        if act is None:
            raise refusals.SourceUnknown
        return act.enterprise_id
    return None


def _joined(
    session: Session, matter: Matter, new: NewMatter, told: Told, *, by: Actor, at: datetime
) -> Opened:
    session.add(MatterAlias(id=new.id, matter_id=matter.id))
    words = Told(told.event_id, new.words or new.title, told.at)
    recording.record(session, matter, "log", words, by=by.person_id, at=at)
    if new.hard and not matter.hard:
        matter.hard = True
        flag = Told(words=new.hard_reason, at=told.at)
        recording.record(session, matter, "flagged", flag, by=by.person_id, at=at)
    return Opened(matter, "merged")


def _built(session: Session, new: NewMatter, place: _Place, by: Actor, at: datetime) -> Matter:
    opened_at = bounded(new.opened_at, at)
    due_on = new.due_on or clock.city_date(opened_at) + timedelta(days=DUE_DAYS[new.source])
    return Matter(
        id=new.id,
        source=new.source,
        channel=new.channel,
        title=new.title,
        words=new.words,
        category=new.category,
        enterprise_id=place.enterprise_id,
        enterprise_name=place.enterprise_name,
        branch_id=organisation.branch_of_town(session, place.town_code) or by.branch_id,
        town_code=place.town_code,
        finding_id=new.finding_id,
        registration_id=new.registration_id,
        hard=new.hard,
        state="open",
        due_on=due_on,
        opened_by=by.person_id,
        opened_at=opened_at,
        received_at=at,
    )


def _add_petitioner(session: Session, matter: Matter, new: NewMatter) -> None:
    who = new.petitioner
    if who is None or not (who.name or who.phone):
        return
    scopes = sorted(standing.protected_scopes(matter))
    session.add(Petitioner(id=matter.id, name=who.name, phone=who.phone, scopes=scopes))
