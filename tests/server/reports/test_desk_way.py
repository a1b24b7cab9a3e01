"""The way towards the targets counts as the plan does; service follows the post of its day."""

from datetime import date

import pytest
from sqlalchemy import event

from server.core.db import db
from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.quotas import commands as quotas
from server.features.quotas.commands import NewPlan
from tests.server.cases.matters import CasePhone
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import finding

PATH = "/api/reports/desk"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
YESTERDAY = {"opened_at": "2026-11-22T01:00:00.000Z", "closed_at": "2026-11-22T02:00:00.000Z"}
IN_SPRING = {"opened_at": "2026-03-02T01:00:00.000Z", "closed_at": "2026-03-02T02:00:00.000Z"}


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


@pytest.fixture
def officer(app, as_person, people):
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    return CasePhone(as_person(people.officer, "case-phone"), people.officer, "case-phone")


@pytest.fixture
def open_plan(app, time):
    def make(**rules):
        rows = [{"rank": "ordinary", "visits": 1, "solved": 3, "in_principle": True}]
        with writing() as session:
            new = NewPlan("2026年方案", *YEAR, rows, members_only=False, rules=rules)
            return quotas.open_plan(session, new, by=None, at=time()).id

    return make


def _way(client):
    points = client.get(PATH).json["trend"]["points"]
    return {point["on"]: point["reached"] for point in points}


def test_a_confirmed_case_is_a_step_on_the_day_of_its_confirmation(
    officer, as_person, people, open_plan, time
):
    open_plan()
    officer.visit("v1", "own", findings=[finding("f1")], **YESTERDAY)
    officer.open_petition("m1", town_code=CHANGAN)
    officer.solve("m1")
    time.pass_by(days=8)

    way = _way(as_person(people.manager))

    assert (way["2026-11-18"], way["2026-11-25"], way["2026-12-01"]) == (0, 2, 2)


def test_a_problem_is_as_many_steps_as_the_plan_weighs_it_up_to_the_target(
    officer, manager, open_plan
):
    weights = {"finding": 2, "petition": 1, "registration": 1, "hard": 1}
    open_plan(weights=weights)
    officer.visit("v1", "own", findings=[finding("f1", solved=True)], **IN_SPRING)
    assert _way(manager)["2026-03-04"] == 3

    officer.visit("v2", "own", findings=[finding("f2", solved=True)], **YESTERDAY)

    way = _way(manager)
    assert (way["2026-03-04"], way["2026-11-23"]) == (3, 4)


def test_a_co_visitor_makes_no_step_where_the_plan_counts_only_the_author(
    officer, manager, open_plan, people
):
    open_plan(co_rule="author")

    officer.visit("v1", "own", participants=[people.officer, people.co_officer], **IN_SPRING)

    assert _way(manager)["2026-03-04"] == 1


def test_a_withdrawn_visit_is_taken_off_the_way(officer, manager, open_plan):
    open_plan()
    officer.visit("v1", "own", **IN_SPRING)
    assert _way(manager)["2026-03-04"] == 1

    officer.tell("visit.withdraw", "v1", reason="登记错了企业")

    assert set(_way(manager).values()) == {0}


def test_service_follows_the_post_of_the_day_of_the_visit_not_that_of_today(
    officer, manager, as_person, people
):
    with reading() as session:
        humen = organisation.branch_named(session, "虎门分局").id
    officer.visit("v1", "own", **YESTERDAY)
    admin = as_person(people.administrator)
    assert admin.patch(f"/api/people/{people.officer}", {"branch_id": humen}).status_code == 200
    officer = CasePhone(as_person(people.officer, "new"), people.officer, "new")
    officer.visit("v2", "own", kind="notice")

    service = {row["name"]: row for row in manager.get(PATH).json["service"]}
    own = manager.get(PATH, query_string={"branch_id": humen}).json["service"]

    assert (service["长安分局"]["in_post"], service["长安分局"]["out_of_post"]) == (1, 0)
    assert (service["虎门分局"]["in_post"], service["虎门分局"]["out_of_post"]) == (0, 1)
    assert [row["name"] for row in own] == ["虎门分局"]


def test_only_visits_of_who_changed_the_branch_are_read_day_by_day(
    officer, manager, as_person, people
):
    with reading() as session:
        humen = organisation.branch_named(session, "虎门分局").id
    both = [people.officer, people.co_officer]
    officer.visit("v1", "own", participants=both, **YESTERDAY)
    admin = as_person(people.administrator)
    assert admin.patch(f"/api/people/{people.officer}", {"branch_id": humen}).status_code == 200

    told = _asked(manager, 'tally_person.person_id, tally_person."on"')

    assert {who for who in both if who in told} == {people.officer}


def _asked(client, columns):
    """Return the values with which columns were asked for when the desk was."""
    values = []

    def note(_connection, _cursor, statement, parameters, *_):
        if columns in statement:
            values.extend(parameters.values() if isinstance(parameters, dict) else parameters)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(PATH).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return values
