"""From visits on phones to the figures of phone and bureau."""

import io

import openpyxl
import pytest

from tests.server.quotas.visiting import finding

TODAY = "2026-11-23"


@pytest.fixture
def officer_phone(phone_of, people, plan):
    phone = phone_of(people.officer)
    phone.add_enterprise("a")
    phone.add_enterprise("b")
    return phone


def _standing(client, plan, person_id, **query):
    rows = client.get(f"/api/quotas/{plan}/progress", query_string=query).json["rows"]
    return next(row for row in rows if row["person_id"] == person_id)


def _counts(row):
    return (row["enterprises"], row["visit_times"], row["solved"])


def test_a_visit_moves_the_figures_of_each_participant(officer_phone, people, plan, manager):
    both = [people.officer, people.co_officer]

    officer_phone.visit("v1", "a", participants=both)
    officer_phone.visit("v2", "a")

    assert _counts(_standing(manager, plan, people.officer)) == (1, 2, 0)
    assert _counts(_standing(manager, plan, people.co_officer)) == (1, 1, 0)
    assert _counts(_standing(manager, plan, people.cadre)) == (0, 0, 0)


def test_the_phone_gets_the_plan_and_its_own_progress_only(officer_phone, phone_of, people, plan):
    officer_phone.visit("v1", "a")

    [progress] = officer_phone.rows("quota_progress")
    [plan_row] = officer_phone.rows("quota_plan")

    assert progress["person_id"] == people.officer
    assert progress["plan_id"] == plan_row["id"] == plan
    assert _counts(progress) == (1, 1, 0)
    assert (progress["rank"], progress["target_visits"], progress["target_solved"]) == (
        "ordinary",
        0,
        1,
    )
    assert plan_row["period_from"] == "2026-01-01"


def test_a_withdrawn_visit_is_taken_out_of_the_figures(officer_phone, people, plan, manager):
    officer_phone.visit("v1", "a", findings=[finding("f1", solved=True)])

    officer_phone.tell("visit.withdraw", "v1", reason="登记错了企业")

    assert _counts(_standing(manager, plan, people.officer)) == (0, 0, 0)


def test_a_problem_solved_on_the_spot_and_one_solved_later_both_count(
    officer_phone, people, plan, manager
):
    officer_phone.visit("v1", "a", findings=[finding("f1", solved=True), finding("f2")])
    assert _standing(manager, plan, people.officer)["solved"] == 1

    officer_phone.tell("finding.solve", "f2", note="已整改", confirmed_by="张经理", solved_on=TODAY)

    row = _standing(manager, plan, people.officer)
    assert (row["solved"], row["state"]) == (2, "done")


def test_a_problem_counts_for_the_colleague_who_solved_it(
    officer_phone, phone_of, people, plan, manager
):
    officer_phone.visit("v1", "a", findings=[finding("f1")])

    phone_of(people.co_officer).tell(
        "finding.solve", "f1", note="已整改", confirmed_by="张经理", solved_on=TODAY
    )

    assert _standing(manager, plan, people.officer)["solved"] == 0
    assert _standing(manager, plan, people.co_officer)["solved"] == 1


def test_a_visit_before_the_period_does_not_count(officer_phone, people, plan, manager):
    officer_phone.visit(
        "v1", "a", opened_at="2025-12-31T01:00:00.000Z", closed_at="2025-12-31T02:00:00.000Z"
    )

    assert _counts(_standing(manager, plan, people.officer)) == (0, 0, 0)


def test_the_list_begins_with_who_lacks_most(officer_phone, people, plan, manager):
    officer_phone.visit("v1", "a", findings=[finding("f1", solved=True)])

    rows = manager.get(f"/api/quotas/{plan}/progress").json["rows"]

    assert rows[-1]["person_id"] == people.officer
    assert {row["state"] for row in rows[:-1]} == {"behind"}


