"""What officers are told of their records, their acts and their posts."""

import pytest

from server.core.doors import writing
from server.core.hooks import tell as told
from server.features.registrations.models import Registration
from tests.server.documents.conftest import ACT_ID, registration
from tests.server.reviews.desk import Desk


@pytest.fixture
def crossed(officer, phone_of, people, place):
    """Two changed one field offline; the colleague's came first."""
    colleague = phone_of(people.co_officer)
    amend(colleague, place, "13800000002")
    amend(officer, place, "13800000001")


def amend(phone, place, number):
    phone.tell("enterprise.amend", place, changes={"contact_phone": ["", number]})


def told_of(rows):
    return [(row["kind"], row["title"], row["words"]) for row in rows]


def test_who_made_a_record_hears_that_it_waits_and_what_was_decided(
    crossed, officer, head, inbox, time
):
    assert told_of(inbox(officer)) == [
        ("review", "有一条记录没有直接收下，已转复核", "东莞市明丰五金厂：这一项别人已经改过")
    ]

    time.pass_by(minutes=1)
    head.settle(head.only(), "keep_theirs", "已电话核实")

    last = inbox(officer)[0]
    assert told_of([last]) == [
        ("review", "王建国处理了一条待复核的记录", "东莞市明丰五金厂：已电话核实")
    ]
    assert last["link"] == "/outbox"


def test_a_record_that_is_handed_back_says_what_to_do(crossed, officer, head, inbox):
    head.settle(head.only(), "hand_back", "请核对号码后重填")

    back = [row for row in inbox(officer) if row["kind"] == "handed_back"]
    assert told_of(back) == [
        ("handed_back", "王建国退回了一条记录，请重做", "东莞市明丰五金厂：请核对号码后重填")
    ]


def test_a_settlement_taken_back_is_told_and_so_is_the_next_one(
    crossed, officer, head, inbox, time
):
    review = head.only()
    for way in ("keep_theirs", "take_mine"):
        time.pass_by(minutes=1)
        head.settle(review, way)
        time.pass_by(minutes=1)
        head.undo(review)

    titles = [row["title"] for row in inbox(officer)]
    assert titles[:2] == ["王建国撤销了刚才的处理，请等新的结果", "王建国处理了一条待复核的记录"]
    assert len(titles) == 5


def test_what_only_waits_behind_another_record_is_told_to_nobody(crossed, officer, place, inbox):
    amend(officer, place, "13800000003")

    statuses = sorted(row["status"] for row in officer.rows("review"))
    assert statuses == ["blocked", "conflict"]
    assert len(inbox(officer)) == 1


def test_who_settles_his_own_record_is_not_told_of_it(phone_of, people, place, as_person, inbox):
    amend(phone_of(people.co_officer), place, "13800000002")
    own = phone_of(people.branch_head)
    amend(own, place, "13800000001")
    desk = Desk(as_person(people.branch_head))

    desk.settle(desk.only(), "keep_theirs")

    assert [row["key"] for row in inbox(own) if "key" in row] == []
    assert len(inbox(own)) == 1


def test_both_officers_hear_that_somebody_else_withdrew_their_act(
    app, people, time, officer, phone_of, inbox
):
    entry = {"at": "", "by": people.branch_head, "action": "withdraw", "reason": "另有酸洗工序"}
    with writing() as session:
        session.add(registration(people, time(), history=[entry], withdrawn_reason="另有酸洗工序"))
        session.flush()
        told("registrations.withdrawn", session, session.get(Registration, ACT_ID))

    for phone in (officer, phone_of(people.co_officer)):
        [row] = inbox(phone)
        assert row["title"] == "王建国撤回了一件您办理的事项"
        assert row["words"].endswith("：另有酸洗工序")
        assert row["link"] == f"/registrations/{ACT_ID}"


def test_a_deputy_hears_for_whom_and_when(as_person, people, officer, inbox):
    days = {"from_on": "2026-12-01", "to_on": "2026-12-05"}
    post = {"principal_id": people.co_officer, "deputy_id": people.officer, **days}
    as_person(people.branch_head).post("/api/deputies", post)

    [row] = inbox(officer)
    assert row["title"] == "请您代理李晓雯的岗位"
    assert row["words"].startswith("2026年12月1日至2026年12月5日")
