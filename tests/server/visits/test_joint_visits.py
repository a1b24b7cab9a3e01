"""Two officers at one door, each with a phone of his own."""

from tests.server.quotas.visiting import finding
from tests.server.visits.test_closing import GPS, visit_in


def test_two_officers_who_name_each_other_made_one_visit(officer, phone_of, people, branch_head):
    both = [people.officer, people.co_officer]
    co_officer = phone_of(people.co_officer)
    officer.visit("v1", "e1", participants=both, guidance="台账", findings=[finding("f1")])

    second = co_officer.visit(
        "v2",
        "e1",
        participants=both,
        guidance="雨污分流",
        findings=[finding("f2")],
        checkin=GPS,
        opened_at="2026-11-23T01:55:00Z",
        closed_at="2026-11-23T01:58:00Z",
    )

    assert (second["status"], second["alias"]) == ("merged", "v1")
    found = visit_in(branch_head)
    assert found["guidance"] == "台账\n【李晓雯】雨污分流"
    assert {row["id"] for row in found["findings"]} == {"f1", "f2"}
    assert found["position"]["source"] == "gps"
    assert officer.rows("enterprise")[0]["visit_count"] == 1


def test_one_naming_the_other_is_enough(officer, phone_of, people):
    officer.visit("v1", "e1")
    co_officer = phone_of(people.co_officer)

    second = co_officer.visit("v2", "e1", participants=[people.officer, people.co_officer])

    assert second["alias"] == "v1"
    row = officer.rows("visit")[0]
    assert row["participants"] == [people.officer, people.co_officer]


def test_a_cadre_who_joins_later_gets_findings_and_photos_too(officer, phone_of, people):
    photo = {"id": "p1", "sha256": "a" * 64}
    officer.visit("v1", "e1", findings=[finding("f1")], photos=[photo])
    cadre = phone_of(people.cadre)
    assert cadre.rows("finding") == []

    cadre.visit("v2", "e1", participants=[people.cadre, people.officer])

    assert {row["id"] for row in cadre.rows("finding")} == {"f1"}
    assert {row["id"] for row in cadre.rows("photo")} == {"p1"}


def test_officers_who_do_not_name_each_other_made_two_visits(officer, phone_of, people):
    officer.visit("v1", "e1")

    second = phone_of(people.co_officer).visit("v2", "e1")

    assert second["status"] == "applied"
    assert officer.rows("enterprise")[0]["visit_count"] == 2


def test_an_hour_between_them_makes_two_visits(officer, phone_of, people):
    both = [people.officer, people.co_officer]
    officer.visit("v1", "e1", participants=both)

    second = phone_of(people.co_officer).visit(
        "v2",
        "e1",
        participants=both,
        opened_at="2026-11-23T02:41:00Z",
        closed_at="2026-11-23T02:50:00Z",
    )

    assert second["status"] == "applied"


def test_one_officer_who_comes_back_the_same_morning_made_two_visits(officer, people):
    officer.visit("v1", "e1")

    assert officer.visit("v2", "e1")["status"] == "applied"


def test_the_second_officer_corrects_under_the_id_of_his_own_phone(
    officer, phone_of, people, branch_head
):
    co_officer = phone_of(people.co_officer)
    officer.visit("v1", "e1")
    co_officer.visit("v2", "e1", participants=[people.officer, people.co_officer])

    corrected = co_officer.tell(
        "visit.correct", "v2", reason="写错", changes={"representative": ["张经理", "李经理"]}
    )

    assert (corrected["status"], corrected["alias"]) == ("merged", "v1")
    assert visit_in(branch_head)["representative"] == "李经理"


def test_a_withdrawn_visit_takes_nobody_in(officer, phone_of, people):
    officer.visit("v1", "e1")
    officer.tell("visit.withdraw", "v1", reason="填错企业")

    second = phone_of(people.co_officer).visit(
        "v2", "e1", participants=[people.officer, people.co_officer]
    )

    assert second["status"] == "applied"
