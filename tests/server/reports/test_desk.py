"""The manager's desk: who is behind, the way there, and what was done, found and left undone."""

from datetime import date

import pytest

from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.quotas import commands as quotas
from server.features.quotas import queries as quota_queries
from server.features.quotas.commands import NewPlan
from tests.server.quotas.visiting import finding

PATH = "/api/reports/desk"
LONG_AGO = {"opened_at": "2026-10-01T01:00:00.000Z", "closed_at": "2026-10-01T02:00:00.000Z"}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def changan(app):
    with reading() as session:
        return organisation.branch_named(session, "长安分局").id


@pytest.fixture
def plan(app, time):
    with writing() as session:
        made = quotas.open_plan(
            session, NewPlan("2026年方案", *YEAR, members_only=False), by=None, at=time()
        )
        return made.id


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


@pytest.fixture
def visited(plan, phone_of, people):
    """The branch head called on one place and solved a problem; the officer left one open."""
    officer, head = phone_of(people.officer), phone_of(people.branch_head)
    officer.add_enterprise("a")
    officer.visit("v1", "a", findings=[finding("f1")], **LONG_AGO)
    head.visit("v2", "a", findings=[finding("f2", solved=True)])
    head.visit("v3", "a", kind="notice", opened_at="2026-11-22T01:00:00.000Z")
    return officer


def line(rows, name):
    return next(row for row in rows if row["name"] == name)


def test_those_who_lack_most_stand_first_by_person_branch_and_rank(visited, manager):
    desk = manager.get(PATH).json

    assert desk["people"][-1]["name"] == "王建国"
    assert (desk["people"][-1]["reached"], desk["people"][-1]["asked"]) == (2, 2)
    assert [group["name"] for group in desk["ranks"]] == ["一般", "副处级以上", "副科级以上"]
    changan = line(desk["branches"], "长安分局")
    assert (changan["reached"], changan["asked"], changan["done"], changan["people"]) == (
        2,
        4,
        1,
        3,
    )
    shares = [group["reached"] / group["asked"] for group in desk["branches"]]
    assert shares == sorted(shares)


def test_the_way_ends_where_the_standings_stand(visited, manager, plan):
    trend = manager.get(PATH).json["trend"]
    with reading() as session:
        rows = quota_queries.progress(session, plan).values()
        reached = sum(
            min(row.enterprises, row.target_visits) + min(row.solved, row.target_solved)
            for row in rows
        )

    assert trend["points"][-1] == {
        "on": "2026-11-23",
        "reached": reached,
        "needed": round(trend["asked"] * 327 / 365, 1),
    }
    assert reached == 2
    assert [point["reached"] for point in trend["points"]][:40] == [0] * 40


def test_only_the_first_places_that_are_asked_for_are_steps_on_the_way(
    plan, phone_of, people, manager
):
    cadre = phone_of(people.cadre)
    for place, day in (("a", "01-05"), ("a", "01-06"), ("b", "06-10"), ("c", "07-01")):
        cadre.tell("enterprise.add", place, name=f"东莞市{place}五金厂")
        at = f"2026-{day}T01:00:00.000Z"
        cadre.visit(f"v-{day}", place, opened_at=at, closed_at=at)
    points = {point["on"]: point["reached"] for point in manager.get(PATH).json["trend"]["points"]}

    assert (points["2026-01-07"], points["2026-06-03"]) == (1, 1)
    assert (points["2026-06-10"], points["2026-11-23"]) == (2, 2)


def test_a_visit_of_two_people_counts_once_for_the_place_and_for_each_of_them(
    visited, phone_of, people, manager
):
    both = [people.stranger, people.manager]
    phone_of(people.stranger).visit("v4", "a", participants=both)
    desk = manager.get(PATH).json

    assert desk["visits"] == 4
    assert line(desk["people"], "周海")["visits"] == 1
    assert line(desk["people"], "何敏")["visits"] == 1


def test_towns_tell_their_visits_month_by_month_also_where_nobody_was(visited, manager):
    desk = manager.get(PATH, query_string={"first": "2026-09-15", "last": "2026-11-30"}).json

    assert desk["months"] == ["2026-09", "2026-10", "2026-11"]
    assert desk["towns"][0] == {
        "town_code": "",
        "name": "镇街未定",
        "visits": 3,
        "months": [0, 1, 2],
    }
    assert all(town["visits"] == 0 for town in desk["towns"][1:])
    assert len(desk["towns"]) > 32


