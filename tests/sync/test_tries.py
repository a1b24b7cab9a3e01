"""What a push does before its commands run, and by which commits."""

from dataclasses import replace

import pytest

from sync.protocol import receipt_bytes
from tests.sync.office import Office, command, sign, statuses


@pytest.fixture
def office():
    return Office()


def numbered(count):
    return [command(n, entity=f"e{n}") for n in range(1, count + 1)]


def test_the_announcement_of_new_commands_and_their_first_try_are_one_commit(office):
    office.sync()
    before = office.store._commits

    response = office.sync(*numbered(20), announced_head=20)

    assert statuses(response) == ["applied"] * 20
    assert office.store._commits == before + 2


def test_what_was_taken_in_before_is_not_tried_again_though_more_is_announced(office):
    first = office.sync(command(1), announced_head=1)

    again = office.sync(command(1), announced_head=2)

    assert again.results == first.results
    assert office.store.world.devices["d"].attempt_seq == 0


def test_a_receipt_is_of_the_epoch_in_which_its_command_was_taken_in(office):
    def put_back(_commands):
        """Do as somebody does who restores the bureau between the question and its turn."""
        with office.store.write() as tx:
            tx.rotate_epoch()

    office.bureau = replace(office.bureau, ready=put_back)
    queue = numbered(3)

    response = office.sync(*queue)

    epoch = office.store.world.epoch
    assert {result.epoch for result in response.results} == {epoch}
    assert [result.receipt for result in response.results] == [
        sign(receipt_bytes(epoch, "d", n, each.hash)) for n, each in enumerate(queue, 1)
    ]
