"""Proofs of forgotten commands, lost stores and lost entries (docs/protocol.md §6)."""

from copy import deepcopy
from dataclasses import replace

import pytest

from sync import client, phone
from sync.phone import Phone
from sync.protocol import Trouble
from sync.store import Outcome
from tests.sync.office import Office, command, note, proof, statuses


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def rolled_back(office):
    """The bureau has receipted two commands and forgotten the second."""
    office.sync(command(1))
    backup = deepcopy(office.store.world)
    office.sync(command(2, entity="b"), first=2)
    office.store.world, office.store.era = backup, "'"
    return office


def test_a_genuine_proof_of_a_forgotten_command_begins_a_new_epoch(rolled_back):
    forgotten = command(2, entity="b")

    response = rolled_back.sync(forgotten, first=2, proof=proof("memory", 2, forgotten))

    assert response.epoch != "memory"
    assert statuses(response) == ["applied"]
    assert rolled_back.sightings == [("rotated", 2)]


def test_a_proof_sent_again_or_by_another_phone_begins_no_second_epoch(rolled_back):
    forgotten = command(2, entity="b")
    first = rolled_back.sync(proof=proof("memory", 2, forgotten))

    again = rolled_back.sync(proof=proof("memory", 2, forgotten))
    other = rolled_back.sync(device="e", proof=proof("memory", 5, command(5), "e"))

    assert {again.epoch, other.epoch} == {first.epoch}


def test_a_proof_of_what_the_ledger_holds_changes_nothing(office):
    office.sync(command(1))

    assert office.sync(first=2, proof=proof("memory", 1, command(1))).epoch == "memory"
    assert office.sightings == []


def test_a_proof_of_another_command_under_a_number_that_was_given_again_is_believed(office):
    office.sync(command(1))

    assert office.sync(first=2, proof=proof("memory", 1, command(1, entity="z"))).epoch != "memory"


def test_a_forged_proof_changes_nothing_and_is_noticed(office):
    forged = replace(proof("memory", 7, command(7)), receipt="signed by somebody else")

    assert office.sync(proof=forged).epoch == "memory"
    assert office.sightings == [("forged", 7)]


def test_a_receipt_of_another_device_proves_nothing(office):
    assert office.sync(proof=proof("memory", 7, command(7), "somebody")).epoch == "memory"
    assert office.sightings == [("forged", 7)]


def test_the_bureau_tells_a_phone_that_forgot_what_it_had_announced(office):
    office.sync(command(1), announced_head=9)

    assert office.sync(first=2, announced_head=9).announced_head == 0
    assert office.sync(first=1).announced_head == 9


def test_what_was_taken_in_unannounced_counts_as_announced(office):
    office.sync(command(1))

    assert office.sync(first=1).announced_head == 1


def reviews(office, status):
    return [review for review in office.store.world.reviews if review.why.status == status]


def test_a_new_device_closes_the_one_whose_store_was_lost_and_lists_what_never_came(office):
    office.sync(command(1), announced_head=4)

    office.sync(device="new", replaces="d")

    [review] = reviews(office, "lost")
    assert (review.device, review.why.problem.title) == (
        "new",
        "第 2–4 条未收到，手机资料已丢失",
    )


def test_naming_the_lost_device_again_lists_nothing_twice(office):
    office.sync(command(1), announced_head=2)

    for _ in range(3):
        office.sync(device="new", replaces="d")

    [review] = reviews(office, "lost")
    assert review.why.problem.title == "第 2 条未收到，手机资料已丢失"


def test_a_lost_store_of_which_everything_had_come_leaves_nothing_to_look_at(office):
    office.sync(command(1), announced_head=1)

    office.sync(device="new", replaces="d")

    assert office.store.world.reviews == []
    assert office.store.world.devices["d"].is_closed


def test_a_device_that_replaces_itself_or_one_that_never_was_changes_nothing(office):
    office.sync(device="d", replaces="d", announced_head=3)
    office.sync(device="d", replaces="never met")

    assert not office.store.world.devices["d"].is_closed
    assert office.store.world.reviews == []


