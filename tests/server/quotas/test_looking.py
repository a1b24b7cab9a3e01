"""One person's figures item by item, and a plan's effect before it is published."""

import pytest
from sqlalchemy import select

from server.core.audit import AuditEntry
from server.core.doors import reading
from server.features.organisation import queries as organisation
from server.features.quotas.models import QuotaPlan
from tests.server.quotas.visiting import finding

YEAR = {"name": "2026年下访企业", "period_from": "2026-01-01", "period_to": "2026-12-31"}
ASKED_MORE = [{"rank": "ordinary", "visits": 3, "solved": 1, "in_principle": True}]


@pytest.fixture
def officer_phone(phone_of, people, plan):
    phone = phone_of(people.officer)
    phone.add_enterprise("a")
    phone.visit("v1", "a", findings=[finding("f1", solved=True)])
    phone.visit("v2", "a")
    phone.tell("visit.withdraw", "v2", reason="登记错了企业")
    return phone


def test_a_manager_sees_why_each_item_counts_and_the_look_is_kept(
    officer_phone, manager, people, plan
):
    told = manager.get(f"/api/quotas/{plan}/people/{people.officer}").json

    assert [(one["id"], one["why"], one["adds"]) for one in told["visits"]] == [
        ("v1", "counts", 1),
        ("v2", "withdrawn", 0),
    ]
    assert told["visits"][0]["words"] == "东莞市长安a五金厂"
    assert [one["reason"] for one in told["visits"]] == ["", "登记错了企业"]
    assert [(one["words"], one["adds"]) for one in told["problems"]] == [("雨污未分流", 1)]
    with reading() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.event == "look.quota")).all()
    assert [(look.subject, look.person_id) for look in looks] == [(people.officer, people.manager)]


def test_a_visit_that_a_review_did_not_take_in_stops_counting_and_says_why(
    officer_phone, manager, people, plan
):
    def shown():
        told = manager.get(f"/api/quotas/{plan}/people/{people.officer}").json["visits"]
        return {one["id"]: (one["why"], one["adds"], one["words"], one["reason"]) for one in told}

    refused = officer_phone.try_visit("v3", "no-such-place")
    assert refused["status"] == "rejected"
    assert shown()["v3"] == ("rejected", 0, "", "没有找到走访的企业")

    [review] = manager.get("/api/reviews").json
    settled = {"way": "hand_back", "words": "企业不在名录，请先登记企业再补录"}
    assert manager.post(f"/api/reviews/{review['id']}/settle", settled).status_code == 200

    assert shown()["v3"] == ("rejected", 0, "", settled["words"])
    assert set(shown()) == {"v1", "v2", "v3"}


def test_a_branch_head_opens_nobody_of_another_branch(officer_phone, as_person, people, plan):
    head = as_person(people.branch_head)

    assert head.get(f"/api/quotas/{plan}/people/{people.officer}").status_code == 200
    assert head.get(f"/api/quotas/{plan}/people/{people.stranger}").status_code == 404


def test_the_effect_of_a_change_is_shown_before_and_keeps_nothing(
    officer_phone, manager, people, plan
):
    draft = {**YEAR, "plan_id": plan, "rows": ASKED_MORE}

    lines = {line["person_id"]: line for line in manager.post("/api/quotas/preview", draft).json}

    mine, cadre = lines[people.officer], lines[people.cadre]
    assert (mine["before"], mine["after"], mine["target_visits"]) == ("done", "behind", 3)
    assert (cadre["before"], cadre["after"]) == ("behind", None)
    assert (lines[people.stranger]["before"], lines[people.stranger]["after"]) == ("behind",) * 2
    with reading() as session:
        assert [len(row.rows) for row in session.scalars(select(QuotaPlan))] == [3]


def test_the_effect_of_a_new_plan_names_who_would_miss_it(officer_phone, manager, people):
    draft = {**YEAR, "name": "服务群众", "kind": "people"}

    lines = manager.post("/api/quotas/preview", draft).json

    assert {line["person_id"]: line["after"] for line in lines}[people.officer] == "done"
    assert all(line["before"] is None for line in lines)


def test_a_draft_that_could_not_stand_has_no_effect_but_the_reason(manager, plan):
    backwards = manager.post("/api/quotas/preview", {**YEAR, "period_to": "2025-01-01"})
    overlapping = manager.post("/api/quotas/preview", YEAR)

    assert (backwards.json["code"], overlapping.json["code"]) == ("422.50", "409.170")


def test_who_was_transferred_is_answered_for_by_the_new_branch_and_keeps_the_figures(
    officer_phone, as_person, manager, people, plan
):
    with reading() as session:
        humen = organisation.branch_named(session, "虎门分局")
        assert humen is not None
    as_person(people.administrator).patch(f"/api/people/{people.officer}", {"branch_id": humen.id})

    manager.patch(f"/api/quotas/{plan}", {"state": "closed"})

    rows = manager.get(f"/api/quotas/{plan}/statements").json["rows"]
    mine = next(row for row in rows if row["person_id"] == people.officer)
    assert (mine["branch_name"], mine["enterprises"], mine["solved"]) == ("虎门分局", 1, 1)
