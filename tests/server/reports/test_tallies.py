"""The tallies of the desk move with every deed, and a recount proves them."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import select, update

from server.core import hooks
from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.reports import commands as reports
from server.features.reports.models import PersonTally, PlaceTally, ProblemTally, TalliedVisit
from tests.server.quotas.visiting import finding
from tests.statements import counting

YESTERDAY = {"opened_at": "2026-11-22T01:00:00.000Z", "closed_at": "2026-11-22T02:00:00.000Z"}
TODAY = date(2026, 11, 23)


@pytest.fixture
def officer(phone_of, people):
    officer = phone_of(people.officer)
    officer.add_enterprise("a")
    return officer


def cells(table):
    """Return what a tally counts, by its key; cells that count nothing are left out."""
    with reading() as session:
        rows = session.execute(select(*table.__table__.columns)).all()
    return {tuple(key): n for *key, n in rows if n}


@pytest.fixture
def changan(app):
    with reading() as session:
        return organisation.branch_named(session, "长安分局").id


def test_a_visit_counts_once_for_its_place_and_once_for_each_person(officer, people, changan):
    officer.visit("v1", "a", participants=[people.officer, people.co_officer])

    assert cells(PlaceTally) == {(TODAY, changan, ""): 1}
    assert cells(PersonTally) == {
        (TODAY, changan, "", people.officer): 1,
        (TODAY, changan, "", people.co_officer): 1,
    }


def test_a_withdrawn_visit_leaves_every_tally(officer):
    officer.visit("v1", "a", findings=[finding("f1", solved=True)])
    officer.tell("visit.withdraw", "v1", reason="走错了门")

    tables = (PlaceTally, PersonTally, ProblemTally)
    assert [cells(table) for table in tables] == [{}, {}, {}]
    assert reports.recount().is_well


def test_who_is_corrected_out_of_a_visit_no_longer_counts(officer, people, changan):
    officer.visit("v1", "a", participants=[people.officer, people.co_officer])
    both = [people.officer, people.co_officer]
    changes = {"participants": [both, [people.officer]]}
    officer.tell("visit.correct", "v1", changes=changes, reason="未同行")

    assert list(cells(PersonTally)) == [(TODAY, changan, "", people.officer)]


def test_a_problem_tells_how_many_days_it_took(officer, changan):
    officer.visit("v1", "a", findings=[finding("f1")], **YESTERDAY)
    assert cells(ProblemTally) == {(date(2026, 11, 22), changan, "", "water", -1): 1}

    officer.tell("finding.solve", "f1", note="已整改", confirmed_by="张", solved_on="2026-11-23")
    assert cells(ProblemTally) == {(date(2026, 11, 22), changan, "", "water", 1): 1}


def test_a_visit_follows_its_enterprise_to_another_town(officer, changan):
    with reading() as session:
        town = organisation.towns_of(session, changan)[0]
    officer.visit("v1", "a")
    with writing() as session:
        hooks.tell("enterprises.placed", session, {"a": town})

    assert list(cells(PlaceTally)) == [(TODAY, changan, town)]
    assert reports.recount().is_well


def test_tallies_equal_the_visits_after_any_history(phone_of, people):
    chance = Random(20261126)  # noqa: S311 - reproducible, not secret
    phones = [phone_of(one) for one in (people.officer, people.co_officer, people.stranger)]
    for number in range(3):
        phones[0].add_enterprise(f"e{number}")
    for step in range(40):
        _something(chance, phones[step % 3], [phone.person_id for phone in phones], step)
    report = reports.recount()

    assert (report.wrong_cells, report.wrong_visits) == (0, 0)
    assert report.visits > 8


def _something(chance, phone, everybody, step):
    """Do one of the deeds that change what counts; most visits are of other people's phones."""
    some = f"v{chance.randrange(step + 1)}"
    match chance.randrange(5):
        case 0 | 1:
            day = f"2026-11-{chance.randrange(10, 24)}"
            phone.visit(
                f"v{step}",
                f"e{chance.randrange(3)}",
                participants=chance.sample(everybody, chance.randrange(1, 4)),
                findings=[finding(f"f{step}", solved=chance.random() < 0.5)],
                opened_at=f"{day}T0{chance.randrange(9)}:00:00.000Z",
                closed_at=f"{day}T09:00:00.000Z",
            )
        case 2:
            phone.tell("visit.withdraw", some, reason="重复")
        case 3:
            on = f"2026-11-{chance.randrange(10, 24)}"
            target = f"f{some[1:]}"
            phone.tell("finding.solve", target, note="好", confirmed_by="张", solved_on=on)
        case _:
            changes = {"participants": [[phone.person_id], [phone.person_id, everybody[0]]]}
            phone.tell("visit.correct", some, changes=changes, reason="补记同行")


@pytest.mark.parametrize("table", [PlaceTally, PersonTally, ProblemTally])
def test_a_wrong_figure_is_found_and_put_right(table, officer):
    officer.visit("v1", "a", findings=[finding("f1")])
    right = cells(table)
    with writing() as session:
        session.execute(update(table).values(n=7))

    assert reports.recount().wrong_cells == 1
    assert not reports.recount(mends=True).is_well
    assert reports.recount().is_well
    assert cells(table) == right


def test_an_installation_older_than_its_tallies_counts_its_visits_at_the_start(officer):
    officer.visit("v1", "a")
    right = cells(PersonTally)
    with writing() as session:
        for table in (TalliedVisit, PlaceTally, PersonTally):
            session.execute(table.__table__.delete())

    reports.tally_if_new()

    assert cells(PersonTally) == right
    assert reports.recount().is_well


def test_what_a_change_costs_does_not_grow_with_what_was_counted_before(officer):
    def cost(number):
        with counting() as statements:
            officer.visit(f"v{number}", "a", **YESTERDAY)
        return sum("tally_" in statement for statement in statements)

    first = cost(0)
    for number in range(1, 9):
        cost(number)

    assert cost(9) == first
    assert first <= 5
