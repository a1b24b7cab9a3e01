"""The branch head settles what was not simply applied, and the officer's phone hears of it."""

from sqlalchemy import select

from server.core import audit
from server.core.audit import AuditEntry
from server.core.doors import reading
from tests.server.evidence.pictures import hash_of, picture
from tests.server.quotas.visiting import finding
from tests.server.reviews.desk import sides

TOLD = {
    "kind": "guidance",
    "opened_at": "2026-11-23T01:00:00Z",
    "closed_at": "2026-11-23T01:40:00Z",
    "guidance": "已指导台账",
    "signature": {"state": "absent", "reason": "无人在场"},
}


def heard(phone, seq=None):
    """Return the row about a command that the phone gets with its next sync."""
    rows = {row["seq"]: row for row in phone.rows("review")}
    return rows[seq or phone.seq]


def deeds(review):
    with reading() as session:
        of_this = AuditEntry.subject == review["id"]
        found = select(AuditEntry.event).where(of_this).order_by(AuditEntry.id)
        return [deed for deed in session.scalars(found) if not deed.startswith(audit.OF_LOOKS)]


def test_the_head_sees_both_numbers_side_by_side_and_what_keeps_both(crossed, head, people):
    review = head.only()

    assert sides(review) == {"contact_phone": ("13800000001", "13800000002")}
    assert review["sides"][0]["both"] == "13800000002 / 13800000001"
    assert (review["about"], review["enterprise_id"]) == ("东莞市明丰五金厂", "e1")
    assert (review["person_id"], review["person_name"]) == (people.officer, "陈志远")
    assert (review["theirs_by_name"], review["theirs_at"][:16]) == ("李晓雯", "2026-11-23T02:00")
    assert review["ways"] == ["keep_theirs", "take_mine", "take_both", "hand_back"]


def test_the_bureaus_number_stands_and_the_phones_stays_as_history(crossed, head, officer, stands):
    review = head.only()

    assert head.settle(review, "keep_theirs", "已电话核实").status_code == 200

    assert stands() == "13800000002"
    row = heard(officer)
    assert (row["state"], row["settled_as"], row["resolution"]) == (
        "settled",
        "keep_theirs",
        "已电话核实",
    )
    assert row["mine"] == {"contact_phone": "13800000001"}
    assert deeds(review) == ["review.settled"]


def test_the_phones_number_is_taken_over_whatever_now_stands(
    crossed, head, colleague, officer, amend, stands
):
    amend(colleague, "contact_phone", "13800000002", "13800000003")

    assert head.settle(head.only(), "take_mine").status_code == 200

    assert stands() == "13800000001"
    row = heard(officer)
    assert (row["state"], row["outcome"]) == ("settled", "applied")
    assert row["theirs"] == {"contact_phone": "13800000003"}


def test_the_ledger_answers_with_what_became_of_it_until_that_is_undone(crossed, head, officer):
    review = head.only()
    assert officer.ask_again()["status"] == "conflict"

    head.settle(review, "take_mine")
    taken = officer.ask_again()
    head.undo(review)

    assert (taken["status"], "problem" in taken) == ("applied", False)
    assert officer.ask_again()["status"] == "conflict"
    assert officer.ask_again()["problem"]["code"] == "409.02"


def test_whoever_backs_a_change_stands_beside_its_author_in_the_trail(crossed, head, people):
    head.settle(head.only(), "take_mine")

    with reading() as session:
        amended = session.query(AuditEntry).where(AuditEntry.event == "enterprise.amended")
        last = amended.order_by(AuditEntry.id.desc()).first()
    assert (last.person_id, last.facts["backed_by"]) == (people.officer, people.branch_head)


def test_both_numbers_are_kept(crossed, head, stands):
    assert head.settle(head.only(), "take_both").status_code == 200

    assert stands() == "13800000002 / 13800000001"


