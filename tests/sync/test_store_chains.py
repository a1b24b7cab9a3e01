"""The contract of a store, as far as it is about devices, their commands and reviews."""

from sync.parsing import parse_command
from sync.protocol import Result, Trouble
from sync.store import APPLIED, DeviceState, Outcome
from tests.sync.stores import DEVICE, command


def test_the_ledger_gives_back_what_was_recorded(room):
    envelope = command(1)
    result = Result(1, "rejected", {"bureau": 4}, "receipt", "other", Trouble("422.00", "不行"))

    with room.store.write() as tx:
        assert tx.lock_device(DEVICE) == DeviceState()
        tx.record(DEVICE, [(envelope, parse_command(envelope.body), result)])

    with room.store.write() as tx:
        assert tx.entry(DEVICE, 1).result == result
        assert tx.entry(DEVICE, 1).hash == envelope.hash
        assert tx.entry(DEVICE, 2) is None
        assert tx.lock_device(DEVICE).last_seq == 1


def test_a_begun_attempt_is_remembered(room):
    with room.store.write() as tx:
        tx.lock_device(DEVICE)
        tx.count_attempt(DEVICE, 1, 2)

    with room.store.write() as tx:
        assert tx.lock_device(DEVICE).attempts_of(1) == 2
        assert tx.lock_device(DEVICE).attempts_of(2) == 0


def test_what_waits_for_review_blocks_its_entity_and_its_dependants(room):
    refused = parse_command(command(1, "a").body)

    with room.store.write() as tx:
        tx.send_to_review(DEVICE, 1, refused, Outcome("rejected", problem=Trouble("1", "不行")))
        tx.publish()

    with room.store.write() as tx:
        assert tx.is_blocked(DEVICE, parse_command(command(2, "a").body))
        assert not tx.is_blocked(DEVICE, parse_command(command(2, "b").body))


def test_a_verb_nobody_knows_is_not_run(room):
    unknown = parse_command(command(1).body.replace('"note"', '"from.the.future"'))

    with room.store.write() as tx:
        assert tx.run(unknown) is None
        assert tx.run(parse_command(command(1).body)) == APPLIED


def test_what_a_backup_holds_of_a_device_is_told_and_stays_when_its_chain_goes_on(room):
    with room.store.write() as tx:
        tx.record(DEVICE, [(command(1), None, Result(1, "applied"))])
    with room.store.read() as tx:
        assert tx.device(DEVICE).durable_seq == 0

    with room.store.write() as tx:
        room.back_up(tx, DEVICE, 1)
    with room.store.write() as tx:
        tx.record(DEVICE, [(command(2), None, Result(2, "applied"))])

    with room.store.read() as tx:
        assert tx.device(DEVICE).durable_seq == 1


def test_a_device_is_met_once_and_remembers_what_it_announced(room):
    with room.store.write() as tx:
        tx.meet("other-phone", 7)
    with room.store.write() as tx:
        tx.meet("other-phone", 3)

    with room.store.read() as tx:
        assert tx.device("other-phone").announced_head == 7
        assert not tx.is_news("other-phone", 7)
        assert tx.is_news("other-phone", 8)
        assert tx.is_news("never met", 0)
        assert tx.device("never met") is None


def test_a_device_is_closed_once(room):
    with room.store.write() as tx:
        tx.meet("old", 4)
    with room.store.write() as tx:
        assert tx.close_device("old", replaced_by=DEVICE).announced_head == 4
    with room.store.write() as tx:
        assert tx.close_device("old", replaced_by=DEVICE) is None
        assert tx.close_device("never met", replaced_by=DEVICE).last_seq == 0
        assert tx.close_device("never met", replaced_by=DEVICE) is None
        assert tx.lock_device("old").is_closed


def test_a_command_is_known_by_its_id_on_every_device_of_its_person(room):
    with room.store.write() as tx:
        tx.meet("old", 1)
    with room.store.write() as tx:
        envelope = command(1, "a")
        tx.record("old", [(envelope, parse_command(envelope.body), Result(1, "applied"))])

    with room.store.write() as tx:
        assert tx.is_taken(parse_command(command(1, "a").body).id)
        assert not tx.is_taken("never sent")


def test_an_epoch_is_rotated_to_one_of_its_own(room):
    epochs = []
    for _ in range(3):
        with room.store.write() as tx:
            epochs.append(tx.lock_epoch())
            tx.rotate_epoch()
            assert tx.epoch() not in epochs

    with room.store.read() as tx:
        assert len({*epochs, tx.epoch()}) == 4


def test_a_concern_and_a_lost_store_block_nothing(room):
    first = parse_command(command(1, "a").body)

    with room.store.write() as tx:
        tx.send_to_review(DEVICE, 1, first, Outcome("concern", problem=Trouble("1", "请看")))
        tx.send_to_review(DEVICE, 1, None, Outcome("lost", problem=Trouble("1", "没有了")))
        tx.publish()

    with room.store.write() as tx:
        assert not tx.is_blocked(DEVICE, parse_command(command(2, "a").body))


def test_a_command_is_not_blocked_by_its_own_review_nor_by_a_later_one(room):
    second = parse_command(command(2, "a").body)

    with room.store.write() as tx:
        tx.send_to_review(DEVICE, 2, second, Outcome("rejected", problem=Trouble("1", "不行")))
        tx.publish()

    with room.store.write() as tx:
        assert not tx.is_blocked(DEVICE, second)
        assert not tx.is_blocked(DEVICE, parse_command(command(1, "a").body))


def _put_aside(room, seq, code):
    envelope = command(seq)
    parsed = parse_command(envelope.body)
    why = Outcome("quarantined", problem=Trouble(code, "等等"))
    with room.store.write() as tx:
        tx.send_to_review(DEVICE, seq, parsed, why)
        tx.publish()
        tx.record(DEVICE, [(envelope, parsed, Result(seq, "quarantined", problem=why.problem))])


def test_what_was_put_aside_is_found_by_its_reason_in_order(room):
    for seq, code in ((1, "422.01"), (2, "422.02"), (3, "409.01")):
        _put_aside(room, seq, code)

    with room.store.write() as tx:
        assert list(tx.put_aside(DEVICE, {"409.01", "422.02"})) == [2, 3]
        assert list(tx.put_aside("other", {"422.02"})) == []


def test_an_amended_command_keeps_its_text_and_its_review_is_closed(room):
    _put_aside(room, 1, "422.02")

    with room.store.write() as tx:
        tx.amend(DEVICE, Result(1, "applied", {"bureau": 3}, "receipt"))
        tx.amend_review(DEVICE, 1, None)
        tx.publish()

    with room.store.write() as tx:
        entry = tx.entry(DEVICE, 1)
        assert entry.result == Result(1, "applied", {"bureau": 3}, "receipt")
        assert entry.body == command(1).body
        assert list(tx.put_aside(DEVICE, {"422.02"})) == []


def test_an_amended_review_stays_open_under_its_new_reason(room):
    _put_aside(room, 1, "422.02")

    with room.store.write() as tx:
        tx.amend_review(DEVICE, 1, Outcome("rejected", problem=Trouble("422.00", "不行")))
        tx.publish()

    with room.store.write() as tx:
        assert list(tx.put_aside(DEVICE, {"422.02"})) == []
        assert list(tx.put_aside(DEVICE, {"422.00"})) == [1]
        assert tx.is_blocked(DEVICE, parse_command(command(2, "a").body))
