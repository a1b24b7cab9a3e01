"""Pictures made to do harm: each is refused in words or becomes a plain copy, within 300 MB."""

import io
import os
import re
import signal
from pathlib import Path

import pytest
from PIL import Image

from server.core.problems import Problem
from server.features.evidence.pictures import Decoder, Undecodable
from tests.server.evidence.hostile_pictures import CANARY, all_of_them
from tests.server.evidence.pictures import picture

MOST_MEMORY_BYTES = 300_000_000
PICTURES = all_of_them()


@pytest.fixture(scope="module")
def decoder():
    decoder = Decoder()
    yield decoder
    decoder.stop()


def peak_bytes(pid):
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) * 1024


def told(decoder, content):
    """Return the code of a refusal, or the mime of what was taken, whose copies are plain."""
    try:
        taken = decoder.read(content)
    except Problem as refusal:
        return refusal.code
    for copy in (taken.full, taken.thumb):
        with Image.open(io.BytesIO(copy), formats=["JPEG"]) as plain:
            plain.load()
            assert plain.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert CANARY not in copy
    return taken.mime


@pytest.mark.parametrize(("content", "becomes"), PICTURES.values(), ids=PICTURES)
def test_a_hostile_picture_is_refused_in_words_or_becomes_a_plain_copy(content, becomes, decoder):
    assert told(decoder, content) == becomes
    assert peak_bytes(decoder.pid) < MOST_MEMORY_BYTES


def test_none_of_them_costs_the_next_picture_its_decoder(decoder):
    decoder.read(picture())
    pid = decoder.pid

    for content, _ in PICTURES.values():
        told(decoder, content)

    assert decoder.read(picture()).mime == "image/jpeg"
    assert decoder.pid == pid


def test_a_decoder_that_was_killed_is_replaced_for_the_same_picture(decoder):
    decoder.read(picture())
    os.kill(decoder.pid, signal.SIGKILL)

    assert decoder.read(picture()).mime == "image/jpeg"


def test_a_picture_that_takes_too_long_is_refused_and_the_next_one_is_read():
    hurried = Decoder(within_s=0.001)

    with pytest.raises(Undecodable):
        hurried.read(picture())

    assert hurried.pid is None


def test_a_large_honest_photo_is_taken_within_the_same_memory(decoder):
    content = picture(size=(8_000, 6_000), quality=60)

    taken = decoder.read(content)

    assert (taken.width, taken.height) == (8_000, 6_000)
    assert peak_bytes(decoder.pid) < MOST_MEMORY_BYTES
