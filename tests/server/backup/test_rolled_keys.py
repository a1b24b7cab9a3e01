"""Keys that were rolled are in every backup, and no restore goes back behind one."""

import shutil

import pytest

from server.core import keyring, rolling, sealing, signing
from server.core.rolling import RECEIPT, RESCUE
from tests.server.rescue.files import seal


@pytest.fixture
def folder(bureau):
    return bureau.extensions["doorstep.settings"].data_dir / "keys"


@pytest.fixture
def roll(folder):
    def both():
        for purpose in (RECEIPT, RESCUE):
            rolling.roll(folder, purpose, is_lost=False)

    return both


def test_what_keys_of_before_signed_and_opened_a_restored_bureau_does_too(
    roll, backup, empty, restored
):
    sealed, receipt = [seal(b"0")], signing.sign(b"x")
    roll()
    sealed.append(seal(b"1"))
    made = backup()

    restored(made.folder, empty)

    assert [sealing.unseal(one) for one in sealed] == [b"0", b"1"]
    assert signing.verify(b"x", receipt)


def test_a_backup_of_before_a_roll_leaves_the_keys_that_phones_know_by_now(
    roll, folder, backup, empty, restored
):
    made = backup()
    roll()
    known, sealed = keyring.held().public, seal(b"y")
    shutil.copytree(folder, empty.data_dir / "keys")

    restored(made.folder, empty)

    assert keyring.held().public == known
    assert sealing.unseal(sealed) == b"y"
    assert list((empty.data_dir / "keys").glob("replaced-*")) == []