def test_an_enterprise_cannot_be_at_both_addresses(officer, colleague, amend, head):
    amend(colleague, "address", "", "振兴路1号")
    amend(officer, "address", "", "振兴路2号")
    review = head.only()

    answer = head.settle(review, "take_both")

    assert "take_both" not in review["ways"]
    assert (answer.status_code, answer.json["code"]) == (409, "409.81")


def test_handing_back_needs_words_and_the_officer_reads_them(crossed, head, officer, stands):
    review = head.only()

    assert head.settle(review, "hand_back", "  ").json["code"] == "422.80"
    assert head.settle(review, "hand_back", "请再打一次电话核实").status_code == 200

    assert stands() == "13800000002"
    row = heard(officer)
    assert (row["settled_as"], row["resolution"]) == ("hand_back", "请再打一次电话核实")


def test_what_was_settled_is_not_settled_again(crossed, head, desk_of, people):
    review = head.only()
    head.settle(review, "keep_theirs")

    second = desk_of(people.manager).settle(review, "take_mine")

    assert (second.status_code, second.json["code"]) == (409, "409.03")
    assert second.json["detail"] == "王建国已于10:00处理，请刷新后查看"


def test_two_texts_are_joined_under_the_officers_name(officer, colleague, head, people):
    both = [people.officer, people.co_officer]
    officer.visit("v1", "e1", participants=both)
    colleague.visit("v2", "e1", participants=both, guidance="")
    told = {"reason": "补充"}
    colleague.tell("visit.correct", "v2", **told, changes={"guidance": ["已指导台账", "指导排口"]})
    officer.tell("visit.correct", "v1", **told, changes={"guidance": ["已指导台账", "指导标识"]})

    review = head.only()
    assert head.settle(review, "take_both").status_code == 200

    visit = head.client.get("/api/visits/v1").json
    assert visit["guidance"] == "指导排口\n【陈志远】指导标识"
    assert visit["history"][-1]["by"] == people.officer


def test_a_correction_that_only_the_author_may_make_is_taken_on_the_heads_word(
    officer, colleague, head, people
):
    officer.visit("v1", "e1", participants=[people.officer, people.co_officer])
    changes = {"note": ["", "漏记一处排口"]}
    answer = colleague.tell("visit.correct", "v1", reason="补记", changes=changes)
    assert answer["status"] == "rejected"

    review = head.only()
    assert sides(review) == {"note": ("漏记一处排口", "")}
    assert review["reason"] == "补记"
    head.settle(review, "take_mine")

    assert head.client.get("/api/visits/v1").json["note"] == "漏记一处排口"


def test_the_second_solution_of_a_problem_replaces_the_first_and_the_figures_follow(
    officer, colleague, head, people
):
    officer.visit("v1", "e1", findings=[finding("f1")])
    solved = {"confirmed_by": "张经理", "solved_on": "2026-11-23"}
    colleague.tell("finding.solve", "f1", note="已清运", **solved)
    assert officer.tell("finding.solve", "f1", note="已改管网", **solved)["status"] == "conflict"

    assert sides(head.only())["solved_note"] == ("已改管网", "已清运")
    head.settle(head.only(), "take_mine")

    solutions = {(row["solved_note"], row["solved_by"]) for row in officer.rows("finding")}
    assert solutions == {("已改管网", people.officer)}


def test_a_visit_that_could_not_be_taken_in_is_taken_once_its_enterprise_is_there(
    officer, head, time, desk_of, people
):
    wrong_code = {"name": "东莞市新来五金厂", "code": "914419001111111111"}
    assert officer.tell("enterprise.add", "e9", **wrong_code)["status"] == "rejected"
    told = {**TOLD, "enterprise_id": "e9", "participants": [people.officer]}
    assert officer.tell("visit.close", "v9", **told)["status"] == "rejected"
    first, second = head.open()
    assert head.settle(second, "take_mine").json["code"] == "409.80"
    time.pass_by(days=9)
    manager = desk_of(people.manager)

    manager.settle(first, "take_mine")
    assert manager.settle(second, "take_mine").json["outcome"] == "applied"

    visit = manager.client.get("/api/visits/v9").json
    assert (visit["enterprise_name"], visit["flags"]) == ("东莞市新来五金厂", [])
    assert visit["received_at"].startswith("2026-11-23T02:00:00")


