"""Who hears of what somebody else did to a case."""


def told(phone):
    return [(row["kind"], row["title"], row["link"]) for row in phone.rows("message")]


def test_whom_a_case_is_handed_to_hears_of_it_and_who_handed_it_does_not(
    officer, colleague, head, matter
):
    officer.take(matter)

    head.tell("case.hand_over", matter, to=colleague.person_id, reason="他熟悉这一片")

    assert told(colleague) == [("assignment", "王建国：请您接手一件事项", "/cases/m1")]
    [row] = colleague.rows("message")
    assert row["words"].endswith("：他熟悉这一片")
    assert told(head) == []


def test_who_solved_a_case_hears_that_it_was_confirmed_by_a_link_and_not_of_his_own_glass(
    officer, matter
):
    officer.take(matter)
    officer.propose(matter)
    link = officer.client.post(f"/api/cases/{matter}/link", {}).json

    answer = {"token": link["token"], "agrees": True, "words": ""}
    said = officer.client.post("/api/public/cases/answer", answer)

    assert said.status_code == 200
    assert told(officer) == [("case_confirmed", "您办理的事项已确认解决", "/cases/m1")]


def test_what_one_does_oneself_is_told_to_nobody(officer, matter):
    officer.solve(matter)

    assert told(officer) == []
