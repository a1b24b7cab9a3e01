"""Files of phones whose passphrase was forgotten: what waits there was sealed to us."""

import json
from hashlib import sha256

import pytest

from server.core import keys
from server.core.problems import Problem
from server.features.rescue import console
from server.features.sync_api.commands import BadlySigned
from sync.protocol import command_bytes
from tests.server.devices.phone_key import PhoneKey
from tests.server.rescue.conftest import PHONE
from tests.server.rescue.files import command, locked, visit

PHOTO = b"\xff\xd8\xff\xe0 not quite a photo"


@pytest.fixture
def place(tmp_path):
    return tmp_path / "locked.dsr"


def test_what_waited_on_a_locked_phone_is_taken_in_under_its_chain(place, file):
    file.add(
        command(1, PHONE, "note", "a", text="x"),
        command(2, PHONE, "note", "b", text="y" * 200),
    )
    place.write_bytes(locked(file))

    first = list(console.rescue(place, dry_run=False))
    again = list(console.rescue(place, dry_run=False))

    assert json.loads(first[-1])["applied"] == 2
    assert json.loads(again[-1])["known"] == 2


def test_a_photo_comes_out_of_its_box_by_the_key_that_was_sealed_to_us(place, file, people):
    digest = sha256(PHOTO).hexdigest()
    file.add(visit(1, PHONE, file.person, photos=[digest])).photo(PHOTO)
    place.write_bytes(locked(file))

    done = list(console.rescue(place, dry_run=True))

    assert json.loads(done[-1])["photos_new"] == 1


def test_a_file_with_any_byte_changed_is_refused(place, file):
    file.add(command(1, PHONE, "note", "a", text="x")).photo(PHOTO)
    good = locked(file)
    for at in range(0, len(good), 37):
        place.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])

        with pytest.raises(Problem):
            list(console.rescue(place, dry_run=True))


def test_a_locked_phone_that_signs_its_commands_passes_their_signatures_on(
    place, file, as_person, people
):
    key = PhoneKey()
    as_person(people.officer, PHONE).post("/api/devices/key", key.request(PHONE))
    body = command(1, PHONE, "note", "a", text="x")
    file.add(body)
    [[sent]] = [batch["commands"] for batch in file.batches]
    place.write_bytes(locked(file))
    with pytest.raises(BadlySigned):
        list(console.rescue(place, dry_run=False))

    sent["sig"] = keys.base64url(key.sign(command_bytes(PHONE, 1, "", body)))
    place.write_bytes(locked(file))

    assert json.loads(list(console.rescue(place, dry_run=False))[-1])["applied"] == 1
