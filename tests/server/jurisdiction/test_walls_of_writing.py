"""What is asked for with ids of another branch changes none of its rows and says nothing of it."""

import json
from datetime import date
from itertools import cycle

import pytest
from sqlalchemy import select

from server.app import COMMANDS
from server.core import changes, reach
from server.core.db import Base
from server.core.doors import reading, writing
from server.features.accounts.models import Person
from server.features.cases.models import Matter
from server.features.enterprises.commands import name_columns
from server.features.enterprises.models import Enterprise
from server.features.jurisdiction import queries as jurisdiction
from server.features.numbering.models import NumberLease, NumberSeries
from server.features.registrations.models import Registration
from server.features.visits import commands as visits
from server.features.visits.models import Visit
from server.wall import FOLLOWING, PARTS
from tests.server.jurisdiction.canaries import AT, canary
from tests.server.jurisdiction.disguise import as_managers
from tests.server.jurisdiction.foreign_ids import CODE, SAMPLES, told_of, words_of
from tests.server.jurisdiction.test_authority_of_routes import TABLE
from tests.server.jurisdiction.test_canaries import CANARY, bureau, leaked
from tests.server.quotas.visiting import Phone

__all__ = ["bureau"]

WHO = pytest.mark.parametrize("who", ["officer", "branch_head", "cadre"])
WRITES = [route for route in TABLE if route[0] != "GET" and route != ("DELETE", "/api/session")]
RECORDS = (
    *("enterprise", "visit", "finding", "photo", "registration", "paper", "matter"),
    *("matter_event", "petitioner", "message", "number_series", "number_lease"),
    "visit_participant",
)


@pytest.fixture
def blocks(bureau):
    """Give each branch a block of numbers, and each enterprise a name that may be told."""
    with writing() as session:
        told = {"kind": "decision", "year": 2026}
        for n, branch in enumerate(bureau.branches):
            pattern = {**told, "pattern": f"{n}号{{n}}", "branch_id": branch}
            session.add(NumberSeries(id=f"series-{branch}", next=11, **pattern))
            session.flush()
            spent = {"first": 1, "last": 10, "next": 1, "expires_on": date(2026, 12, 31)}
            about = {"series_id": f"series-{branch}", "device_id": f"d-{branch}", "person_id": "x"}
            lease = {**about, **spent, **pattern, "leased_at": AT}
            session.add(NumberLease(id=f"lease-{branch}", **lease))
        for one in session.scalars(select(Enterprise)):
            for column, value in name_columns(f"厂{one.id[-4:]}").items():
                setattr(one, column, value)
        for model in (Visit, Registration, Matter):
            for row in session.scalars(select(model)):
                row.enterprise_name = f"厂{row.id[-4:]}"
        foreign = session.get(Enterprise, f"enterprise-{bureau.foreign}")
        foreign.code = CODE


@pytest.fixture
def forgetful(app, monkeypatch):
    """Have all verbs take everybody for a manager, whose own every record is."""
    known = as_managers(app)

    def marks(session, actor):
        return jurisdiction.marks_of(session, known[actor.session_id])

    monkeypatch.setattr(reach, "of_actor", marks)
    monkeypatch.setattr(visits, "_check_logger", lambda *_: None)


@pytest.fixture
def without_wall(monkeypatch):
    monkeypatch.setattr(changes, "begin", lambda _: None)


@pytest.fixture
def sent_by(as_person, people):
    def phone(who):
        person = getattr(people, who)
        return Phone(as_person(person, "phone"), person, "phone")

    return phone


def rows():
    """Return all records of other branches, save what follows from deeds elsewhere."""
    found = {}
    with reading() as session:
        for name in RECORDS:
            table = Base.metadata.tables[name]
            left_out = {*FOLLOWING.get(name, ()), *({"row_ver"} if name in FOLLOWING else ())}
            columns = [column for column in table.columns if column.name not in left_out]
            for row in session.execute(select(*columns)).mappings():
                key = tuple(row[column.name] for column in table.primary_key)
                found[name, key] = dict(row)
    return found