def test_kinds_of_problems_tell_how_long_solving_took_and_what_is_late(
    visited, manager, phone_of, people
):
    visited.visit("v5", "a", findings=[finding("f5")], opened_at="2026-11-13T01:00:00.000Z")
    solved = {"note": "好", "confirmed_by": "张", "solved_on": "2026-11-23"}
    visited.tell("finding.solve", "f5", **solved)
    [kind] = manager.get(PATH).json["kinds"]

    assert kind == {
        "category": "water",
        "found": 3,
        "solved": 2,
        "open": 1,
        "late": 1,
        "mean_days": 5.0,
        "median_days": 5.0,
    }


def test_service_in_the_post_is_an_officers_at_places_of_the_own_branch(
    visited, phone_of, people, manager
):
    phone_of(people.cadre).visit("v6", "a")
    service = manager.get(PATH).json["service"]

    assert [(row["name"], row["in_post"], row["out_of_post"]) for row in service] == [
        ("长安分局", 3, 0),
        ("局机关", 0, 1),
    ]


def test_an_officer_who_goes_to_another_branchs_town_serves_out_of_post(
    visited, people, manager, changan
):
    with reading() as session:
        humen = organisation.branch_named(session, "虎门分局")
        town = organisation.towns_of(session, humen.id)[0]
    visited.tell("enterprise.add", "far", name="东莞市虎门远处五金厂", town_code=town)
    visited.visit("v7", "far")
    service = manager.get(PATH).json["service"]

    assert line(service, "长安分局") == {
        "branch_id": changan,
        "name": "长安分局",
        "in_post": 3,
        "out_of_post": 1,
    }


def test_a_late_problem_leads_to_its_visit(visited, manager):
    [late] = manager.get(PATH).json["overdue"]["problems"]

    assert (late["visit_id"], late["days"], late["branch_name"]) == ("v1", 53, "长安分局")


def test_an_assigned_visit_whose_day_is_over_is_overdue(visited, as_person, people, time):
    head = as_person(people.branch_head)
    plan = {"id": "p1", "enterprise_id": "a", "person_id": people.officer, "due_on": "2026-11-23"}
    head.post("/api/visit-plans", {"plans": [plan]})
    assert head.get(PATH).json["overdue"]["visit_plans"] == 0

    time.pass_by(hours=14)

    assert head.get(PATH).json["overdue"]["visit_plans"] == 1


def test_the_age_of_each_phones_data_stands_beside_the_figures(visited, as_person, people, time):
    time.pass_by(days=4)
    manager = as_person(people.manager)
    listed = manager.get(PATH).json["people"]

    assert line(listed, "王建国")["last_sync_at"] == "2026-11-23T02:00:00+00:00"
    assert line(listed, "王建国")["unheard"] is True
    assert line(listed, "梁国栋")["last_sync_at"] is None
    assert line(manager.get(PATH).json["branches"], "长安分局")["unheard"] == 3


def test_a_branch_head_sees_the_own_branch_only_whatever_he_asks_for(
    visited, as_person, people, phone_of
):
    phone_of(people.stranger).visit("v8", "a")
    with reading() as session:
        humen = organisation.branch_named(session, "虎门分局").id
    desk = as_person(people.branch_head).get(PATH, query_string={"branch_id": humen}).json

    assert desk["place"] == "长安分局"
    assert {one["name"] for one in desk["people"]} == {"陈志远", "李晓雯", "王建国"}
    assert desk["visits"] == 3
    assert [group["name"] for group in desk["branches"]] == ["长安分局"]


def test_a_manager_may_choose_one_branch(visited, manager, changan):
    desk = manager.get(PATH, query_string={"branch_id": changan}).json

    assert (desk["place"], desk["visits"]) == ("长安分局", 3)
    assert {one["branch_name"] for one in desk["people"]} == {"长安分局"}


def test_without_a_plan_the_year_is_shown_and_nobody_is_behind(app, manager):
    desk = manager.get(PATH).json

    assert (desk["plan"], desk["people"], desk["trend"]["asked"]) == (None, [], 0)
    assert desk["span"] == {"first": "2026-01-01", "last": "2026-11-23", "branch_id": None}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"first": "2026-02-01", "last": "2026-01-01"}, "422.180"),
        ({"first": "1990-01-01"}, "422.181"),
        ({"first": "gestern"}, "422.00"),
        ({"plan_id": "nobodys"}, "404.00"),
    ],
)
def test_a_question_without_an_answer_is_refused(asked, code, manager):
    assert manager.get(PATH, query_string=asked).json["code"] == code
