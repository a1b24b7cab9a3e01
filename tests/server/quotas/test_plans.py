"""Plans are made, changed, closed and opened again."""

import pytest

from tests.server.quotas.visiting import finding

YEAR = {"name": "2026年下访企业", "period_from": "2026-01-01", "period_to": "2026-12-31"}


def _row(client, plan, person_id):
    rows = client.get(f"/api/quotas/{plan}/progress").json["rows"]
    return next(row for row in rows if row["person_id"] == person_id)


def test_a_plan_without_rows_asks_what_the_circular_asks(manager, people):
    plan = manager.post("/api/quotas", YEAR)

    assert plan.status_code == 201
    assert [(row["rank"], row["visits"], row["solved"]) for row in plan.json["rows"]] == [
        ("deputy_division", 2, 2),
        ("deputy_section", 1, 1),
        ("ordinary", 0, 1),
    ]
    rows = manager.get(f"/api/quotas/{plan.json['id']}/progress").json["rows"]
    assert [row["person_id"] for row in rows] == [people.cadre]
    assert (rows[0]["target_visits"], rows[0]["target_solved"]) == (2, 2)


def test_a_plan_may_ask_people_who_are_no_party_members(manager):
    plan = manager.post("/api/quotas", {**YEAR, "members_only": False}).json

    assert len(manager.get(f"/api/quotas/{plan['id']}/progress").json["rows"]) == 10


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"period_to": "2025-12-31"}, "422.50"),
        ({"rows": [{"rank": "ordinary", "visits": 0, "solved": 1}] * 2}, "422.51"),
        ({"rows": []}, "422.00"),
        ({"rows": [{"rank": "emperor", "visits": 0, "solved": 1}]}, "422.170"),
        ({"rows": [{"rank": "ordinary", "visits": -1, "solved": 1}]}, "422.170"),
        ({"rules": {"rank_rule": "lowest"}}, "422.170"),
        ({"rules": {"weights": {"finding": -1}}}, "422.170"),
        ({"rules": 7}, "422.00"),
        ({"kind": "other"}, "422.00"),
        ({"name": ""}, "422.00"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(manager, changes, code):
    answer = manager.post("/api/quotas", {**YEAR, **changes})

    assert answer.json["code"] == code


def test_a_refused_plan_is_told_the_place_and_the_reason(manager):
    rows = [
        {"rank": "emperor", "visits": 0, "solved": 1},
        {"rank": "ordinary", "visits": -1, "solved": 0},
    ]

    answer = manager.post("/api/quotas", {**YEAR, "rows": rows})

    assert answer.json["detail"] == (
        "第 1 行的“职级”没有这个职级；第 2 行的“走访企业”要填 0 到 999 的整数"
    )


def test_a_plan_whose_period_overlaps_another_of_its_kind_is_refused_with_the_other_named(
    manager, plan
):
    half = {"name": "下半年", "period_from": "2026-07-01", "period_to": "2027-06-30"}

    refused = manager.post("/api/quotas", half)
    next_year = manager.post("/api/quotas", {**half, "period_from": "2027-01-01"})
    moved_back = manager.patch(f"/api/quotas/{next_year.json['id']}", {"period_from": "2026-12-31"})

    assert (refused.json["code"], moved_back.json["code"]) == ("409.170", "409.170")
    assert refused.json["detail"] == "“2026年下访企业”是 2026-01-01 至 2026-12-31"
    assert next_year.status_code == 201
    assert manager.get("/api/quotas").json[0]["period_from"] == "2027-01-01"


@pytest.mark.parametrize("who", ["officer", "cadre", "branch_head", "supervisor"])
def test_only_managers_and_administrators_make_plans(as_person, people, plan, who):
    client = as_person(getattr(people, who))

    assert client.post("/api/quotas", YEAR).status_code == 403
    assert client.patch(f"/api/quotas/{plan}", {"state": "closed"}).status_code == 403
    assert client.delete(f"/api/quotas/{plan}").status_code == 403


def test_new_targets_hold_for_everybody_at_once(manager, people, plan):
    rows = [{"rank": "ordinary", "visits": 3, "solved": 0}]

    manager.patch(f"/api/quotas/{plan}", {"rows": rows})

    assert _row(manager, plan, people.officer)["target_visits"] == 3
    assert len(manager.get(f"/api/quotas/{plan}/progress").json["rows"]) == 3


def test_a_closed_plan_stands_still_until_it_is_opened_again(manager, people, plan, phone_of):
    manager.patch(f"/api/quotas/{plan}", {"state": "closed"})
    phone = phone_of(people.officer)
    phone.add_enterprise("a")
    phone.visit("v1", "a", findings=[finding("f1", solved=True)])
    assert _row(manager, plan, people.officer)["solved"] == 0

    refused = manager.patch(f"/api/quotas/{plan}", {"name": "别的"})
    manager.patch(f"/api/quotas/{plan}", {"state": "open"})

    assert refused.json["code"] == "409.50"
    assert _row(manager, plan, people.officer)["solved"] == 1


def test_a_plan_made_afterwards_counts_what_already_happened(manager, people, plan, phone_of):
    phone = phone_of(people.officer)
    phone.add_enterprise("a")
    phone.visit("v1", "a")

    later = manager.post("/api/quotas", {**YEAR, "name": "服务群众", "kind": "people"}).json["id"]

    assert _row(manager, later, people.officer)["enterprises"] == 1


def test_a_removed_plan_leaves_the_phones(manager, people, plan, phone_of):
    phone = phone_of(people.officer)
    assert len(phone.rows("quota_plan")) == len(phone.rows("quota_progress")) == 1

    assert manager.delete(f"/api/quotas/{plan}").status_code == 204

    assert phone.rows("quota_plan") == phone.rows("quota_progress") == []


def test_a_closed_plan_is_a_record_and_stays(manager, plan):
    manager.patch(f"/api/quotas/{plan}", {"state": "closed"})

    assert manager.delete(f"/api/quotas/{plan}").json["code"] == "409.50"


def test_a_target_in_principle_is_waived_with_a_reason_and_held_again(manager, people, plan):
    path = f"/api/quotas/{plan}/waivers/{people.officer}"

    without = manager.put(path, {"reason": ""})
    manager.put(path, {"reason": "长期病假"})
    waived = _row(manager, plan, people.officer)
    manager.delete(path)
    held = _row(manager, plan, people.officer)

    assert without.status_code == 422
    assert (waived["waiver"], waived["state"]) == ("长期病假", "waived")
    assert (held["waiver"], held["state"]) == (None, "behind")


def test_a_leader_is_not_freed_of_a_firm_target(manager, people, plan):
    answer = manager.put(f"/api/quotas/{plan}/waivers/{people.cadre}", {"reason": "忙"})

    assert answer.json["code"] == "422.52"
