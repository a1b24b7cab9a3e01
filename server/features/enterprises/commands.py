"""Add and amend enterprises: the same verbs for phones and for the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import audit, known
from server.core.auth import Actor
from server.core.hooks import tell
from server.core.initials import initials
from server.core.merging import Merge, three_way
from server.core.names import bigrams, search_form
from server.core.normalise import tidy, tidy_or_blank
from server.core.problems import Conflict, NotFound, Problem
from server.features.enterprises import queries
from server.features.enterprises.codes import Code, CodeFault, parse_code
from server.features.enterprises.models import Enterprise, EnterpriseAlias
from server.features.enterprises.scopes import scopes_of_town
from server.features.enterprises.towns import Gazetteer, gazetteer, town_of
from server.features.jurisdiction.authority import refuse_out_of_reach, refuse_readers
from server.features.organisation import queries as organisation

# Some single signs, such as ㍿, are written out by normalisation, so this is more than a name's.
LONGEST_SEARCHED = 400
# Told with {enterprise id: town code} when enterprises may have moved.
PLACED = "enterprises.placed"
AMENDABLE = ("contact_name", "contact_phone", "address", "town_code")


class CodeWrong(Problem):
    code = "422.20"
    title = "企业代码不对"


class NameMissing(Problem):
    code = "422.21"
    title = "没有填写企业名称"


class TownUnknown(Problem):
    code = "422.22"
    title = "没有这个镇街"


@dataclass(frozen=True)
class NewEnterprise:
    """What somebody knows of an enterprise that the registry does not have."""

    id: str
    name: str
    code: str | None = None
    town_code: str | None = None
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    business_scope: str = ""


@dataclass(frozen=True)
class Added:
    """What became of an addition: `status` is applied, merged (into another id) or duplicate."""

    enterprise: Enterprise
    status: str


@dataclass(frozen=True)
class Amended:
    """What became of an amendment: fields that somebody else changed too stand in `crossed`."""

    enterprise: Enterprise
    crossed: Conflict | None = None


@dataclass(frozen=True)
class VisitFacts:
    """What the visits say about an enterprise: how many, when last, and where it was found."""

    visit_count: int
    last_visit_at: datetime | None
    lat_e7: int | None = None
    lng_e7: int | None = None
    accuracy_m: int | None = None
    located_at: datetime | None = None


def add_enterprise(session: Session, new: NewEnterprise, *, by: Actor, at: datetime) -> Added:
    """Add an enterprise, unverified; one whose code is known becomes an alias of it."""
    refuse_readers(by)
    known = queries.enterprise(session, new.id)
    if known is not None:
        return Added(known, "duplicate")
    code = _code(new.code)
    holder = queries.enterprise_of_code(session, code.text) if code else None
    if holder is not None:
        session.add(EnterpriseAlias(id=new.id, enterprise_id=holder.id))
        audit.record(session, "enterprise.merged", subject=holder.id, by=by, at=at, alias=new.id)
        return Added(holder, "merged")
    added = _built(session, new, code, at)
    session.add(added)
    audit.record(session, "enterprise.added", subject=added.id, by=by, at=at)
    return Added(added, "applied")


def amend_enterprise(
    session: Session,
    enterprise_id: str,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    by: Actor,
    at: datetime,
) -> Amended:
    """Set fields from old to new, save those that somebody else changed meanwhile.

    Refuses with Conflict when that leaves nothing to set.
    """
    refuse_readers(by)
    found = queries.enterprise_locked(session, enterprise_id)
    if found is None:
        raise NotFound
    refuse_out_of_reach(session, by, scopes_of_town(found.town_code))
    wanted = {field: (old, new and tidy(new)) for field, (old, new) in changes.items()}
    merge = three_way(vars(found), wanted)
    crossed = _conflict(found, merge) if merge.crossed else None
    if crossed and not merge.clean:
        raise crossed
    _set(session, found, {field: new for field, (_, new) in merge.clean.items()})
    if merge.clean:
        fields = sorted(merge.clean)
        audit.record(session, "enterprise.amended", subject=found.id, by=by, at=at, fields=fields)
    return Amended(found, crossed)


def visit_facts(session: Session, enterprise_id: str) -> VisitFacts:
    """Return what an enterprise's file says of its visits."""
    found = queries.enterprise(session, enterprise_id)
    if found is None:
        raise NotFound
    return VisitFacts(
        found.visit_count,
        found.last_visit_at,
        lat_e7=found.lat_e7,
        lng_e7=found.lng_e7,
        accuracy_m=found.accuracy_m,
        located_at=found.located_at,
    )


def set_visit_facts(session: Session, enterprise_id: str, facts: VisitFacts) -> None:
    """Note what the visits now say; a position that they do not know leaves the old one."""
    found = queries.enterprise(session, enterprise_id)
    if found is None:
        raise NotFound
    found.visit_count = facts.visit_count
    found.last_visit_at = facts.last_visit_at
    if facts.lat_e7 is not None:
        found.lat_e7, found.lng_e7 = facts.lat_e7, facts.lng_e7
        found.accuracy_m, found.located_at = facts.accuracy_m, facts.located_at


def set_act_count(session: Session, enterprise_id: str, acts: int) -> None:
    """Note how many acts at the door stand; the changed row says that somebody worked with it."""
    found = queries.enterprise(session, enterprise_id)
    if found is None:
        raise NotFound
    found.act_count = acts


def name_columns(name: str) -> dict[str, str]:
    """Return the name with its search columns."""
    return {
        "name": name,
        "simplified": search_form(name)[:LONGEST_SEARCHED],
        "initials": initials(name)[:LONGEST_SEARCHED],
        "bigrams": bigrams(name),
    }


def _conflict(found: Enterprise, merge: Merge) -> Conflict:
    return Conflict(f"{found.name}的资料已被别人改过", mine=merge.mine, theirs=merge.theirs)


def _set(session: Session, found: Enterprise, values: Mapping[str, Any]) -> None:
    if "town_code" in values:
        _check_town(session, values["town_code"])
    for field, value in values.items():
        setattr(found, field, value)
    session.flush()
    if "town_code" in values:
        tell(PLACED, session, {found.id: found.town_code})


def _code(text: str | None) -> Code | None:
    if text is None or not text.strip():
        return None
    code = parse_code(text)
    if isinstance(code, CodeFault):
        raise CodeWrong(code.words)
    return code


def _built(session: Session, new: NewEnterprise, code: Code | None, at: datetime) -> Enterprise:
    name = tidy(new.name)
    if not name:
        raise NameMissing
    address = tidy_or_blank(new.address)
    _check_town(session, new.town_code)
    return Enterprise(
        id=new.id,
        **name_columns(name),
        code=code and code.text,
        code_kind=code.kind if code else "none",
        town_code=new.town_code or _town_told(session, address),
        address=address,
        contact_name=tidy(new.contact_name),
        contact_phone=tidy(new.contact_phone),
        business_scope=tidy(new.business_scope),
        verified=False,
        active=True,
        visit_count=0,
        created_at=at,
    )


def _town_told(session: Session, address: str) -> str | None:
    return town_of(address, known.once(session, "gazetteer", lambda: _places(session)))


def _places(session: Session) -> Gazetteer:
    return gazetteer((town.id, town.name) for town in organisation.towns(session))


def _check_town(session: Session, town_code: str | None) -> None:
    if town_code is not None and organisation.town(session, town_code) is None:
        raise TownUnknown
