"""Demo cases in every state, told as phones and the desk would tell them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.core import clock
from server.core.auth import Actor, Role
from server.core.ids import new_id
from server.features.accounts import queries as accounts
from server.features.cases import commands, opening
from server.features.cases.claims import Contact, NewMatter, Told
from server.features.enterprises import queries as enterprises
from server.features.organisation import queries as organisation
from server.features.visits import queries as visits

TOWN, FOREIGN_TOWN = "长安镇", "虎门镇"
# Findings of demo visits are at the enterprises at the head of the town's list.
VISITED = 60
SAID = ("车间气味影响隔壁宿舍", "危废桶露天堆放", "夜间排放废水，颜色发黑", "装卸区扬尘大")
HARD = "牵涉多家企业共用管网，要和水务、镇里一起定方案"


@dataclass(frozen=True)
class _Problem:
    """What a demo visit left open, or what was said of the enterprise that it went to."""

    visit_id: str
    enterprise_id: str
    text: str
    finding_id: str | None = None


@dataclass
class _Case:
    """One matter on its way: each deed is told a day or so after the one before."""

    session: Session
    matter_id: str
    at: datetime
    visit_id: str | None = None

    def then(self, by: Actor, verb: str, told: Told, *, days: float = 1) -> "_Case":
        self.at += timedelta(days=days)
        commands.act(self.session, self.matter_id, verb, told, by=by, at=self.at)
        return self


def make_cases(session: Session, now: datetime) -> int:
    """Make the demo cases; return how many."""
    people = {login: _actor(session, login) for login in ("chen", "li", "wang", "liang", "zhou")}
    made = [
        *_of_findings(session, _problems(session, TOWN), people, now),
        *_petitions(session, people, now),
    ]
    return len(made)


def _of_findings(
    session: Session, problems: Sequence[_Problem], people: dict[str, Actor], now: datetime
) -> Iterator[_Case]:
    chen, li, wang, liang = (people[login] for login in ("chen", "li", "wang", "liang"))
    stories = iter(problems)

    def begin(days: float, *, hard: bool = False, due_on: date | None = None) -> _Case | None:
        problem = next(stories, None)
        if problem is None:
            return None
        at = now - timedelta(days=days)
        return _opened(session, problem, by=chen, at=at, hard=hard, due=due_on)

    if waiting := begin(9, hard=True):
        yield waiting
    if late := begin(40, due_on=clock.city_date(now - timedelta(days=6))):
        noted = Told(words="已请第三方出改造方案，企业在比价")
        yield late.then(chen, "take", Told()).then(chen, "log", noted, days=12)
    if high := begin(20, hard=True):
        asked = Told(to=liang.person_id, words="请局领导协调水务部门")
        high.then(wang, "hand_over", asked).then(liang, "accept", Told())
        yield high.then(liang, "log", Told(words="已和镇政府、水务办现场碰头，下周定方案"), days=5)
    if proposed := begin(15):
        done = Told(words="危废间已重新分区、贴标签，台账补齐", visit_id=proposed.visit_id)
        yield proposed.then(li, "take", Told()).then(li, "propose", done, days=9)
    if solved := begin(25):
        done = Told(words="新生产线已补办备案手续", visit_id=solved.visit_id)
        signed = Told(party="演示代表", party_title="厂长", how="glass")
        solved.then(chen, "take", Told()).then(chen, "propose", done, days=10)
        yield solved.then(chen, "confirm", signed).then(wang, "close", Told(), days=2)


def _petitions(session: Session, people: dict[str, Actor], now: datetime) -> Iterator[_Case]:
    chen, li, wang, zhou = (people[login] for login in ("chen", "li", "wang", "zhou"))
    towns = {town.name: town.id for town in organisation.towns(session)}
    noise = NewMatter(
        id=new_id(),
        source="petition",
        channel="telephone",
        title="夜间十点后仍有机器噪声",
        words="住户反映工业区后排车间夜间开工，影响休息。",
        category="noise",
        town_code=towns.get(TOWN),
        petitioner=Contact("演示群众", "13900000000"),
    )
    case = _told(session, noise, by=wang, at=now - timedelta(days=4))
    yield case.then(wang, "hand_over", Told(to=li.person_id, words="请你跟进"), days=0.1)
    smell = NewMatter(
        id=new_id(),
        source="petition",
        channel="letter",
        title="河涌有刺鼻气味",
        words="匿名来信，未留联系方式。",
        category="water",
        town_code=towns.get(TOWN),
    )
    case = _told(session, smell, by=chen, at=now - timedelta(days=30))
    case.then(chen, "take", Told()).then(chen, "log", Told(words="沿河排查三家，取样送检"), days=3)
    problem = next(iter(_problems(session, TOWN)), None)
    visit_id = problem.visit_id if problem else None
    done = Told(words="一家企业雨水口混排，已封堵", visit_id=visit_id)
    case.then(chen, "propose", done, days=10)
    yield case.then(chen, "dispute", Told(party="", words="下雨后仍有气味"), days=3)
    dust = NewMatter(
        id=new_id(),
        source="petition",
        channel="counter",
        title="建材堆场扬尘",
        category="air",
        town_code=towns.get(FOREIGN_TOWN),
        due_on=clock.city_date(now - timedelta(days=2)),
    )
    yield _told(session, dust, by=zhou, at=now - timedelta(days=62))


def _opened(
    session: Session, problem: _Problem, *, by: Actor, at: datetime, hard: bool, due: date | None
) -> _Case:
    new = NewMatter(
        id=new_id(),
        source="finding" if problem.finding_id else "petition",
        channel="" if problem.finding_id else "telephone",
        title=problem.text[:100],
        enterprise_id=problem.enterprise_id,
        finding_id=problem.finding_id,
        hard=hard,
        hard_reason=HARD if hard else "",
        due_on=due,
    )
    case = _told(session, new, by=by, at=at)
    case.visit_id = problem.visit_id
    return case


def _told(session: Session, new: NewMatter, *, by: Actor, at: datetime) -> _Case:
    opened = opening.open_matter(session, new, Told(), by=by, at=at)
    return _Case(session, opened.matter.id, at)


def _problems(session: Session, town_name: str) -> Sequence[_Problem]:
    """Return what demo visits left open, then what people said of other places visited."""
    [town] = [town for town in organisation.towns(session) if town.name == town_name]
    found: list[_Problem] = []
    told: list[_Problem] = []
    said = iter(SAID)
    for place in enterprises.enterprises_of_town(session, town.id, limit=VISITED):
        for visit in visits.visits_of_enterprise(session, place.id):
            left = [one for one in visits.findings_of(session, visit.id) if one.state == "open"]
            found += [_Problem(visit.id, place.id, one.text, one.id) for one in left]
            if not left and (words := next(said, None)):
                told.append(_Problem(visit.id, place.id, words))
    return [*found, *told]


def _actor(session: Session, login: str) -> Actor:
    person = accounts.person_by_login(session, login)
    assert person is not None, "the demo has its people first"
    return Actor(person.id, person.name, Role(person.role), person.branch_id, session_id="demo")
