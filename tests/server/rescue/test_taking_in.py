"""A rescue file is taken in as if the phone had sent it, exactly once."""

import pytest
from sqlalchemy import func, select

from server.core.audit import AuditEntry
from server.core.doors import reading, writing
from server.features.accounts.models import Person
from server.features.evidence import commands as evidence
from server.features.evidence.models import Photo
from server.features.sync_api.models import CommandEntry, Device
from server.features.visits.models import Visit
from tests.note import Note
from tests.server.evidence.pictures import hash_of, picture
from tests.server.rescue.conftest import PHONE, look, take_in
from tests.server.rescue.files import command, visit
from tests.server.sync_api.test_sync_door import sync


def count(table):
    with reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def statuses(answer):
    return [line["status"] for line in answer.json["commands"]]


def note(seq, text="hello", entity=None):
    return command(seq, PHONE, "note", entity or f"n{seq}", text=text)


@pytest.fixture
def photo():
    return picture()


def test_a_visit_arrives_with_its_photo(file, administrator, people, photo):
    file.add(visit(1, PHONE, people.officer, photos=[hash_of(photo)])).photo(photo)

    answer = take_in(administrator, file.bytes())

    assert answer.status_code == 201
    assert statuses(answer) == ["applied"]
    assert answer.json["photos"] == {"new": 1, "known": 0, "refused": 0, "words": []}
    with reading() as session:
        assert session.scalars(select(Visit.author_id)).all() == [people.officer]
        assert session.scalars(select(Photo.state)).all() == ["received"]


def test_looking_into_a_file_says_whose_work_it_is_and_writes_nothing(
    file, administrator, people, photo
):
    file.add(visit(1, PHONE, people.officer, photos=[hash_of(photo)]), note(2)).photo(photo)

    answer = look(administrator, file.bytes())

    assert answer.status_code == 200
    assert (answer.json["person_name"], answer.json["branch_name"]) == ("陈志远", "长安分局")
    assert statuses(answer) == ["new", "new"]
    assert answer.json["photos"]["new"] == 1
    assert answer.json["device_known"] is False
    assert count(Device) == count(CommandEntry) == count(Visit) == 0


def test_the_same_file_again_changes_nothing(file, administrator, people, photo):
    file.add(visit(1, PHONE, people.officer, photos=[hash_of(photo)])).photo(photo)
    take_in(administrator, file.bytes())

    again = take_in(administrator, file.bytes())

    assert [(line["status"], line["known"]) for line in again.json["commands"]] == [
        ("applied", True)
    ]
    assert again.json["photos"] == {"new": 0, "known": 1, "refused": 0, "words": []}
    assert count(Visit) == count(CommandEntry) == count(Photo) == 1


def test_the_phone_that_comes_back_is_told_what_became_of_its_work(file, administrator, officer):
    bodies = [note(1), command(2, PHONE, "crash", "x", text="x"), note(3)]
    taken = take_in(administrator, file.add(*bodies).bytes())

    answer = sync(officer, device=PHONE, commands=[{"body": body} for body in bodies]).json

    assert [one["status"] for one in answer["results"]] == statuses(taken)
    assert statuses(taken) == ["applied", "quarantined", "applied"]
    assert all(len(one["receipt"]) == 86 for one in answer["results"])
    assert answer["expected_seq"] == 4
    assert count(CommandEntry) == 3


def test_what_the_phone_sent_before_stays_and_the_rest_follows(file, administrator, officer):
    bodies = [note(1), note(2), note(3)]
    sync(officer, device=PHONE, commands=[{"body": bodies[0]}])

    answer = take_in(administrator, file.add(*bodies[:2]).add(bodies[2], first_seq=3).bytes())

    assert [line["known"] for line in answer.json["commands"]] == [True, False, False]
    assert statuses(answer) == ["applied"] * 3
    assert count(Note) == 3


def test_a_refused_command_goes_to_review_with_its_reason(file, administrator, head):
    file.add(command(1, PHONE, "visit.correct", "nowhere", reason="x", changes={}))

    [line] = take_in(administrator, file.bytes()).json["commands"]

    assert line["status"] == "rejected"
    assert line["title"]
    assert [review["person_name"] for review in head.get("/api/reviews").json] == ["陈志远"]


def test_a_file_that_begins_too_late_is_refused_whole_and_stays_valid(file, administrator, officer):
    late = file.add(note(3), first_seq=3).bytes()

    answer = look(administrator, late)

    assert answer.status_code == 409
    assert answer.json["detail"] == "局里收到第 0 条为止，这份文件从第 3 条开始。"
    assert take_in(administrator, late, sha256=hash_of(late)).json["code"] == "409.61"
    assert count(Device) == count(CommandEntry) == 0
    sync(officer, device=PHONE, commands=[{"body": note(1)}, {"body": note(2)}])
    assert statuses(take_in(administrator, late)) == ["applied"]


