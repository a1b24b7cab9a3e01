"""Photos in pieces by tus 1.0: what came stays, and only the whole and true is taken in."""

import errno
import os

import pytest

from tests.server.evidence.pictures import hash_of
from tests.server.evidence.uploading import ROOT, SPOKEN, Uploader, checksum, metadata


def state(officer):
    [found] = {row["state"] for row in officer.rows("photo")}
    return found


def test_the_server_says_what_of_tus_it_speaks(officer):
    answer = officer.client.flask.options(ROOT)

    assert answer.status_code == 204
    assert {k: v for k, v in answer.headers.items() if k.startswith("Tus-")} == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Max-Size": str(8 * 1024 * 1024),
        "Tus-Checksum-Algorithm": "sha256,sha1",
    }


def test_a_photo_in_three_pieces_arrives_whole(uploads, content, officer, folder):
    place = uploads.begin(content)
    assert state(officer) == "pending"

    ends = []
    for start in range(0, len(content), 40_000):
        chunk = content[start : start + 40_000]
        answer = uploads.patch(place, start, chunk, **checksum(chunk))
        assert answer.status_code == 204
        ends.append(int(answer.headers["Upload-Offset"]))

    assert ends[-1] == len(content)
    assert state(officer) == "received"
    assert list(folder.rglob("*.*")) == []
    assert officer.client.get(f"/api/blobs/{hash_of(content)}").status_code == 200


def test_head_tells_offset_length_metadata_and_how_long_it_is_kept(uploads, content):
    place = uploads.begin(content)
    uploads.patch(place, 0, content[:1000])

    headers = uploads.head(place).headers

    assert headers["Upload-Offset"] == "1000"
    assert headers["Upload-Length"] == str(len(content))
    assert headers["Upload-Metadata"] == metadata(hash_of(content))
    assert headers["Upload-Expires"] == "Mon, 30 Nov 2026 02:00:00 GMT"
    assert headers["Cache-Control"] == "no-store"


def test_a_photo_that_is_already_there_is_complete_at_once(uploads, content, put):
    put(content)

    answer = uploads.create(content)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(content)))
    assert uploads.offset(answer.headers["Location"]) == len(content)


def test_an_upload_whose_last_answer_was_lost_is_complete_when_asked(uploads, content):
    place = uploads.begin(content)
    uploads.patch(place, 0, content)

    assert uploads.offset(place) == len(content)


def test_a_piece_at_the_wrong_place_is_refused_and_nothing_of_it_kept(uploads, content):
    place = uploads.begin(content)
    uploads.patch(place, 0, content[:1000])

    refused = [uploads.patch(place, at, content[:500]) for at in (0, 999, 1001)]

    assert [(a.status_code, a.json["code"]) for a in refused] == [(409, "409.40")] * 3
    assert uploads.offset(place) == 1000


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_that_changed_on_the_way_is_refused_and_nothing_of_it_kept(
    algorithm, uploads, content
):
    place = uploads.begin(content)
    chunk = content[:2000]

    bad = uploads.patch(place, 0, b"x" + chunk[1:], **checksum(chunk, algorithm))
    assert (bad.status_code, bad.json["code"]) == (460, "460.40")
    assert uploads.offset(place) == 0

    assert uploads.patch(place, 0, chunk, **checksum(chunk, algorithm)).status_code == 204
    assert uploads.offset(place) == 2000


def test_a_whole_that_is_not_what_was_declared_is_refused_and_forgotten(uploads, content, officer):
    place = uploads.begin(content)

    answer = uploads.patch(place, 0, bytes(len(content)))

    assert (answer.status_code, answer.json["code"]) == (422, "422.42")
    assert uploads.head(place).status_code == 404
    assert state(officer) == "pending"


def test_a_whole_that_is_no_picture_is_refused_in_words(uploads, declared, officer):
    content = b"not a photo at all"
    declared(content)
    place = uploads.begin(content)

    assert uploads.patch(place, 0, content).json["code"] == "422.40"
    assert state(officer) == "pending"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Tus-Resumable": ""}, 412),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "many"}, 400),
        ({"Upload-Length": "8388609"}, 413),
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Metadata": ""}, 400),
        ({"Upload-Metadata": "sha256 %%%"}, 400),
        ({"Upload-Metadata": "sha256 YWJj"}, 400),
        ({"Upload-Metadata": metadata("0" * 64)}, 403),
    ],
)
def test_a_creation_that_cannot_be_is_refused(headers, status, uploads, content):
    assert uploads.create(content, **headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "2.0.0"}, 412),
        ({"Content-Type": "image/jpeg"}, 415),
        ({"Upload-Offset": ""}, 400),
        ({"Upload-Checksum": "crc32 AAAA"}, 400),
        ({"Upload-Checksum": "sha256 %%"}, 400),
    ],
)
def test_a_piece_that_cannot_be_is_refused_and_nothing_of_it_kept(
    headers, status, uploads, content
):
    place = uploads.begin(content)

    assert uploads.patch(place, 0, content[:100], **headers).status_code == status
    assert uploads.offset(place) == 0


def test_a_refused_version_is_told_which_one_is_spoken(uploads, content):
    answer = uploads.create(content, **{"Tus-Resumable": "2.0.0"})

    assert (answer.json["code"], answer.headers["Tus-Version"]) == ("412.40", "1.0.0")


def test_more_bytes_than_were_announced_are_refused(uploads, content):
    place = uploads.begin(content)

    assert uploads.patch(place, 0, content + b"more").status_code == 413
    assert uploads.offset(place) == 0


def test_an_upload_belongs_to_the_person_who_began_it(uploads, content, as_person, people):
    place = uploads.begin(content)
    other = Uploader(as_person(people.co_officer))

    answers = [other.head(place), other.patch(place, 0, b"x"), other.create(content)]

    assert [answer.status_code for answer in answers] == [404, 404, 403]


def test_a_proxy_that_knows_no_patch_is_gone_around(uploads, content, officer):
    place = uploads.begin(content)
    headers = {
        **SPOKEN,
        "X-HTTP-Method-Override": "PATCH",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }

    assert officer.client.post(place, data=content, headers=headers).status_code == 204
    assert state(officer) == "received"


def test_a_disk_that_fills_up_keeps_what_fitted_and_goes_on_later(
    uploads, content, officer, monkeypatch
):
    place = uploads.begin(content)
    real, room = os.pwrite, [10_000]

    def short(file, piece, at):
        if room[0] == 0:
            raise OSError(errno.ENOSPC, "no space left")
        fits = piece[: room[0]]
        room[0] -= len(fits)
        return real(file, fits, at)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", short)
        full = uploads.patch(place, 0, content)
    assert (full.status_code, full.headers["Retry-After"]) == (507, "60")
    assert uploads.offset(place) == 10_000

    assert uploads.patch(place, 10_000, content[10_000:]).status_code == 204
    assert state(officer) == "received"


def test_a_whole_that_could_not_be_taken_in_asks_for_its_last_byte_again(
    uploads, content, officer, monkeypatch
):
    place = uploads.begin(content)
    with monkeypatch.context() as patch:
        patch.setattr("server.features.evidence.disk.tempfile.mkstemp", _no_room)
        assert uploads.patch(place, 0, content).status_code == 507
    assert state(officer) == "pending"
    assert uploads.offset(place) == len(content) - 1

    assert uploads.patch(place, len(content) - 1, content[-1:]).status_code == 204
    assert state(officer) == "received"


def _no_room(**_):
    raise OSError(errno.ENOSPC, "no space left")
