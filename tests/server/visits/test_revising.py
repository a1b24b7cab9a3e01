"""Correct, withdraw, solve: with a reason, by those who may, and never over somebody else."""

from sqlalchemy import select

from server.core.doors import writing
from server.features.reviews.models import Review
from tests.server.quotas.visiting import finding
from tests.server.visits.test_closing import visit_in


def correct(phone, **changes):
    return phone.tell("visit.correct", "v1", reason="核对后更正", changes=changes)


def test_a_correction_keeps_the_old_value_with_the_reason(officer, people, branch_head):
    officer.visit("v1", "e1")

    assert correct(officer, guidance=["已指导台账", "已指导排口"])["status"] == "applied"

    found = visit_in(branch_head)
    assert found["guidance"] == "已指导排口"
    assert found["history"] == [
        {
            "at": "2026-11-23T02:00:00Z",
            "by": people.officer,
            "action": "correct",
            "reason": "核对后更正",
            "device_time": "2026-11-23T01:40:00.000Z",
            "changes": {"guidance": ["已指导台账", "已指导排口"]},
        }
    ]
    assert officer.rows("visit")[0]["history"] == found["history"]


def test_a_correction_of_what_somebody_else_changed_is_a_conflict(officer, branch_head):
    officer.visit("v1", "e1")
    correct(officer, representative=["张经理", "李经理"])

    second = correct(officer, representative=["张经理", "王经理"])

    assert second["status"] == "conflict"
    assert visit_in(branch_head)["representative"] == "李经理"


def test_of_a_correction_only_the_crossed_fields_wait_for_somebody(officer, branch_head):
    officer.visit("v1", "e1")
    correct(officer, representative=["张经理", "李经理"])

    second = correct(officer, representative=["张经理", "王经理"], note=["", "x"])

    assert second["status"] == "merged"
    found = visit_in(branch_head)
    assert (found["representative"], found["note"]) == ("李经理", "x")
    assert found["history"][-1]["changes"] == {"note": ["", "x"]}
    [review] = branch_head.get("/api/reviews").json
    assert review["mine"] == {"representative": "王经理"}
    assert review["theirs"] == {"representative": "李经理"}


def test_in_the_browser_a_crossed_correction_is_done_whole_or_not_at_all(officer):
    officer.visit("v1", "e1")
    correct(officer, representative=["张经理", "李经理"])
    changes = {"representative": ["张经理", "王经理"], "note": ["", "x"]}

    answer = officer.client.post("/api/visits/v1/correct", {"reason": "因", "changes": changes})

    assert (answer.status_code, answer.json["mine"]) == (409, {"representative": "王经理"})
    assert officer.client.get("/api/visits/v1").json["note"] == ""


def test_a_correction_to_what_already_stands_changes_nothing(officer, branch_head):
    officer.visit("v1", "e1")

    assert correct(officer, kind=["other", "guidance"])["status"] == "applied"

    assert visit_in(branch_head)["history"] == []


def test_a_participant_who_leaves_and_one_who_comes(officer, phone_of, people):
    before, after = [people.officer, people.cadre], [people.officer, people.stranger]
    officer.visit("v1", "e1", participants=before, findings=[finding("f1")])

    assert correct(officer, participants=[before, after])["status"] == "applied"

    cadre = phone_of(people.cadre)
    assert (cadre.rows("visit"), cadre.rows("finding")) == ([], [])
    stranger = phone_of(people.stranger)
    assert stranger.rows("visit")[0]["participants"] == after
    assert len(stranger.rows("finding")) == 1


def test_an_author_cannot_take_himself_out(officer, people):
    officer.visit("v1", "e1")

    correct(officer, participants=[[people.officer], [people.co_officer]])

    assert officer.rows("visit")[0]["participants"] == [people.officer, people.co_officer]


def test_a_participant_who_did_not_log_the_visit_corrects_nothing(officer, phone_of, people):
    officer.visit("v1", "e1", participants=[people.officer, people.co_officer])

    answer = correct(phone_of(people.co_officer), note=["", "x"])

    assert (answer["status"], answer["problem"]["code"]) == ("rejected", "403.30")


def test_a_correction_without_a_reason_or_of_the_wrong_shape_is_refused(officer):
    officer.visit("v1", "e1")

    for reason, changes in (
        (" ", {"note": ["", "x"]}),
        ("因", {"kind": ["guidance", "party"]}),
        ("因", {"participants": [None, "me"]}),
        ("因", {"state": ["closed", "withdrawn"]}),
        ("因", {"note": ["", None]}),
    ):
        answer = officer.tell("visit.correct", "v1", reason=reason, changes=changes)
        assert answer["problem"]["code"] == "422.00"
        _settle_reviews(officer)


def test_a_withdrawn_visit_counts_no_more_and_stays_to_be_read(officer, branch_head):
    officer.visit("v1", "e1")

    assert officer.tell("visit.withdraw", "v1", reason="填错企业")["status"] == "applied"

    found = visit_in(branch_head)
    assert (found["state"], found["withdrawn_reason"]) == ("withdrawn", "填错企业")
    [place] = officer.rows("enterprise")
    assert (place["visit_count"], place["last_visit_at"]) == (0, None)


def test_a_withdrawn_visit_is_not_corrected(officer):
    officer.visit("v1", "e1")
    officer.tell("visit.withdraw", "v1", reason="填错企业")

    assert correct(officer, note=["", "x"])["problem"]["code"] == "409.30"


def test_a_colleague_solves_a_problem_and_a_day_to_come_is_that_of_arrival(
    officer, phone_of, people
):
    officer.visit("v1", "e1", findings=[finding("f1")])

    solved = _solve(phone_of(people.co_officer), "已分流")

    assert solved["status"] == "applied"
    row = officer.rows("finding")[0]
    assert (row["state"], row["solved_by"], row["solved_on"], row["confirmed_by"]) == (
        "solved",
        people.co_officer,
        "2026-11-23",
        "张经理",
    )


def test_two_different_solutions_are_a_conflict(officer, phone_of, people):
    officer.visit("v1", "e1", findings=[finding("f1")])
    _solve(officer, "已分流")

    assert _solve(phone_of(people.co_officer), "已搬迁")["status"] == "conflict"


def test_somebody_of_another_branch_solves_nothing_here(officer, phone_of, people):
    officer.visit("v1", "e1", findings=[finding("f1")])

    assert _solve(phone_of(people.stranger), "已分流")["problem"]["code"] == "403.71"


def test_the_author_corrects_and_withdraws_in_the_browser_too(officer):
    officer.visit("v1", "e1")
    told = {"reason": "更正", "changes": {"note": ["", "补记"]}}

    corrected = officer.client.post("/api/visits/v1/correct", told)
    withdrawn = officer.client.post("/api/visits/v1/withdraw", {"reason": "填错"})

    assert (corrected.status_code, corrected.json["note"]) == (200, "补记")
    assert (withdrawn.status_code, withdrawn.json["state"]) == (200, "withdrawn")
    assert len(withdrawn.json["history"]) == 2


def test_a_branch_head_corrects_no_officers_visit(officer, branch_head):
    officer.visit("v1", "e1")

    answer = branch_head.post("/api/visits/v1/withdraw", {"reason": "不算"})

    assert (answer.status_code, answer.json["code"]) == (403, "403.30")


def _solve(phone, note):
    return phone.tell(
        "finding.solve", "f1", note=note, confirmed_by="张经理", solved_on="2026-11-24"
    )


def _settle_reviews(phone):
    with writing() as session:
        for review in session.scalars(select(Review)):
            review.state = "settled"
