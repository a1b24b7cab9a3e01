"""A key of the bureau is rolled while the service runs: nothing that it did is lost."""

import stat

import pytest

from server.core import key_files, keyring, rolling, sealing, signing
from server.core.key_files import KeyFileMissing
from server.core.rolling import RECEIPT, RESCUE, NoKeysYet
from sync.succession import Keys, follow
from tests.server.rescue.files import seal


@pytest.fixture
def folder(app):
    return app.extensions["doorstep.settings"].data_dir / "keys"


def public():
    return keyring.held().public


def roll(folder, *purposes, is_lost=False):
    return [rolling.roll(folder, purpose, is_lost=is_lost) for purpose in purposes][-1]


def test_a_running_service_signs_by_the_new_key_and_knows_what_the_old_one_signed(folder):
    before, receipt = signing.public_jwk(), signing.sign(b"a receipt")

    roll(folder, RECEIPT)

    assert signing.public_jwk() != before
    assert signing.verify(b"a receipt", receipt)
    assert not signing.is_signed_by(before, b"another", signing.sign(b"another"))
    assert signing.is_signed_by(signing.public_jwk(), b"another", signing.sign(b"another"))
    assert signing.retired_jwks() == [before]


def test_what_was_sealed_to_any_key_opens(folder):
    sealed = [seal(b"0")]
    for n in (b"1", b"2", b"3"):
        roll(folder, RESCUE)
        sealed.append(seal(n))

    assert [sealing.unseal(one) for one in sealed] == [b"0", b"1", b"2", b"3"]


def test_a_phone_that_slept_through_three_rolls_of_both_verifies_each_link(folder):
    asleep = public()

    roll(folder, *[RECEIPT, RESCUE] * 3)

    followed = follow(asleep, signing.succession(asleep.mark), signing.is_signed_by)
    assert followed.is_whole
    assert followed.keys == public()
    assert len(followed.keys.signers) == 4


def test_nobody_is_told_anything_before_the_first_roll(folder):
    assert list(signing.succession(public().mark)) == []
    assert list(signing.whole_succession()) == []


def test_after_a_roll_only_the_bureau_reads_its_keys_and_one_private_key_signs(folder):
    roll(folder, RECEIPT, RESCUE, RECEIPT)

    assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in folder.glob("[!.]*")} == {0}
    assert (folder / key_files.RECEIPT).read_text().count("PRIVATE KEY") == 2
    assert (folder / key_files.RESCUE).read_text().count("PRIVATE KEY") == 4
    assert "PRIVATE" not in (folder / key_files.PUBLIC).read_text()


def test_another_application_on_the_same_files_goes_on_alike(folder, app):
    roll(folder, RECEIPT, RESCUE)

    keyring.install(app, folder)

    assert signing.verify(b"x", signing.sign(b"x"))
    assert sealing.unseal(seal(b"y")) == b"y"


@pytest.mark.parametrize("name", [key_files.RECEIPT, key_files.RESCUE])
def test_a_service_goes_on_with_a_key_whose_file_is_gone_and_does_not_start_without(
    folder, app, name
):
    receipt = signing.sign(b"x")
    (folder / name).unlink()

    assert signing.verify(b"x", receipt)
    assert signing.verify(b"y", signing.sign(b"y"))
    with pytest.raises(KeyFileMissing):
        keyring.install(app, folder)
    assert not (folder / name).exists()


def test_a_damaged_file_is_refused_in_words(folder, app):
    (folder / key_files.RECEIPT).write_text("-----BEGIN PRIVATE KEY-----\nx\n")

    with pytest.raises(KeyFileMissing):
        keyring.install(app, folder)


def test_a_lost_receipt_key_is_followed_by_one_that_no_phone_can_verify(folder):
    receipt, asleep = signing.sign(b"x"), public()
    roll(folder, RECEIPT)
    (folder / key_files.RECEIPT).unlink()

    rolled = roll(folder, RECEIPT, is_lost=True)

    assert not rolled.is_vouched
    assert signing.verify(b"x", receipt)
    followed = follow(asleep, signing.succession(asleep.mark), signing.is_signed_by)
    assert not followed.is_whole
    assert followed.keys.receipt == signing.retired_jwks()[0]
    # Whoever signed in since follows the next roll again.
    told = Keys(signing.public_jwk(), sealing.public_jwk())
    roll(folder, RECEIPT)
    assert follow(told, signing.succession(told.mark), signing.is_signed_by).is_whole


def test_a_lost_rescue_key_is_followed_by_one_that_phones_verify(folder):
    asleep, sealed = public(), seal(b"x")
    (folder / key_files.RESCUE).unlink()

    roll(folder, RESCUE, is_lost=True)

    assert follow(asleep, signing.succession(asleep.mark), signing.is_signed_by).is_whole
    assert sealing.unseal(seal(b"y")) == b"y"
    with pytest.raises(sealing.NotSealedToUsError):
        sealing.unseal(sealed)


def test_both_lost_are_replaced_one_after_the_other(folder, app):
    for name in (key_files.RECEIPT, key_files.RESCUE):
        (folder / name).unlink()
    with pytest.raises(KeyFileMissing):
        roll(folder, RESCUE, is_lost=True)

    roll(folder, RECEIPT, RESCUE, is_lost=True)

    keyring.install(app, folder)
    assert sealing.unseal(seal(b"x")) == b"x"


def test_a_roll_that_needs_a_lost_key_does_nothing(folder):
    (folder / key_files.RECEIPT).unlink()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    for purpose in (RECEIPT, RESCUE):
        with pytest.raises(KeyFileMissing):
            roll(folder, purpose)

    assert {file.name: file.read_bytes() for file in folder.glob("[!.]*")} == {
        name: content for name, content in before.items() if not name.startswith(".")
    }


def test_where_there_was_never_a_key_none_is_rolled(tmp_path):
    with pytest.raises(NoKeysYet):
        rolling.roll(tmp_path / "keys", RECEIPT, is_lost=True)


def test_a_roll_that_was_broken_off_has_not_happened(folder, monkeypatch):
    before, sealed = public(), seal(b"x")

    def broken(*_):
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(key_files, "write_receipt", broken)
        with pytest.raises(OSError, match="no room"):
            roll(folder, RESCUE)

    assert public() == before
    assert sealing.unseal(sealed) == b"x"
    roll(folder, RESCUE)
    assert sealing.unseal(sealed) == b"x"
    assert sealing.unseal(seal(b"y")) == b"y"


def test_a_roll_broken_off_before_its_copy_was_written_is_made_good_at_the_next_start(folder):
    copy = (folder / key_files.PUBLIC).read_bytes()
    roll(folder, RECEIPT)
    (folder / key_files.PUBLIC).write_bytes(copy)

    held = key_files.open_held(folder)

    assert key_files.read_public(folder) == held.chain
    assert len(held.chain) == 2


@pytest.mark.parametrize("damage", [b"!", b"e30K", b"bm8="])
def test_a_damaged_link_is_said_in_words_and_a_running_service_goes_on(folder, damage):
    roll(folder, RECEIPT)
    before = public()
    path = folder / key_files.RECEIPT
    head, link = path.read_bytes().split(b"-----BEGIN DOORSTEP LINK-----\n", 1)
    path.write_bytes(head + b"-----BEGIN DOORSTEP LINK-----\n" + damage + link[len(damage) :])

    with pytest.raises(KeyFileMissing):
        key_files.open_held(folder)
    assert public() == before
