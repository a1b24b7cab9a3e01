"""What the bureau knows of an act, gathered for its papers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core import clock
from server.core.clock import city_date
from server.features.accounts import queries as accounts
from server.features.documents.contents import Act, Content, Limit, Project
from server.features.documents.models import Paper
from server.features.documents.wording import content
from server.features.organisation import queries as organisation
from server.features.registrations import queries as registrations
from server.features.rulebook import queries as rulebook
from sync.rules.conditions import PackError
from sync.rules.packs import read_pack
from sync.rules.regimes import read_regime

LEVELS = {"registration_form": "登记表", "report_form": "报告表", "report_book": "报告书"}
NATURES = {"new": "新建", "expand": "扩建", "rebuild": "改建", "move": "搬迁"}
IMPACTS = {
    "water": "废水",
    "air": "废气",
    "noise": "噪声",
    "waste": "固体废物",
    "ecology": "生态影响",
    "radiation": "辐射",
}
UNITS = {"natural_day": "日", "working_day": "个工作日"}
# The first half of a hash, as receipts bear it.
MARK_LETTERS = 32
WITHDRAW = "withdraw"


def content_of(session: Session, paper: Paper) -> Content:
    """Return what a paper says of its act as that stands now."""
    return content(paper.kind, act_of(session, paper.registration_id))


def act_of(session: Session, registration_id: str) -> Act:
    """Return an act as papers tell it, in the words of the packs that it was decided by."""
    found = registrations.registration(session, registration_id)
    assert found is not None, "a paper is of an act"
    return Act(
        kind=found.act,
        agency=_agency(session, found.branch_id),
        enterprise=found.enterprise_name,
        code=found.enterprise_code,
        number=found.number or "",
        decided_on=found.decided_on,
        lead=_name(session, found.lead_id),
        co_officer=_name(session, found.co_id),
        representative=_signed(found.sign_state, found.representative, found.representative_title),
        mark=found.command_hash[:MARK_LETTERS],
        demo=found.demo,
        level=LEVELS.get(found.outcome, ""),
        items=tuple(found.items),
        basis=tuple(_basis(session, found.packs, frozenset(found.clauses))),
        project=_project(found.form),
        gaps=tuple(str(gap["text"]) for gap in found.gaps),
        leader_reason=found.leader_reason,
        conditions=found.conditions,
        valid_until=found.valid_until,
        filing_number=found.filing_number,
        received_on=city_date(found.received_at),
        limit=_limit(session, found.regime, found.regime_version, found.decided_on),
        withdrawn_on=_withdrawn_on(found.history),
        withdrawn_reason=found.withdrawn_reason,
    )


def _agency(session: Session, branch_id: str | None) -> str:
    branch = organisation.branch(session, branch_id) if branch_id else None
    return f"{organisation.bureau_name()}{branch.name if branch else ''}"


def _name(session: Session, person_id: str | None) -> str:
    person = accounts.person(session, person_id) if person_id else None
    return person.name if person else ""


def _signed(state: str, name: str, title: str) -> str:
    return " ".join(filter(None, (name, title))) if state == "signed" else ""


def _basis(session: Session, packs: Mapping[str, Any], clauses: frozenset[str]) -> Iterator[str]:
    """Yield the clauses that gave the outcome, in the words of the versions that were used."""
    for pack, used in packs.items():
        row = rulebook.version(session, pack, int(used["version"])) if used else None
        if row is None or not clauses:
            continue
        try:
            read = read_pack(row.content)
        # A regime is a pack too, and has no clauses.
        except PackError:
            continue
        yield from (f"{one.basis} {one.label}".strip() for one in read.clauses if one.id in clauses)


def _project(form: Mapping[str, Any] | None) -> Project | None:
    if not form or not form.get("project_name"):
        return None
    return Project(
        name=form["project_name"],
        address=form.get("site_address") or "",
        nature=NATURES.get(form.get("nature") or "", ""),
        area_m2=form.get("area_m2") or 0,
        investment_yuan=form.get("investment_yuan") or 0,
        environment_yuan=form.get("environment_yuan") or 0,
        operation_on=_day(form.get("operation_on")),
        content_scale=form.get("content_scale") or "",
        measures=tuple(_measures(form.get("measures") or {})),
    )


def _measures(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for impact, words in IMPACTS.items():
        measure = (told.get(impact) or {}).get("measure")
        if measure:
            yield words, measure, told[impact].get("destination") or ""


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told or "")
    except ValueError:
        return None


def _limit(session: Session, regime: str, version: int, start: date) -> Limit | None:
    row = rulebook.version(session, regime, version)
    limit = read_regime(row.content).limit if row else None
    if row is None or limit is None or not limit.count:
        return None
    ends = rulebook.due(session, row, start, clock.today())
    return Limit(
        words=f"{limit.count}{UNITS[limit.unit]}",
        ends_on=ends.on if ends else None,
        is_provisional=ends.is_provisional if ends else False,
    )


def _withdrawn_on(history: Iterable[Mapping[str, Any]]) -> date | None:
    days = [entry["at"] for entry in history if entry["action"] == WITHDRAW]
    return city_date(datetime.fromisoformat(days[-1])) if days else None
