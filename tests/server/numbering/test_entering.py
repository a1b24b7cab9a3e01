"""Every number that an act bears stands in the register once; what is odd goes to people."""

from datetime import date

import pytest

from server.core.doors import reading
from server.features.numbering import queries
from tests.server.numbering.giving import register

REVIEWED = "review"


@pytest.fixture
def block(phone):
    phone.sync()
    [lease] = [one for one in phone.leases if one.kind == "assistance"]
    return lease


@pytest.fixture
def branch(block):
    with reading() as session:
        return queries.lease(session, block.id).branch_id


def concerns(phone):
    """Return the codes of what was put before people about this phone's commands, in order."""
    answer = phone.client.post("/api/sync", {"proto": 2, "device": phone.device, "first_seq": 99})
    put = answer.json["scopes"][f"device:{phone.device}"]["put"].get(REVIEWED)
    rows = [dict(zip(put["cols"], row, strict=True)) for row in put["rows"]] if put else []
    return [(row["status"], row["code"]) for row in sorted(rows, key=lambda row: row["seq"])]


def again(phone, act_id, block, n, **more):
    """Send an act that bears a number of anybody's choice."""
    pattern = phone.rows[block.id]["pattern"]
    args = {
        "lease_id": block.id,
        "n": n,
        "text": pattern.replace("{year}", "2026").replace("{n}", str(n)),
        "on": "2026-11-23",
        "kind": "assistance",
    }
    return phone.tell("give", act_id, **{**args, **more})


def test_a_number_of_the_own_block_is_simply_used(phone, block, branch):
    assert phone.give("act-1")["status"] == "applied"

    assert register(branch)[1] == "used"
    assert phone.rows[block.id]["next"] == 2
    assert concerns(phone) == []


def test_a_number_told_twice_of_one_act_is_entered_once(phone, block, branch):
    phone.give("act-1")
    again(phone, "act-1", block, 1)

    assert register(branch)[1] == "used"
    assert concerns(phone) == []


def test_a_number_of_two_acts_stays_with_the_first_and_goes_to_people(phone, block, branch):
    phone.give("act-1")
    again(phone, "act-2", block, 1)

    with reading() as session:
        [entry] = queries.entries_of(session, block_series(session, block))
    assert entry.act_id == "act-1"
    assert concerns(phone) == [("concern", "409.100")]


def test_a_number_of_somebody_elses_block_is_entered_and_goes_to_people(
    phone, block, branch, phone_of, people
):
    other = phone_of(people.co_officer)
    other.sync()
    [theirs] = [one for one in other.leases if one.kind == "assistance"]
    phone.rows[theirs.id] = other.rows[theirs.id]
    again(phone, "act-1", theirs, 21)

    assert register(branch)[21] == "used"
    assert concerns(phone) == [("concern", "422.101")]


def test_a_number_of_a_block_that_nobody_knows_is_entered_by_its_words(phone, block, branch):
    again(phone, "act-1", block, 900, lease_id="forged")

    assert register(branch)[900] == "used"
    assert concerns(phone) == [("concern", "422.101")]


def test_numbers_that_were_used_ahead_are_never_leased(phone, block, phone_of, people):
    again(phone, "act-1", block, 25, lease_id="forged")
    other = phone_of(people.co_officer)
    other.sync()

    [theirs] = [one for one in other.leases if one.kind == "assistance"]
    assert (theirs.first, theirs.last) == (21, 24)


@pytest.mark.parametrize("n", [0, -1, 10_000_000, 2**70])
def test_a_number_that_cannot_be_is_not_entered_and_goes_to_people(phone, block, branch, n):
    again(phone, "act-1", block, n)

    assert set(register(branch).values()) == {"leased"}
    assert concerns(phone) == [("concern", "422.101")]


def test_a_number_written_otherwise_goes_to_people(phone, block, branch):
    again(phone, "act-1", block, 1, text="东环助[2026]001号")

    assert register(branch)[1] == "used"
    assert concerns(phone) == [("concern", "422.103")]


def test_a_number_of_last_year_goes_to_people(phone, block, branch):
    again(phone, "act-1", block, 1, on="2027-01-01")

    assert register(branch)[1] == "used"
    assert concerns(phone) == [("concern", "422.104")]


def test_a_void_number_is_explained_and_no_act_gets_it(phone, block, branch):
    phone.tell("number.void", block.id, n=1, reason="写坏了")
    again(phone, "act-1", block, 1)

    assert register(branch)[1] == "void"
    assert concerns(phone) == [("concern", "409.100")]


def test_a_number_that_a_paper_bears_is_never_made_void(phone, block, branch):
    phone.give("act-1")

    result = phone.tell("number.void", block.id, n=1, reason="写坏了")

    assert (result["status"], result["problem"]["code"]) == ("rejected", "409.101")
    assert register(branch)[1] == "used"


def test_a_phone_cannot_touch_the_block_of_another(phone, block, phone_of, people):
    other = phone_of(people.co_officer)
    other.sync()

    for name, args in (("number.void", {"n": 1, "reason": "x"}), ("number.return", {"from": 1})):
        result = other.tell(name, block.id, **args)
        assert result["status"] in {"quarantined", "blocked"}, result
    assert phone.left() == 20


def test_a_tail_in_which_a_number_was_given_is_not_taken_back(phone, block, branch):
    phone.give("act-1")
    phone.give("act-2")

    result = phone.tell("number.return", block.id, **{"from": 2})

    assert (result["status"], result["problem"]["code"]) == ("rejected", "409.104")
    assert register(branch)[3] == "leased"


def test_a_number_given_after_its_tail_went_back_goes_to_people(phone, block, branch):
    phone.tell("number.return", block.id, **{"from": 1})
    again(phone, "act-1", block, 5)

    assert register(branch)[5] == "used"
    assert concerns(phone) == [("concern", "422.102")]


def test_what_a_lost_store_had_not_told_is_possibly_issued_and_no_concern_when_it_comes(
    phone, block, branch, phone_of, people
):
    phone.give("act-1")
    new = phone_of(people.officer, device="new-phone")
    new.client.post(
        "/api/sync",
        {"proto": 2, "device": "new-phone", "first_seq": 1, "replaces": phone.device},
    )
    assert register(branch) == {1: "used"} | dict.fromkeys(range(2, 21), "lost") | dict.fromkeys(
        range(21, 41), "leased"
    )
    new.rows[block.id] = phone.rows[block.id]

    again(new, "act-2", block, 2)

    assert register(branch)[2] == "used"
    assert concerns(new) == []


def test_a_phone_that_goes_by_a_newer_device_than_its_sign_in_has_numbers_of_its_own(
    phone_of, people
):
    phone = phone_of(people.officer, device="signed-in-before")
    phone.device = "made-anew"
    phone.sync()
    result = phone.give("act-1")
    asked = phone.tell("number.ask", "ask-1", kind="assistance", year=2026)

    assert (result["status"], asked["status"]) == ("applied", "applied")
    assert concerns(phone) == []


def test_the_day_of_the_decision_says_the_year_not_the_day_of_its_arrival(phone, block, time):
    body = phone.act("late", day=date(2026, 12, 31))
    time.at = time.at.replace(year=2027, month=1, day=20)

    [result] = phone.sync(body)

    assert result["status"] == "applied"
    assert concerns(phone) == []


def block_series(session, block):
    return queries.lease(session, block.id).series_id