def touched(before, after, bureau):
    """Return what was changed, removed or had parts added of what stood in other branches."""
    own = f"-{bureau.own}"
    stood = {at for at in before if own not in str(at)}
    found = {at for at in stood if before[at] != after.get(at)}
    for name, key in after.keys() - before.keys():
        column, whole = PARTS.get(name, ("", ""))
        at = (whole, (after[name, key][column],)) if whole else None
        if at in stood:
            found.add(at)
    return sorted(map(str, found))


class Sender:
    """A person's phone that sends the samples, each about another branch of its own."""

    def __init__(self, bureau, phone):
        self.bureau, self.phone = bureau, phone
        with reading() as session:
            logins = session.execute(select(Person.login, Person.id)).all()
        self.people = dict(tuple(row) for row in logins)
        others = (branch for branch in bureau.branches if branch != bureau.own)
        self.others = cycle([branch for branch in others if branch != bureau.foreign])

    def send(self, name, sample):
        """Send a sample; return what of other branches the answer says that was not told."""
        branch = self.bureau.foreign if "{code}" in str(sample) else next(self.others)
        person = self.people[f"login-{branch}"]
        words = words_of(self.bureau, branch, person, self.phone.person_id)
        entity, args = told_of(sample, words)
        said = json.dumps(self.phone.send(name, entity, args))
        return set(CANARY.findall(said)) - set(CANARY.findall(json.dumps(args)))


def trouble(bureau, phone):
    """Send all samples; return what they changed of other branches, and what was said of them."""
    sender, before = Sender(bureau, phone), rows()
    said = [(name, sender.send(name, one)) for name, samples in SAMPLES.items() for one in samples]
    told = [name for name, canaries in said if canaries]
    kept = [row for row in phone.rows("review") if CANARY.search(f"{row['about']}{row['theirs']}")]
    return touched(before, rows(), bureau) + told + [row["command_name"] for row in kept]


def test_every_command_has_a_sample():
    assert {name for table in COMMANDS for name, _ in table} == SAMPLES.keys()


@WHO
def test_no_command_touches_or_tells_of_another_branch(who, bureau, blocks, sent_by, capsys):
    assert trouble(bureau, sent_by(who)) == []
    assert CANARY.findall(capsys.readouterr().out) == []


@pytest.mark.parametrize("who", ["officer", "branch_head"])
@pytest.mark.usefixtures("forgetful")
def test_what_forgetful_commands_would_change_or_say_is_held_by_the_wall(
    who, bureau, blocks, sent_by
):
    assert trouble(bureau, sent_by(who)) == []


@pytest.mark.usefixtures("forgetful")
def test_what_forgetful_routes_would_change_or_say_is_held_by_the_wall(
    bureau, blocks, as_person, people
):
    client, before = as_person(people.officer, "phone"), rows()

    assert leaked(client, WRITES, bureau) == {}
    assert touched(before, rows(), bureau) == []


@pytest.mark.usefixtures("forgetful")
def test_a_command_that_the_wall_refuses_undoes_none_of_those_sent_with_it(
    bureau, blocks, sent_by, capsys
):
    phone, place = sent_by("officer"), f"enterprise-{bureau.foreign}"
    amended = {"changes": {"address": [canary(bureau.foreign), "振兴路1号"]}}

    told = [("enterprise.add", "new", {"name": "新厂"}), ("enterprise.amend", place, amended)]
    added, refused = phone.tell_together(*told)

    assert added["status"] == "applied"
    assert (refused["status"], refused["problem"]["code"]) == ("quarantined", "500.370")
    assert '"change beyond reach"' in capsys.readouterr().out


@pytest.mark.usefixtures("forgetful", "without_wall")
def test_without_the_wall_forgetful_routes_tell_of_others(bureau, blocks, as_person, people):
    client, before = as_person(people.officer, "phone"), rows()

    assert len(leaked(client, WRITES, bureau)) > 5
    assert len(touched(before, rows(), bureau)) > 3


@pytest.mark.usefixtures("forgetful", "without_wall")
def test_without_the_wall_forgetful_commands_change_what_is_of_others(bureau, blocks, sent_by):
    assert len(trouble(bureau, sent_by("officer"))) > 10
