"""Uploads that stand open: how long, how many, and what is left of those that were given up."""

import os
from datetime import timedelta

from server.features.evidence import blob_files, upload_files
from tests.server.evidence.pictures import picture
from tests.server.evidence.uploading import SPOKEN, Uploader


def test_an_upload_that_was_given_up_for_a_week_is_gone(
    uploads, content, time, folder, as_person, people
):
    place = uploads.begin(content)
    uploads.patch(place, 0, content[:1000])

    time.pass_by(days=6)
    assert Uploader(as_person(people.officer, "signed in again")).offset(place) == 1000
    time.pass_by(days=1)
    late = Uploader(as_person(people.officer, "and a week later"))

    assert late.head(place).status_code == 410
    assert late.patch(place, 1000, content[1000:]).json["code"] == "410.40"
    assert upload_files.tidy(time()) == 1
    assert list(folder.rglob("*.*")) == []


def test_a_part_without_its_upload_is_tidied_away(uploads, content, time, folder):
    uploads.patch(uploads.begin(content), 0, content[:10])
    for about in folder.rglob("*.json"):
        about.write_bytes(b"\x00 spoilt")

    assert upload_files.tidy(time()) == 1
    assert list(folder.rglob("*.*")) == []


def test_a_photo_begun_anew_does_not_leave_its_first_beginning_behind(uploads, content, folder):
    first = uploads.begin(content)
    second = uploads.begin(content)

    assert (uploads.head(first).status_code, uploads.offset(second)) == (404, 0)
    assert len(list(folder.rglob("*.json"))) == 1


def test_the_oldest_of_too_many_open_uploads_makes_room(uploads, declared, time):
    many = [picture(size=(16 + n, 16)) for n in range(upload_files.MOST_OPEN + 1)]
    declared(*many)
    places = []
    for one in many:
        time.pass_by(seconds=1)
        places.append(uploads.begin(one))

    heads = [uploads.head(place).status_code for place in places]

    assert heads == [404] + [200] * upload_files.MOST_OPEN


def test_an_upload_can_be_given_up(uploads, content, officer):
    place = uploads.begin(content)

    assert officer.client.delete(place, headers=SPOKEN).status_code == 204
    assert uploads.head(place).status_code == 404


def test_what_a_killed_process_had_begun_to_write_of_a_photo_is_tidied_away(
    uploads, content, time, folder
):
    uploads.patch(uploads.begin(content), 0, content)
    blobs = folder.parent / "blobs"
    kept = sorted(path for path in blobs.rglob("*") if path.is_file())
    begun = kept[0].with_name(".part-abc"), kept[0].with_name(".part-def")
    for part, age in zip(begun, (timedelta(hours=2), timedelta(minutes=5)), strict=True):
        part.write_bytes(b"half")
        at = (time() - age).timestamp()
        os.utime(part, (at, at))

    assert blob_files.tidy(time()) == 1
    assert sorted(path for path in blobs.rglob("*") if path.is_file()) == sorted([*kept, begun[1]])
