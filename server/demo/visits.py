"""Demo visits of the last weeks, told as phones would tell them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from server.core.auth import Actor, Role
from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.enterprises import queries as enterprises
from server.features.organisation import queries as organisation
from server.features.visits import commands as visits
from server.features.visits.claims import Checkin, Claim, NewFinding, Signature

MOST_PER_TOWN = 8
GUIDED_TOWN = "长安镇"
DAYS = 28
SPREAD_E7 = 120_000  # about 1.3 km around the town's anchor
GUIDANCE = (
    "讲解排污登记要求，提醒按时更新登记信息。",
    "指导危险废物暂存间规范设置标识和台账。",
    "告知雨污分流改造要求，现场核对排水口位置。",
    "介绍环评豁免政策，解答扩建是否需要办理手续。",
)
FINDINGS = (
    ("procedure", "新增一条注塑线，尚未核对环保手续"),
    ("waste", "废机油桶未贴危险废物标签"),
    ("air", "活性炭更换记录不全"),
    ("water", "雨水井旁堆放原料，雨天可能外溢"),
)


@dataclass(frozen=True)
class Anchor:
    """A town and the middle of it, in 1e-7 degrees."""

    town_code: str
    name: str
    lat_e7: int
    lng_e7: int


def make_visits(session: Session, chance: Random, now: datetime) -> int:
    """Make the demo visits; return how many."""
    made = 0
    for town in organisation.towns(session):
        officers = _officers(session, town.branch_id)
        if not officers or town.lat_e7 is None or town.lng_e7 is None:
            continue
        anchor = Anchor(town.id, town.name, town.lat_e7, town.lng_e7)
        for claim in _claims(session, anchor, officers, chance, now):
            visits.close_visit(session, claim, by=officers[0], at=claim.closed_at)
            made += 1
    return made


def _officers(session: Session, branch_id: str | None) -> Sequence[Actor]:
    if branch_id is None:
        return []
    return [
        Actor(person.id, person.name, Role.OFFICER, branch_id, session_id="demo")
        for person in accounts.people(session, branch_id=branch_id)
        if person.role == Role.OFFICER
    ]


def _claims(
    session: Session, town: Anchor, officers: Sequence[Actor], chance: Random, now: datetime
) -> Iterator[Claim]:
    # The branch of which the guide speaks has something on every page.
    most = MOST_PER_TOWN if town.name == GUIDED_TOWN else chance.randint(1, MOST_PER_TOWN)
    here = enterprises.enterprises_of_town(session, town.town_code, limit=most)
    for number, enterprise in enumerate(here):
        day = now.astimezone(UTC) - timedelta(days=1 + chance.randrange(DAYS))
        opened = day.replace(hour=chance.randrange(1, 9), minute=chance.randrange(60), second=0)
        yield Claim(
            id=new_id(),
            enterprise_id=enterprise.id,
            kind=chance.choice(("guidance", "notice", "follow_up")),
            opened_at=opened,
            closed_at=opened + timedelta(minutes=chance.randrange(20, 60)),
            participants=[officer.person_id for officer in officers[:2]],
            signature=Signature("absent", "演示数据，未采集签名"),
            checkin=_checkin(town, chance, opened),
            guidance=chance.choice(GUIDANCE),
            findings=_findings(chance) if number % 2 else (),
            representative=enterprise.contact_name,
            representative_title="厂长",
            note="演示数据",
        )


def _checkin(town: Anchor, chance: Random, at: datetime) -> Checkin:
    return Checkin(
        source="gps",
        at=at,
        lat_e7=town.lat_e7 + chance.randint(-SPREAD_E7, SPREAD_E7),
        lng_e7=town.lng_e7 + chance.randint(-SPREAD_E7, SPREAD_E7),
        accuracy_m=chance.randrange(8, 40),
    )


def _findings(chance: Random) -> Sequence[NewFinding]:
    category, text = chance.choice(FINDINGS)
    solved = chance.random() < 0.4  # noqa: PLR2004 - a share, not a rule
    note = "当场整改，企业负责人确认" if solved else ""
    return [NewFinding(new_id(), category, text, solved=solved, solved_note=note)]
