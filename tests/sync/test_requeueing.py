"""Commands that had to wait for an upgrade, and commands of older versions."""

import pytest

from sync.bureau import Bureau
from sync.engine import answer
from sync.protocol import SyncRequest
from sync.requeueing import requeue
from sync.store import ContentionError, Outcome
from tests.sync.office import TOWN, Office, command, note, statuses


@pytest.fixture
def office():
    return Office()


def refuse(tx, done):
    return Outcome("rejected", mine={"seq": done.seq})


def titles(office):
    return [r.why.problem.title for r in office.store.world.reviews if r.is_open]


def test_a_command_of_the_future_runs_once_when_the_bureau_knows_it(office):
    office.sync(command(1, "memo"))
    office.verbs["memo", 1] = note

    assert requeue("d", office.bureau) == {1: "applied"}
    assert requeue("d", office.bureau) == {}
    assert office.store.world.rows["note", "a"]["ver"] == 1
    assert titles(office) == []


def test_the_phone_that_asks_again_gets_the_new_result_with_its_receipt(office):
    [before] = office.sync(command(1, "memo")).results
    office.verbs["memo", 1] = note
    requeue("d", office.bureau)

    [after] = office.sync(command(1, "memo")).results

    assert (before.status, after.status) == ("quarantined", "applied")
    assert after.receipt == before.receipt
    assert after.scope_seqs == {TOWN: 1, "device:d": 2}
    assert after.problem is None


def test_what_was_blocked_behind_it_follows_in_order(office):
    office.sync(command(1, "memo"), command(2, "memo"), command(3), command(4, entity="z"))
    order = []
    office.verbs["memo", 1] = lambda tx, done: order.append(done.seq) or note(tx, done)

    assert requeue("d", office.bureau) == {1: "applied", 2: "applied", 3: "applied"}
    assert order == [1, 2]
    assert office.store.world.rows["note", "a"]["ver"] == 3


def test_what_is_still_unknown_stays_and_so_does_what_stands_behind_it(office):
    office.sync(command(1, "memo"), command(2))

    assert requeue("d", office.bureau) == {}
    assert titles(office) == ["服务器还不认识这种记录", "前面的记录还没有处理好"]


def test_what_the_new_verb_refuses_stays_in_review_with_its_reason(office):
    office.sync(command(1, "memo"), command(2))
    office.verbs["memo", 1] = refuse

    assert requeue("d", office.bureau) == {1: "rejected"}
    assert office.store.world.ledger["d", 1].result.status == "rejected"
    assert office.store.world.ledger["d", 2].result.status == "blocked"


def test_a_new_verb_that_crashes_takes_no_effect_and_is_not_tried_for_ever(office):
    office.sync(command(1, "memo"), command(2, "memo", entity="b"))

    def crash(tx, done):
        note(tx, done)
        if done.entity == "a":
            raise RuntimeError(done.id)
        return Outcome("applied")

    office.verbs["memo", 1] = crash

    assert requeue("d", office.bureau) == {1: "quarantined", 2: "applied"}
    assert [seq for seq, _ in office.failures] == [1]
    assert ("note", "a") not in office.store.world.rows
    assert requeue("d", office.bureau) == {}


def test_a_busy_database_is_tried_again(office):
    office.sync(command(1, "memo"))
    left = [3]

    def busy(tx, done):
        left[0] -= 1
        if left[0] > 0:
            raise ContentionError
        return note(tx, done)

    office.verbs["memo", 1] = busy

    assert requeue("d", office.bureau) == {1: "applied"}
    assert office.failures == []


def test_other_refusals_are_not_run_again(office):
    office.verbs["memo", 1] = refuse
    office.sync(command(1, "memo"))
    office.verbs["memo", 1] = note

    assert requeue("d", office.bureau) == {}


def upcasting(office):
    renamed = {
        ("note", 1): lambda args: {"words": args["text"]},
        ("note", 2): lambda args: {"words": args["words"].upper()},
    }

    def newest(tx, done):
        tx.put("note", {"id": done.entity, "text": done.args["words"]}, frozenset({TOWN}))
        return Outcome("applied")

    del office.verbs["note", 1]
    office.verbs["note", 3] = newest
    bureau = office.bureau
    return Bureau(bureau.store, bureau.sign, bureau.verify, bureau.failed, renamed)


def send(bureau, *commands):
    request = SyncRequest(proto=2, device="d", first_seq=1, commands=commands)
    return answer(request, bureau, scopes=lambda _: [TOWN], server_time="now")


def test_an_old_command_climbs_every_step_to_the_verb_of_today(office):
    response = send(upcasting(office), command(1))

    assert statuses(response) == ["applied"]
    assert office.store.world.rows["note", "a"]["text"] == "HELLO"
    assert office.store.world.ledger["d", 1].body == command(1).body


def test_a_command_newer_than_the_bureau_waits(office):
    assert statuses(send(upcasting(office), command(1, version=4))) == ["quarantined"]


def test_an_old_command_that_cannot_climb_is_put_aside_and_the_queue_moves_on(office):
    response = send(upcasting(office), command(1, args={}), command(2, entity="b"))

    assert statuses(response) == ["quarantined", "applied"]
