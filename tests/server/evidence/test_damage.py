"""Evidence that changed on disk is noticed when it is read, said, and asked for again."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.server.evidence.pictures import hash_of, picture


@pytest.fixture
def place(app):
    root = Path(app.extensions["doorstep.settings"].data_dir) / "blobs"

    def find(content, suffix=""):
        sha = hash_of(content)
        return root / sha[:2] / sha[2:4] / (sha + suffix)

    return find


@pytest.fixture
def kept(declared, put):
    """Two photos of one visit that arrived."""
    pair = picture(), picture(size=(320, 200))
    declared(*pair)
    for content in pair:
        put(content)
    return pair


def states(officer):
    by_place = {row["n"]: row["state"] for row in officer.rows("photo")}
    return [by_place[n] for n in sorted(by_place)]


def have(officer, *contents):
    asked = {"sha256": [hash_of(content) for content in contents]}
    return officer.client.post("/api/blobs/have", asked).json["have"]


def read(officer, content, query=""):
    return officer.client.get(f"/api/blobs/{hash_of(content)}{query}")


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("at", [0, 1000, -1])
@pytest.mark.parametrize("query", ["", "?size=thumb"])
def test_a_flipped_byte_of_an_original_is_never_served(at, query, kept, place, officer):
    photo, other = kept
    flip(place(photo), at)

    answer = read(officer, photo, query)

    assert (answer.status_code, answer.json["code"]) == (410, "410.41")
    assert states(officer) == ["damaged", "received"]
    assert have(officer, photo, other) == [hash_of(other)]
    assert read(officer, other).status_code == 200


@pytest.mark.parametrize("length", [0, 1, 40_000])
def test_a_file_cut_short_is_never_served(length, kept, place, officer):
    photo, _ = kept
    place(photo).write_bytes(photo[:length])

    assert read(officer, photo).status_code == 410
    assert states(officer)[0] == "damaged"


def test_a_file_that_is_gone_is_asked_for_again(kept, place, officer):
    photo, _ = kept
    place(photo).unlink()

    assert read(officer, photo).status_code == 410
    assert have(officer, photo) == []


def test_two_files_that_changed_places_are_both_noticed(kept, place, officer):
    one, two = (place(content) for content in kept)
    swapped = one.read_bytes(), two.read_bytes()
    two.write_bytes(swapped[0])
    one.write_bytes(swapped[1])

    assert [read(officer, content).status_code for content in kept] == [410, 410]
    assert states(officer) == ["damaged", "damaged"]


@pytest.mark.parametrize("suffix", [".full.jpg", ".thumb.jpg"])
def test_a_flipped_byte_of_a_copy_is_made_good_from_the_original(suffix, kept, place, officer):
    photo, _ = kept
    query = "?size=thumb" if "thumb" in suffix else ""
    whole = read(officer, photo, query).data
    flip(place(photo, suffix), 2000)

    assert read(officer, photo, query).data == whole
    assert states(officer) == ["received", "received"]


def test_two_copies_that_changed_places_are_not_served_for_each_other(kept, place, officer):
    one, two = (place(content, ".full.jpg") for content in kept)
    swapped = one.read_bytes(), two.read_bytes()
    two.write_bytes(swapped[0])
    one.write_bytes(swapped[1])

    sizes = [Image.open(io.BytesIO(read(officer, content).data)).size for content in kept]

    assert sizes == [(640, 480), (320, 200)]


def test_a_damaged_photo_that_comes_again_is_whole_again(kept, place, officer, put):
    photo, _ = kept
    flip(place(photo), 7)
    read(officer, photo)

    assert put(photo).status_code == 201

    assert states(officer) == ["received", "received"]
    assert read(officer, photo).status_code == 200
    assert place(photo).read_bytes() == photo


def test_a_damaged_photo_declared_once_more_waits_for_its_bytes(kept, place, officer, declared):
    photo, _ = kept
    flip(place(photo), 7)
    read(officer, photo)

    declared(photo, visit_id="v2")

    rows = {row["visit_id"]: row["state"] for row in officer.rows("photo") if row["n"] == 1}
    assert rows == {"v1": "damaged", "v2": "pending"}