def test_what_stands_behind_a_hole_in_the_file_stays_in_it(file, administrator):
    content = file.add(note(1)).add(note(3), first_seq=3).bytes()

    assert statuses(look(administrator, content)) == ["new", "left"]
    assert statuses(take_in(administrator, content)) == ["applied", "left"]
    assert count(Note) == 1


def test_another_command_under_a_used_number_refuses_the_whole_file(file, administrator, officer):
    sync(officer, device=PHONE, commands=[{"body": note(1)}])
    forked = file.add(note(1, text="else"), note(2)).bytes()

    answer = take_in(administrator, forked, sha256=hash_of(forked))

    assert (answer.status_code, answer.json["code"]) == (409, "409.04")
    assert "第 1 条" in answer.json["detail"]
    assert count(Note) == 1


def test_a_photo_that_no_record_names_and_one_that_is_none_are_refused_in_words(
    file, administrator, people, photo
):
    broken = b"\xff\xd8 not a picture"
    file.add(visit(1, PHONE, people.officer, photos=[hash_of(broken)])).photo(broken).photo(photo)

    answer = take_in(administrator, file.bytes())

    assert statuses(answer) == ["applied"]
    assert answer.json["photos"]["refused"] == 2
    assert answer.json["photos"]["words"] == ["这个文件不是能识别的照片", "它所属的记录没有收入"]


def test_a_file_of_photos_alone_brings_them(file, administrator, officer, people, photo):
    body = visit(1, PHONE, people.officer, photos=[hash_of(photo)])
    sync(officer, device=PHONE, commands=[{"body": body}])

    assert take_in(administrator, file.photo(photo).bytes()).json["photos"]["new"] == 1


def test_a_photo_that_was_damaged_in_the_bureau_is_made_whole_by_the_file(
    file, administrator, people, photo
):
    file.add(visit(1, PHONE, people.officer, photos=[hash_of(photo)])).photo(photo)
    take_in(administrator, file.bytes())
    with writing() as session:
        evidence.mark_damaged(session, hash_of(photo))

    assert look(administrator, file.bytes()).json["photos"]["new"] == 1
    assert take_in(administrator, file.bytes()).json["photos"]["new"] == 1
    with reading() as session:
        assert session.scalars(select(Photo.state)).all() == ["received"]


def test_the_work_of_somebody_who_has_left_is_taken_in(file, administrator, people):
    with writing() as session:
        session.get(Person, people.officer).active = False

    answer = take_in(administrator, file.add(note(1)).bytes())

    assert answer.json["active"] is False
    assert statuses(answer) == ["applied"]


def test_who_took_a_file_in_is_on_record(file, head, people):
    content = file.add(note(1), note(2)).bytes()

    take_in(head, content)

    with reading() as session:
        [entry] = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "rescue.taken_in")
        ).all()
    assert (entry.person_id, entry.subject) == (people.branch_head, PHONE)
    assert entry.facts == {
        "person": people.officer,
        "sha256": hash_of(content),
        "new_device": True,
        "commands": 2,
        "photos": 0,
    }


def test_a_branch_head_takes_in_only_what_people_of_the_branch_did(file, head, people):
    file.person = people.stranger
    content = file.add(note(1)).bytes()

    assert look(head, content).json["code"] == "403.60"
    assert take_in(head, content, sha256=hash_of(content)).json["code"] == "403.60"
    assert count(Device) == 0


@pytest.mark.parametrize("who", ["officer", "cadre", "manager", "supervisor"])
def test_only_administrator_and_branch_head_may_vouch(file, as_person, people, who):
    client = as_person(getattr(people, who))
    content = file.add(note(1)).bytes()

    assert look(client, content).status_code == 403
    assert take_in(client, content, sha256=hash_of(content)).status_code == 403
    assert count(Device) == 0


def test_nobody_takes_in_work_under_the_phone_of_a_colleague(
    file, administrator, as_person, people
):
    sync(as_person(people.co_officer), device=PHONE)
    content = file.add(note(1)).bytes()

    answer = take_in(administrator, content, sha256=hash_of(content))

    assert answer.json["code"] == "409.60"
    assert count(CommandEntry) == 0


def test_work_of_somebody_whom_the_bureau_does_not_know_is_refused(file, administrator):
    file.person = "nobody"

    assert look(administrator, file.add(note(1)).bytes()).json["code"] == "422.63"


def test_only_the_file_that_was_looked_at_is_taken_in(file, administrator):
    seen = look(administrator, file.add(note(1)).bytes()).json["sha256"]

    answer = take_in(administrator, file.add(note(2), first_seq=2).bytes(), sha256=seen)

    assert answer.json["code"] == "409.62"
    assert count(Device) == 0