def test_the_figures_say_how_fresh_they_are(officer_phone, people, plan, manager):
    row = _standing(manager, plan, people.officer)
    silent = _standing(manager, plan, people.co_officer)

    assert row["last_sync_at"].startswith("2026-11-23T02:00")
    assert (silent["last_sync_at"], silent["waiting"]) == (None, 0)


def test_the_branch_head_sees_the_own_branch_whatever_is_asked(as_person, people, plan):
    head = as_person(people.branch_head)

    rows = head.get(f"/api/quotas/{plan}/progress", query_string={"branch_id": "other"}).json

    assert {row["name"] for row in rows["rows"]} == {"陈志远", "李晓雯", "王建国"}


def test_an_officer_reads_nobody_elses_figures(as_person, people, plan):
    assert as_person(people.officer).get(f"/api/quotas/{plan}/progress").status_code == 403
    assert as_person(people.cadre).get("/api/quotas").status_code == 403


def test_the_export_holds_the_lines_of_the_screen(officer_phone, people, plan, manager):
    officer_phone.visit("v1", "a")
    screen = manager.get(f"/api/quotas/{plan}/progress").json["rows"]

    file = manager.get(f"/api/quotas/{plan}/export.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [line[0] for line in lines] == [row["name"] for row in screen]
    assert lines[[line[0] for line in lines].index("陈志远")][4:6] == (1, 1)


def _exported(client, plan, **query):
    file = client.get(f"/api/quotas/{plan}/export.xlsx", query_string=query)
    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
    return [line[0] for line in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"rank": "deputy_division"}, {"梁国栋"}),
        ({"state": "done"}, {"陈志远"}),
        ({"state": "waived"}, {"李晓雯"}),
        ({"state": "behind", "rank": "ordinary"}, {"周海"}),
    ],
)
def test_rank_and_state_narrow_the_screen_and_its_export_alike(
    officer_phone, people, plan, manager, query, names
):
    officer_phone.visit("v1", "a", findings=[finding("f1", solved=True)])
    manager.put(f"/api/quotas/{plan}/waivers/{people.co_officer}", {"reason": "长期病假"})

    screen = manager.get(f"/api/quotas/{plan}/progress", query_string=query).json["rows"]

    assert {row["name"] for row in screen} == names
    assert _exported(manager, plan, **query) == [row["name"] for row in screen]


def test_a_branch_heads_export_is_of_the_own_branch(as_person, people, plan):
    head = as_person(people.branch_head)

    assert set(_exported(head, plan, branch_id="other")) == {"陈志远", "李晓雯", "王建国"}


def test_a_rank_or_state_that_is_none_is_refused(plan, manager):
    for query in ({"rank": "king"}, {"state": "lost"}):
        answer = manager.get(f"/api/quotas/{plan}/export.xlsx", query_string=query)
        assert answer.status_code == 422


def test_progress_that_did_not_change_is_not_sent_again(officer_phone, people, plan):
    officer_phone.visit("v1", "a")
    before = officer_phone.rows("quota_progress")

    officer_phone.tell("visit.correct", "v1", reason="补充", changes={"note": ["", "带了资料"]})

    assert officer_phone.rows("quota_progress") == before


def test_a_promotion_changes_the_target_and_notes_the_part_of_the_year(
    as_person, people, plan, manager
):
    as_person(people.administrator).post(
        f"/api/people/{people.officer}/ranks", {"rank": "deputy_section", "from_on": "2026-05-01"}
    )

    row = _standing(manager, plan, people.officer)
    assert (row["rank_words"], row["target_visits"], row["part_from"]) == (
        "副科级以上",
        1,
        "2026-05-01",
    )


def test_who_leaves_is_no_longer_listed(as_person, people, plan, manager, phone_of):
    as_person(people.security).patch(f"/api/people/{people.stranger}", {"active": False})

    rows = manager.get(f"/api/quotas/{plan}/progress").json["rows"]

    assert people.stranger not in {row["person_id"] for row in rows}
