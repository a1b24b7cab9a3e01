"""Damaged pieces of photos and odd names of chunks: refused in words, the photo still arrives."""

import base64
from random import Random

import pytest

from tests.fuzz.conftest import IS_LONG
from tests.fuzz.holdings import changed, holdings, is_recounted
from tests.server.evidence.pictures import hash_of, picture
from tests.server.evidence.uploading import CHUNK, SPOKEN, Uploader, metadata

PORTIONS = 25 if IS_LONG else 1
EACH = 200
WORDS = ("", "-1", "0", "1", "999999999999", "1e3", "٣", "a" * 4000, "sha256", "sha1 AA==", "\xff")
NAMES = ("Upload-Length", "Upload-Metadata", "Upload-Offset", "Upload-Checksum", "Tus-Resumable")
METHODS = ("POST", "PATCH", "HEAD", "DELETE", "OPTIONS", "PUT", "GET")


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_a_damaged_piece_is_refused_and_the_photo_still_arrives(officer, folder, portion):
    chance = Random(portion)  # noqa: S311 - the same requests in every run
    photo = picture(size=(80, 60))
    photos = [{"id": "p1", "sha256": hash_of(photo), "bytes": len(photo)}]
    officer.visit("v1", "e1", photos=photos)
    uploads = Uploader(officer.client)
    place = uploads.begin(photo)
    before = holdings(folder / "blobs")

    for _ in range(EACH):
        answer = piece(officer.client.flask, chance, place, photo)
        after = holdings(folder / "blobs")
        assert answer.status_code < 500, answer.text
        assert "Traceback" not in answer.text
        if answer.status_code >= 400:
            assert changed(before, after) == [], answer.text
        before = after

    again = uploads.begin(photo)
    if uploads.offset(again) < len(photo):
        assert uploads.patch(again, 0, photo).status_code == 204
    assert officer.rows("photo")[0]["state"] == "received"
    assert is_recounted()


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_an_odd_name_of_a_chunk_is_not_found_and_leads_nowhere_else(officer, snapshot, portion):
    chance = Random(portion)  # noqa: S311 - the same requests in every run
    scope, chunk = snapshot
    assert officer.client.get(f"/api/snapshots/{scope}/{chunk}").status_code == 200

    for _ in range(EACH // 2):
        names = damaged(chance, scope), damaged(chance, chunk)
        answer = officer.client.get("/api/snapshots/{}/{}".format(*names))
        assert answer.status_code in {200, 308, 404, 405}, (names, answer.text)
        assert (answer.status_code == 200) <= (names == (scope, chunk))


def piece(client, chance, place, photo):
    """Send something like a step of an upload, most often with one thing wrong."""
    start = chance.randrange(len(photo))
    body = photo[start : start + chance.choice((0, 1, 500, len(photo)))]
    named = chance.choice((hash_of(photo), "0" * 64, "zz", "0" * 63))
    said = {
        **SPOKEN,
        "X-Doorstep": "1",
        "Content-Type": CHUNK,
        "Upload-Offset": str(start),
        "Upload-Length": str(len(photo)),
        "Upload-Metadata": metadata(named),
        "Upload-Checksum": f"sha256 {base64.b64encode(chance.randbytes(32)).decode()}",
        "X-HTTP-Method-Override": chance.choice(METHODS),
    }
    for name in chance.sample(NAMES, chance.randint(0, 2)):
        said[name] = chance.choice(WORDS)
    for name in chance.sample(sorted(said), chance.randint(0, 2)):
        del said[name]
    paths = ("/api/uploads", place, damaged(chance, place), f"/api/blobs/{named}")
    return client.open(chance.choice(paths), method=chance.choice(METHODS), data=body, headers=said)


def damaged(chance, text):
    """Return a name as it is, or with some of it left out, doubled or replaced."""
    at = chance.randrange(len(text))
    odd = chance.choice(("", "%00", "..", "%2e%2e", "é", "'", "0", "%ff", "town:none", text))
    return text[:at] + odd + text[at + chance.randrange(3) :] if chance.random() < 0.8 else text
