"""Solved with evidence, confirmed or disputed by whom it concerns, closed, and reopened."""

from datetime import date

from server.core.doors import reading
from server.features.cases import queries
from server.features.visits import queries as visits
from tests.server.cases.matters import code_of
from tests.server.enterprises.registry import HUMEN

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def solutions(person_id, first=FIRST, last=LAST):
    with reading() as session:
        return queries.solutions_of_people(session, [person_id], first, last)


def finding_of(phone):
    return next(row for row in phone.rows("finding") if row["id"] == "f1")


def solved_findings(person_id):
    with reading() as session:
        return visits.solved_by_people(session, [person_id], FIRST, LAST)


def test_a_signature_on_the_glass_makes_it_count_once(officer, matter):
    officer.solve(matter)

    [one] = solutions(officer.person_id)
    assert (one.matter_id, one.kind, one.finding_id) == (matter, "enterprise", "f1")
    assert one.solved_on == date(2026, 11, 23)
    found = officer.matter(matter)
    assert (found["state"], found["solved_by"]) == ("confirmed", officer.person_id)
    assert officer.kinds(matter) == ["confirmed", "opened", "proposed", "taken"]


def test_its_finding_is_solved_with_it_and_open_again_when_it_is_reopened(officer, head, matter):
    officer.solve(matter)

    finding = finding_of(officer)
    assert (finding["state"], finding["solved_note"]) == ("solved", "已改管分流")
    assert (finding["solved_by"], finding["confirmed_by"]) == (officer.person_id, "张经理")
    assert [one.finding_id for one in solved_findings(officer.person_id)] == ["f1"]

    assert head.tell("case.reopen", matter, reason="雨天又溢流")["status"] == "applied"

    finding = finding_of(officer)
    assert (finding["state"], finding["solved_note"]) == ("open", "")
    assert solutions(officer.person_id) == []
    assert officer.matter(matter)["state"] == "in_progress"


def test_a_solution_that_somebody_else_noted_stays_when_the_matter_is_reopened(
    officer, colleague, head, matter
):
    colleague.tell("finding.solve", "f1", note="企业自行整改", solved_on="2026-11-22")
    officer.solve(matter)
    head.tell("case.reopen", matter, reason="再看一次")

    finding = finding_of(officer)
    assert (finding["state"], finding["solved_by"]) == ("solved", colleague.person_id)


def test_the_day_is_the_citys_and_never_after_the_bureau_heard_of_it(officer):
    told = {"2026-11-22T16:30:00Z": 23, "2026-11-22T15:30:00Z": 22, "2027-01-05T00:00:00Z": 23}
    for at in told:
        officer.open_petition(at, town_code="441900119")
        officer.take(at)
        officer.propose(at)
        officer.confirm(at, at=at)

    found = {one.matter_id: one.solved_on for one in solutions(officer.person_id)}
    assert found == {at: date(2026, 11, day) for at, day in told.items()}
    assert solutions(officer.person_id, date(2027, 1, 1), date(2027, 1, 31)) == []


def test_nothing_is_proposed_without_evidence(officer, matter):
    officer.take(matter)

    assert code_of(officer.propose(matter, photos=[])) == "422.163"


def test_a_visit_is_evidence_too(officer, matter):
    officer.take(matter)

    assert officer.propose(matter, photos=[], visit_id="v1")["status"] == "applied"


def test_a_disputed_solution_goes_on_and_does_not_count(officer, matter):
    officer.take(matter)
    officer.propose(matter)
    disputed = officer.tell("case.dispute", matter, party="张经理", words="还在漏")

    assert disputed["status"] == "applied"
    assert officer.matter(matter)["state"] == "disputed"
    assert solutions(officer.person_id) == []
    officer.propose(matter, words="更换了接头")
    officer.confirm(matter)
    assert len(solutions(officer.person_id)) == 1


def test_only_the_holders_phone_brings_the_answer(officer, colleague, matter):
    officer.take(matter)
    officer.propose(matter)

    refused = colleague.confirm(matter)

    assert (refused["status"], code_of(refused)) == ("conflict", "409.160")
    assert officer.matter(matter)["state"] == "solved_proposed"


def test_nothing_is_confirmed_that_nobody_proposed(officer, matter):
    officer.take(matter)

    refused = officer.confirm(matter)

    assert (refused["status"], code_of(refused)) == ("rejected", "409.161")
    assert "已包案" in refused["problem"]["detail"]


def test_a_confirmed_matter_is_closed_and_still_counts(officer, matter):
    officer.solve(matter)

    assert officer.tell("case.close", matter)["status"] == "applied"
    assert officer.matter(matter)["state"] == "closed"
    assert len(solutions(officer.person_id)) == 1


def test_closing_twice_is_once_for_the_same_person_and_a_question_for_another(
    officer, head, phone_of, people, matter
):
    officer.solve(matter)
    officer.tell("case.close", matter)

    assert officer.tell("case.close", matter)["status"] == "duplicate"
    second = head.tell("case.close", matter, reason="已现场复核")
    assert (second["status"], code_of(second)) == ("conflict", "409.160")
    assert "陈志远已于2026年11月23日" in second["problem"]["detail"]
    assert officer.kinds(matter).count("closed") == 1


def test_an_unsolved_matter_is_closed_by_who_leads_with_a_reason_and_does_not_count(
    officer, head, matter
):
    officer.take(matter)
    officer.propose(matter)

    refused = officer.tell("case.close", matter, reason="不想办了")
    assert code_of(refused) == "403.160"
    assert code_of(head.tell("case.close", matter)) == "422.165"
    again = head.client.post(f"/api/cases/{matter}/close", {"reason": "企业已搬迁"})
    assert again.json["state"] == "closed"
    assert solutions(officer.person_id) == []
    assert officer.matter(matter)["solved_by"] is None


def test_a_matter_is_overdue_until_the_bureau_has_done_its_part(officer, head):
    officer.open_finding("m1", "f1", due_on="2026-11-22")
    with reading() as session:
        assert queries.overdue(session, date(2026, 11, 23)) == 1
        assert queries.overdue(session, date(2026, 11, 22)) == 0
        assert queries.overdue(session, date(2026, 11, 23), branch_id="other") == 0
        assert list(queries.open_by_branch(session).values()) == [{"open": 1}]
    [row] = head.client.get("/api/cases?overdue=true").json["rows"]
    assert (row["id"], row["overdue"]) == ("m1", True)

    told = head.client.post(
        "/api/cases/m1/extend", {"due_on": "2027-01-31", "reason": "等管网施工"}
    )

    assert told.json["overdue"] is False
    assert head.client.get("/api/cases?overdue=true").json["rows"] == []


def test_the_holder_does_not_move_his_own_deadline(officer, matter):
    officer.take(matter)

    refused = officer.tell("case.extend", matter, due_on="2027-12-31", reason="来不及")

    assert code_of(refused) == "403.160"


def test_a_matter_moves_with_its_enterprise(officer, phone_of, people, matter):
    humen = phone_of(people.stranger)
    assert humen.rows("matter") == []

    officer.tell("enterprise.amend", "own", changes={"town_code": ["441900119", HUMEN]})

    assert [row["id"] for row in humen.rows("matter")] == [matter]
    assert humen.kinds(matter) == ["opened"]
    assert humen.take(matter)["status"] == "applied"
