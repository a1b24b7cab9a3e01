"""What waited behind a review runs when it is settled: in order, each once."""

import pytest

from server.core import clock
from server.core.doors import writing
from server.features.reviews import commands
from server.features.reviews.commands import Settlement
from server.features.reviews.ways import Way
from tests.server.quotas.visiting import finding
from tests.server.reviews.desk import actor_of


def chain(officer, colleague, amend):
    """A conflict, and two changes of the same officer that build on his own version."""
    amend(colleague, "contact_phone", "", "13800000002")
    told = [
        amend(officer, "contact_phone", "", "13800000001"),
        amend(officer, "contact_phone", "13800000001", "13800000003"),
        amend(officer, "address", "", "振兴路1号"),
    ]
    assert [answer["status"] for answer in told] == ["conflict", "blocked", "blocked"]


def stand_of(phone):
    rows = sorted(phone.rows("review"), key=lambda row: row["seq"])
    return [(row["state"], row["status"], row["outcome"]) for row in rows]


def test_the_head_sees_which_later_records_wait(officer, colleague, amend, head):
    chain(officer, colleague, amend)
    first, second, third = head.open()

    assert [row["id"] for row in head.look(first["id"])["behind"]] == [second["id"], third["id"]]
    assert head.look(third["id"])["ahead"]["id"] == first["id"]
    assert head.look(third["id"])["ways"] == ["keep_theirs", "hand_back"]
    refused = head.settle(third, "take_mine")
    assert refused.json["detail"] == "同一事项前面还有一条没有处理，请先处理那一条"


def test_taking_the_first_runs_the_others_in_order(officer, colleague, amend, head, stands):
    chain(officer, colleague, amend)

    head.settle(head.open()[0], "take_mine")

    assert (stands(), stands("address")) == ("13800000003", "振兴路1号")
    assert head.open() == []
    assert stand_of(officer) == [
        ("settled", "conflict", "applied"),
        ("settled", "blocked", "applied"),
        ("settled", "blocked", "applied"),
    ]


def test_keeping_theirs_leaves_what_built_on_the_other_version_open_with_its_own_reason(
    officer, colleague, amend, head, stands
):
    chain(officer, colleague, amend)

    head.settle(head.open()[0], "keep_theirs")

    assert (stands(), stands("address")) == ("13800000002", "")
    assert stand_of(officer) == [
        ("settled", "conflict", ""),
        ("open", "conflict", ""),
        ("open", "blocked", ""),
    ]
    assert head.open()[0]["title"] == "这一项别人已经改过"


def test_what_was_taken_travels_although_one_behind_it_was_refused_in_the_same_commit(
    officer, colleague, amend, head
):
    amend(colleague, "contact_phone", "", "13800000002")
    amend(officer, "contact_phone", "", "13800000001")
    amend(officer, "address", "某处", "振兴路1号")
    first, second = head.open()
    held = _held(_pull(officer, {}))

    head.settle(first, "take_mine")

    put = [page.get("put", {}) for page in _pull(officer, held).values()]
    assert {table for part in put for table in part} == {"enterprise", "message", "review"}
    assert head.look(second["id"])["status"] == "conflict"


def _pull(phone, scopes):
    request = {"proto": 2, "device": phone.device, "first_seq": phone.seq + 1, "scopes": scopes}
    return phone.client.post("/api/sync", request).json.get("scopes", {})


def _held(pages):
    return {scope: [page["to"], page["tag"]] for scope, page in pages.items()}


def test_a_new_command_is_no_longer_blocked(officer, colleague, amend, head):
    chain(officer, colleague, amend)
    head.settle(head.open()[0], "take_mine")

    assert amend(officer, "contact_name", "", "张经理")["status"] == "applied"


def test_what_depends_on_a_review_waits_for_it_though_it_is_about_something_else(officer, head):
    added = officer.tell("enterprise.add", "e9", name="东莞市新来五金厂", code="1234")
    assert added["status"] == "rejected"
    told = {"changes": {"contact_phone": ["", "13800000009"]}}
    amended = officer.send("enterprise.amend", "e1", told, deps=[f"{officer.device}-1"])
    assert amended["status"] == "blocked"
    first, second = head.open()
    assert [row["id"] for row in head.look(first["id"])["behind"]] == [second["id"]]

    head.settle(first, "take_mine")

    assert head.open() == []


def test_one_that_crashes_behind_stays_and_the_next_of_other_things_go_on(officer, head):
    for entity in ("n1", "n2"):
        assert officer.tell("crash", entity, text="x")["status"] == "quarantined"
    for name, entity in (("crash", "n1"), ("note", "n2")):
        officer.send(name, entity, {"text": "y"}, deps=[f"{officer.device}-1"])

    head.settle(head.open()[0], "keep_theirs")

    assert [(row["seq"], row["status"]) for row in head.open()] == [
        (2, "quarantined"),
        (3, "quarantined"),
        (4, "blocked"),
    ]


def test_a_withdrawal_behind_a_correction_takes_the_visit_out_of_the_figures(
    officer, colleague, head, people
):
    both = [people.officer, people.co_officer]
    officer.visit("v1", "e1", participants=both, findings=[finding("f1", solved=True)])
    changes = {"note": ["别的", "x"]}
    assert officer.tell("visit.correct", "v1", reason="更", changes=changes)["status"] == "conflict"
    assert officer.tell("visit.withdraw", "v1", reason="填错企业")["status"] == "blocked"

    head.settle(head.open()[0], "keep_theirs")

    [place] = officer.rows("enterprise")
    assert place["visit_count"] == 0


def test_an_interrupted_settlement_leaves_everything_as_it_was(
    officer, colleague, amend, head, stands, people
):
    chain(officer, colleague, amend)
    [first, *_] = head.open()
    before = stand_of(officer)

    with pytest.raises(InterruptedError), writing() as session:
        settlement = Settlement(Way.TAKE_MINE)
        by = actor_of(session, people.branch_head)
        commands.settle_review(session, first["id"], settlement, by=by, at=clock.now())
        raise InterruptedError

    assert stand_of(officer) == before
    assert stands() == "13800000002"
