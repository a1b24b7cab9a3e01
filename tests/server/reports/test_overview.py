"""The home page of the office."""

import pytest

from tests.server.quotas.visiting import finding

PATH = "/api/reports/overview"
YESTERDAY = {"opened_at": "2026-11-22T01:00:00.000Z", "closed_at": "2026-11-22T02:00:00.000Z"}
LONG_AGO = {"opened_at": "2026-10-01T01:00:00.000Z", "closed_at": "2026-10-01T02:00:00.000Z"}
PHOTO = {
    "id": "p1",
    "sha256": "ab" * 32,
    "taken_at": "2026-11-23T01:10:00.000Z",
    "caption": "",
    "bytes": 1000,
    "width": 100,
    "height": 100,
}


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


@pytest.fixture
def visited(phone_of, people):
    """Two visits of 长安分局 in the last days and one long ago, one of 虎门分局."""
    officer, stranger = phone_of(people.officer), phone_of(people.stranger)
    officer.add_enterprise("a")
    officer.visit("v1", "a", findings=[finding("f1"), finding("f2", solved=True)], photos=[PHOTO])
    officer.visit("v2", "a", kind="notice", **YESTERDAY)
    officer.visit("v3", "a", **LONG_AGO)
    stranger.visit("v4", "a", findings=[finding("f3")])
    return officer


def test_visits_are_counted_by_day_branch_and_kind(visited, manager):
    page = manager.get(PATH).json

    assert page["visits"] == 3
    assert len(page["by_day"]) == 30
    assert page["by_day"][-2:] == [
        {"on": "2026-11-22", "visits": 1},
        {"on": "2026-11-23", "visits": 2},
    ]
    assert [(row["name"], row["visits"]) for row in page["by_branch"]] == [
        ("长安分局", 2),
        ("虎门分局", 1),
    ]
    assert page["by_kind"] == [
        {"kind": "guidance", "visits": 2},
        {"kind": "notice", "visits": 1},
    ]


def test_what_is_still_open_is_counted(visited, manager):
    page = manager.get(PATH).json

    assert (page["open_findings"], page["waiting_photos"], page["open_reviews"]) == (2, 1, 0)


def test_a_withdrawn_visit_is_not_counted_nor_are_its_problems(visited, manager):
    visited.tell("visit.withdraw", "v1", reason="登记错了企业")

    page = manager.get(PATH).json

    assert (page["visits"], page["open_findings"]) == (2, 1)


def test_a_branch_head_sees_the_own_branch_only(visited, as_person, people):
    page = as_person(people.branch_head).get(PATH).json

    assert (page["visits"], page["open_findings"]) == (2, 1)
    assert [row["name"] for row in page["by_branch"]] == ["长安分局"]


def test_people_behind_an_open_plan_are_counted(manager):
    plan = {"name": "2026年", "period_from": "2026-01-01", "period_to": "2026-12-31"}
    manager.post("/api/quotas", plan)

    [tally] = manager.get(PATH).json["plans"]

    assert (tally["name"], tally["people"], tally["behind"]) == ("2026年", 1, 1)


def test_a_phone_silent_for_a_week_is_named_to_its_own_branch_head(
    visited, as_person, people, time
):
    time.pass_by(days=8)

    def devices(person_id):
        return [row["words"] for row in as_person(person_id).get(PATH).json["devices"]]

    assert devices(people.branch_head) == ["陈志远的手机已 8 天没有联系"]
    assert sorted(devices(people.manager)) == [
        "周海的手机已 8 天没有联系",
        "陈志远的手机已 8 天没有联系",
    ]


def test_a_phone_that_still_holds_items_is_named_with_their_number(phone_of, people, manager):
    phone = phone_of(people.officer)
    phone.client.post(
        "/api/sync",
        {"proto": 1, "device": phone.device, "first_seq": 1, "announced_head": 3},
    )

    [device] = manager.get(PATH).json["devices"]

    assert (device["words"], device["waiting"]) == ("陈志远的手机还有 3 条没有上传", 3)


def test_something_refused_waits_for_review(phone_of, people, manager, as_person):
    phone_of(people.officer).tell("visit.close", "v1", nonsense=True)

    assert manager.get(PATH).json["open_reviews"] == 1
    assert as_person(people.branch_head).get(PATH).json["open_reviews"] == 1


def test_a_record_that_made_the_program_fail_is_counted_for_the_administrator(
    phone_of, people, as_person
):
    phone = phone_of(people.officer)
    administrator = as_person(people.administrator)
    phone.tell("visit.close", "v1", nonsense=True)
    assert administrator.get(PATH).json["failed_commands"] == 0

    phone.tell("crash", "n1", text="x")

    assert administrator.get(PATH).json["failed_commands"] == 1


@pytest.mark.parametrize("who", ["officer", "cadre"])
def test_who_does_not_lead_has_no_home_page_of_the_office(as_person, people, who):
    assert as_person(getattr(people, who)).get(PATH).status_code == 403
