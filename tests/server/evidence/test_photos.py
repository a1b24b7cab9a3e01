"""Photos and signatures: taken in once, kept as they are, served as harmless copies."""

import errno
import io
import os
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

from tests.server.evidence.pictures import bomb, hash_of, picture, with_place


def states(phone):
    return {row["id"]: row["state"] for row in phone.rows("photo")}


def test_a_photo_arrives_once_and_says_so(declared, put, officer):
    content = picture()
    declared(content)
    assert states(officer) == {"v1-p0": "pending"}

    assert put(content).status_code == 201
    assert put(content).status_code == 200

    assert states(officer) == {"v1-p0": "received"}


def test_the_original_is_kept_byte_for_byte(declared, put, app):
    content = with_place()
    declared(content)
    put(content)

    sha = hash_of(content)
    root = Path(app.extensions["doorstep.settings"].data_dir)
    assert (root / "blobs" / sha[:2] / sha[2:4] / sha).read_bytes() == content
    assert not list(root.rglob(".part-*"))


def test_the_served_copy_is_small_upright_and_tells_nothing(declared, put, officer):
    content = with_place()
    declared(content)
    put(content)

    full = officer.client.get(f"/api/blobs/{hash_of(content)}")
    thumb = officer.client.get(f"/api/blobs/{hash_of(content)}?size=thumb")

    assert (full.status_code, full.mimetype) == (200, "image/jpeg")
    assert full.headers["X-Content-Type-Options"] == "nosniff"
    assert full.data != content
    image = Image.open(io.BytesIO(full.data))
    assert image.size == (480, 640)
    assert not image.getexif()
    assert b"secret place" not in full.data
    assert max(Image.open(io.BytesIO(thumb.data)).size) == 320


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_pictures_of_every_usual_kind_are_taken_and_served_as_jpeg(form, declared, put, officer):
    content = picture(form, size=(128, 96))
    declared(content)

    assert put(content).status_code == 201

    copy = officer.client.get(f"/api/blobs/{hash_of(content)}").data
    assert Image.open(io.BytesIO(copy)).format == "JPEG"


def test_a_signature_on_glass_is_served_on_white(declared, put, officer):
    out = io.BytesIO()
    Image.new("RGBA", (60, 20), (0, 0, 0, 0)).save(out, "PNG")
    sha = hash_of(out.getvalue())
    declared(signature={"state": "signed", "sha256": sha})
    visit = "/api/visits/v1"
    assert officer.client.get(visit).json["signature_received"] is False

    assert put(out.getvalue()).status_code == 201

    copy = officer.client.get(f"/api/blobs/{sha}").data
    assert Image.open(io.BytesIO(copy)).getpixel((5, 5)) == (255, 255, 255)
    assert officer.client.get(visit).json["signature_received"] is True


BAD = {
    "text": (b"not a photo at all", "422.40"),
    "nothing": (b"", "422.40"),
    "html": (b"<html><script>alert(1)</script></html>", "422.40"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "422.40"),
    "gif": (picture("GIF", size=(8, 8)), "422.40"),
    "truncated": (picture()[:-4000], "422.40"),
    "truncated heic": (picture("HEIF", size=(128, 96))[:-900], "422.40"),
    "bomb": (bomb(), "422.41"),
    "small bomb": (bomb(8_000), "422.41"),
}


@pytest.mark.parametrize(("content", "code"), BAD.values(), ids=BAD.keys())
def test_what_is_no_honest_picture_is_refused_in_words(content, code, declared, put, officer):
    declared(content)

    answer = put(content)

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert states(officer) == {"v1-p0": "pending"}
    assert officer.client.get(f"/api/blobs/{hash_of(content)}").status_code == 404


def test_a_broken_picture_is_refused_also_after_papers_were_made(declared, put):
    import_module("weasyprint")
    content = picture()[:-4000]
    declared(content)

    assert put(content).status_code == 422


def test_bytes_that_do_not_match_their_hash_are_refused(declared, put):
    content = picture()
    declared(content)

    answer = put(picture(size=(32, 32)), sha256=hash_of(content))

    assert (answer.status_code, answer.json["code"]) == (422, "422.42")


def test_bytes_that_only_a_colleague_declared_are_refused(declared, put, as_person, people):
    content = picture()
    declared(content)

    answer = put(content, client=as_person(people.co_officer))

    assert (answer.status_code, answer.json["code"]) == (403, "403.40")


def test_nine_megabytes_are_too_large(declared, put):
    content = picture() + bytes(9 * 1024 * 1024)
    declared(content)

    assert put(content).status_code == 413


def test_a_full_disk_is_said_and_nothing_is_called_saved(declared, put, officer, monkeypatch):
    content = picture()
    declared(content)

    def full(_handle):
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert put(content).status_code == 507
    assert states(officer) == {"v1-p0": "pending"}

    assert put(content).status_code == 201


def test_have_answers_only_for_what_the_caller_declared(declared, put, officer, as_person, people):
    there, waiting = picture(), picture(size=(32, 32))
    declared(there, waiting)
    put(there)
    asked = {"sha256": [hash_of(there), hash_of(waiting), "0" * 64]}

    mine = officer.client.post("/api/blobs/have", asked).json
    theirs = as_person(people.co_officer).post("/api/blobs/have", asked).json

    assert (mine, theirs) == ({"have": [hash_of(there)]}, {"have": []})


def test_a_photo_is_shown_to_the_branch_and_to_nobody_of_another(declared, put, as_person, people):
    content = picture()
    declared(content)
    put(content)
    path = f"/api/blobs/{hash_of(content)}"

    seen = [
        as_person(who).get(path).status_code
        for who in (people.branch_head, people.supervisor, people.stranger, people.cadre)
    ]

    assert seen == [200, 200, 404, 404]


def test_a_copy_that_went_missing_is_made_again(declared, put, officer, app):
    content = picture()
    declared(content)
    put(content)
    root = Path(app.extensions["doorstep.settings"].data_dir)
    for copy in root.rglob("*.jpg"):
        copy.unlink()

    assert officer.client.get(f"/api/blobs/{hash_of(content)}").status_code == 200


def test_the_same_picture_in_a_second_visit_is_there_at_once(declared, put, officer):
    content = picture()
    declared(content)
    put(content)

    declared(content, visit_id="v2")

    assert states(officer) == {"v1-p0": "received", "v2-p0": "received"}


@pytest.mark.parametrize("name", ["x", "..%2F..%2Fkeys", "A" * 64])
def test_a_name_that_is_no_hash_finds_nothing(name, officer):
    assert officer.client.get(f"/api/blobs/{name}").status_code == 404
    assert officer.client.put(f"/api/blobs/{name}", data=b"x").status_code in {403, 404}
