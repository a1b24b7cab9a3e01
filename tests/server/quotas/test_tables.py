"""From the tables to the figures: what the bureau noted is what an oracle finds in its tables."""

import os
from datetime import date, timedelta
from random import Random

import pytest

from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.quotas import commands as quotas
from server.features.quotas.commands import NewPlan
from sync.rules.quota_plan import CHOICES, RANKS, SOURCES
from tests.server.cases.matters import CasePhone
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.tables import by_bureau, by_oracle
from tests.server.quotas.visiting import finding

SEEDS = range(40 if os.environ.get("DOORSTEP_LONG") else 1)
DEEDS = 60
PLACES = ("own", "p1", "p2")
# A leap day, this year's end, and the night in which the day of the city is not that of UTC.
PERIODS = (
    ("enterprises", date(2024, 1, 31), date(2024, 2, 29)),
    ("enterprises", date(2026, 6, 1), date(2026, 11, 23)),
    ("people", date(2026, 1, 1), date(2027, 1, 1)),
)
EDGES = [day for _, *days in PERIODS for day in days]
HOURS = ("T00:30:00.000Z", "T15:59:59.000Z", "T16:00:00.000Z")


class Life:
    """Random deeds of a small bureau: of phones, at the desk and in the accounts."""

    def __init__(self, chance, as_person, people):
        with reading() as session:
            self.branches = [row.id for row in organisation.branches(session)[:3]] + [None]
        self.chance = chance
        self.goers = [people.officer, people.co_officer, people.branch_head, people.cadre]
        self.phones = [
            CasePhone(as_person(who, f"p-{who}"), who, f"p-{who}") for who in self.goers[:3]
        ]
        self.admin = as_person(people.administrator)
        self.security = as_person(people.security)
        self.manager = as_person(people.manager)
        self.n = 0
        self.deeds = (self.visit, self.visit, self.visit, self.withdraw, self.correct, self.solve)
        self.deeds += (self.case, self.case, self.reopen, self.rank, self.member, self.posts)
        self.deeds += (self.move, self.waive, self.account, self.again)

    def go_on(self):
        self.n += 1
        self.chance.choice(self.deeds)()

    def visit(self):
        at = f"{self.day()}{self.chance.choice(HOURS)}"
        own = self.chance.choice(self.phones)
        others = self.chance.sample(self.goers, self.chance.randrange(3))
        found = [finding(f"f{self.n}", solved=self.chance.random() < 0.6)]
        place = self.chance.choice(PLACES)
        people = [own.person_id, *others]
        told = {"participants": people, "findings": found, "opened_at": at, "closed_at": at}
        own.visit(f"v{self.n}", place, kind=self.chance.choice(("guidance", "notice")), **told)

    def withdraw(self):
        self.chance.choice(self.phones).tell("visit.withdraw", self.earlier("v"), reason="重复")

    def correct(self):
        before = [self.chance.choice(self.goers)]
        changes = {"participants": [before, self.chance.sample(self.goers, 2)]}
        told = {"changes": changes, "reason": "补记同行"}
        self.chance.choice(self.phones).tell("visit.correct", self.earlier("v"), **told)

    def solve(self):
        told = {"note": "已整改", "confirmed_by": "张经理", "solved_on": self.day()}
        self.chance.choice(self.phones).tell("finding.solve", self.earlier("f"), **told)

    def case(self):
        own = self.chance.choice(self.phones)
        hard = {"hard": True, "hard_reason": "牵涉几家"} if self.chance.random() < 0.4 else {}
        if self.chance.random() < 0.5:
            own.open_petition(f"m{self.n}", town_code=CHANGAN, **hard)
        else:
            own.open_finding(f"m{self.n}", self.earlier("f"), enterprise_id=None, **hard)
        for deed in (own.take, own.propose, own.confirm):
            deed(f"m{self.n}")

    def reopen(self):
        own = self.chance.choice(self.phones)
        own.tell("case.reopen", self.earlier("m"), reason="又出现了", at=self.day() + HOURS[0])

    def rank(self):
        self.span("ranks", rank=self.chance.choice(RANKS))

    def member(self):
        self.span("memberships")

    def span(self, kind, **more):
        path = f"/api/people/{self.chance.choice(self.goers)}"
        held = self.admin.get(path).json[kind]
        if held and self.chance.random() < 0.4:
            self.admin.delete(f"{path}/{kind}/{self.chance.choice(held)['id']}")
            return
        first, last = sorted((self.day(), self.day()))
        ends = last if self.chance.random() < 0.5 else None
        self.admin.post(f"{path}/{kind}", {**more, "from_on": first, "to_on": ends})

    def posts(self):
        """Correct where somebody belonged until some day."""
        path = f"/api/people/{self.chance.choice(self.goers)}/posts"
        last = self.admin.get(path).json[-1]
        cut = date.fromisoformat(self.day())
        gap = timedelta(days=self.chance.choice((1, 1, 30)))
        earlier = {"branch_id": self.chance.choice(self.branches), "to_on": cut.isoformat()}
        now = {"branch_id": last["branch_id"], "from_on": (cut + gap).isoformat()}
        assert self.admin.put(path, {"posts": [now, earlier]}).status_code == 200

    def move(self):
        path = f"/api/people/{self.chance.choice(self.goers)}"
        self.admin.patch(path, {"branch_id": self.chance.choice(self.branches)})

    def waive(self):
        plan = self.chance.choice(self.manager.get("/api/quotas").json)["id"]
        path = f"/api/quotas/{plan}/waivers/{self.chance.choice(self.goers)}"
        if self.manager.put(path, {"reason": "病假"}).status_code == 404:
            self.manager.delete(path)

    def account(self):
        """Close the account of the one who only went along, or open it again."""
        cadre = f"/api/people/{self.goers[-1]}"
        self.security.patch(cadre, {"active": self.chance.random() < 0.6})

    def again(self):
        phone = self.chance.choice(self.phones)
        if phone.last:
            phone.ask_again()

    def earlier(self, letter):
        return f"{letter}{self.chance.randrange(self.n + 1)}"

    def day(self):
        edge = self.chance.choice(EDGES) + timedelta(days=self.chance.choice((-1, 0, 0, 1)))
        some = date(2026, 11, 23) - timedelta(days=self.chance.randrange(-40, 300))
        return (edge if self.chance.random() < 0.5 else some).isoformat()