def test_the_photos_of_a_visit_in_review_arrive_and_only_the_branch_sees_them(
    officer, head, desk_of, phone_of, people
):
    content = picture()
    photo = {"id": "p1", "sha256": hash_of(content), "caption": "车间"}
    args = {"enterprise_id": "nowhere", **TOLD, "photos": [photo]}
    answer = officer.send("visit.close", "v9", args, blobs=[hash_of(content)])
    assert answer["status"] == "rejected"

    assert officer.client.put(f"/api/blobs/{hash_of(content)}", data=content).status_code == 201

    [seen] = head.only()["photos"]
    assert seen == {"sha256": hash_of(content), "caption": "车间", "received": True}
    address = f"/api/blobs/{hash_of(content)}"
    assert head.client.get(address).status_code == 200
    assert phone_of(people.stranger).client.get(address).status_code == 404


def test_a_crash_says_so_again_and_nothing_is_lost(officer, head):
    assert officer.tell("crash", "n1", text="x")["status"] == "quarantined"

    answer = head.settle(head.only(), "take_mine")

    assert (answer.status_code, answer.json["code"]) == (409, "409.80")
    assert head.only()["status"] == "quarantined"


def test_a_clock_that_was_off_is_said_and_a_late_upload_is_not(officer, head, time):
    officer.send("note.unknown", "n1", {}, server_offset_ms=-420_000)
    assert head.only()["clock_off_ms"] == -420_000
    head.settle(head.only(), "keep_theirs")

    time.pass_by(hours=20)
    officer.send("note.unknown", "n2", {}, server_offset_ms=None)
    assert head.only()["clock_off_ms"] is None


def test_of_a_change_that_was_taken_in_part_the_rest_is_decided(
    officer, colleague, amend, head, stands
):
    amend(colleague, "contact_phone", "", "13800000002")
    both = {"contact_phone": ["", "13800000001"], "address": ["", "振兴路1号"]}
    assert officer.tell("enterprise.amend", "e1", changes=both)["status"] == "merged"
    amend(colleague, "address", "振兴路1号", "振兴路2号")
    review = head.only()
    assert (review["status"], sides(review)) == (
        "concern",
        {"contact_phone": ("13800000001", "13800000002")},
    )

    assert head.settle(review, "take_mine").json["outcome"] == "applied"

    assert (stands(), stands("address")) == ("13800000001", "振兴路2号")
    assert officer.ask_again()["status"] == "merged"
    head.undo(review)
    assert (stands(), stands("address")) == ("13800000002", "振兴路2号")


def test_a_change_of_what_is_another_branchs_by_now_is_taken_on_that_heads_word(
    officer, amend, head, head_of_humen, desk_of, people
):
    moved = {"town_code": ["441900119", "441900121"], "contact_phone": ["", "13800000002"]}
    desk_of(people.manager).client.patch("/api/enterprises/e1", {"changes": moved})
    answer = amend(officer, "contact_phone", "", "13800000001")
    assert (answer["status"], answer["problem"]["code"]) == ("quarantined", "403.71")
    assert head.open() == []

    review = head_of_humen.only()
    assert sides(review) == {"contact_phone": ("13800000001", "13800000002")}
    assert (heard(officer)["mine"], heard(officer)["theirs"]) == (
        {"contact_phone": "13800000001"},
        {},
    )
    assert head_of_humen.settle(review, "take_mine").json["outcome"] == "applied"
    assert heard(officer)["theirs"] == {}