def test_what_a_closed_device_still_sends_is_kept_for_people_and_does_not_run(office):
    office.sync(command(1))
    office.sync(device="new", replaces="d")

    response = office.sync(command(2, entity="b"), command(3, entity="c"), first=2)

    assert statuses(response) == ["quarantined", "quarantined"]
    assert response.results[0].problem.title == "这台手机已由新的登记代替"
    assert ("note", "b") not in office.store.world.rows
    assert office.store.world.ledger["d", 3].body == command(3, entity="c").body


def test_what_a_lost_store_had_sent_is_a_duplicate_when_its_successor_sends_it_anew(office):
    sent = command(1)
    office.sync(sent)

    again = command(1, again=sent.hash, prev_hash="")
    unsent = command(2, entity="b", id="never sent", again="0" * 64)
    response = office.sync(again, unsent, device="new", replaces="d")

    assert statuses(response) == ["duplicate", "applied"]
    assert office.store.world.rows["note", "a"]["ver"] == 1
    assert office.store.world.reviews == []


def test_what_a_successor_has_sent_anew_is_a_duplicate_when_the_first_text_arrives_late(office):
    late = command(1)
    office.sync(announced_head=1)
    office.sync(device="new", replaces="d")
    office.sync(command(1, again=late.hash), device="new")

    response = office.sync(late)

    assert statuses(response) == ["duplicate"]
    assert office.store.world.rows["note", "a"]["ver"] == 1


def test_a_bureau_put_back_to_before_it_met_a_lost_phone_takes_in_once_what_both_send(office):
    late = command(1)
    office.sync(command(1, again=late.hash), device="new", replaces="d")

    assert statuses(office.sync(late)) == ["duplicate"]
    assert office.store.world.rows["note", "a"]["ver"] == 1


def test_a_phone_names_the_one_whose_place_it_took_once_more_to_a_bureau_that_was_put_back():
    state, named = phone.renewed(Phone("old"), "new"), []

    for epoch in ("e1", "e1", "e2", "e2"):
        asked = client.ask(state)
        named.append(asked.get("replaces"))
        answer = {"epoch": epoch, "server_time": "now", "expected_seq": 1}
        state = client.absorb(state, asked, answer, lambda *_: False, 0).phone
    named.append(client.ask(state).get("replaces"))

    assert named == ["old", None, None, "old", None]


def test_two_commands_of_one_id_are_not_told_apart_unless_one_says_that_it_is_made_anew(office):
    office.sync(command(1))

    assert statuses(office.sync(command(1, entity="b"), device="e")) == ["applied"]


@pytest.mark.parametrize(
    ("reason", "title"),
    [
        ("unreadable", "手机上有一条记录损坏，读不出来"),
        ("too_large", "手机上有一条记录太大，送不出来"),
        (["odd"], "手机上有一条记录损坏，读不出来"),
    ],
)
def test_a_dead_entry_goes_to_review_and_stops_nobody_but_its_own_entity(office, reason, title):
    lost = command(1, "lost", args={"reason": reason, "name": "note", "hash": "0" * 64})

    response = office.sync(lost, command(2, entity="b"), command(3, entity="a"))

    assert statuses(response) == ["quarantined", "applied", "blocked"]
    assert response.results[0].problem.title == title
    assert reviews(office, "quarantined")[0].why.mine["name"] == "note"


def test_a_command_that_gives_concern_is_applied_shown_and_stops_nobody(office):
    worrying = Outcome("applied", concern=Trouble("422.99", "请核对"))
    office.verbs["worry", 1] = lambda tx, done: note(tx, done) and worrying

    response = office.sync(command(1, "worry"), command(2))

    assert statuses(response) == ["applied", "applied"]
    assert response.results[0].problem is None
    [review] = reviews(office, "concern")
    assert review.why.problem.title == "请核对"