def _rules(chance):
    rules = {name: chance.choice(words) for name, words in CHOICES.items()}
    weights = {name: chance.choice((0, 1, 1, 2)) for name in (*SOURCES, "hard")}
    return {**rules, "least_days": chance.choice((0, 0, 20)), "weights": weights}


def _open_plans(chance, time):
    for n, (kind, first, last) in enumerate(PERIODS):
        rows = [
            {"rank": rank, "visits": 1 + n, "solved": 2, "in_principle": True} for rank in RANKS
        ]
        more = {"members_only": n == 0, "kind": kind, "rules": _rules(chance)}
        with writing() as session:
            new = NewPlan(f"方案{n}", first, last, rows, **more)
            quotas.open_plan(session, new, by=None, at=time())


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_noted_of_everybody_is_what_the_oracle_finds_in_the_tables(
    seed, app, as_person, people, time
):
    chance = Random(seed)  # noqa: S311 - reproducible, not secret
    for place in PLACES:
        add(place, f"东莞市长安{place}五金厂", town=CHANGAN)
    _open_plans(chance, time)
    life = Life(chance, as_person, people)
    for part in range(DEEDS // 10):
        for _ in range(10):
            life.go_on()
        with reading() as session:
            assert by_bureau(session) == by_oracle(session), (seed, part)
            told = by_bureau(session)

    assert len(told) > 8
    assert sum(row[-3] for row in told.values()) > 3
    assert sum(row[-1] for row in told.values()) > 0
