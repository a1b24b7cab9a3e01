"""Who brought a petition: with the case's people alone, and every look is written down."""

import json

import pytest
from sqlalchemy import select

from server.core.audit import AuditEntry
from server.core.doors import reading
from server.core.feed import FeedEntry
from tests.server.cases.matters import SIGNATURE, code_of
from tests.server.evidence.pictures import hash_of, picture

NAME, PHONE = "黄秀兰", "13900001234"
WHO = {"name": NAME, "phone": PHONE}


@pytest.fixture
def petition(officer):
    officer.open_petition("m1", town_code="441900119", petitioner=WHO)
    return "m1"


def standing(table="petitioner"):
    with reading() as session:
        found = select(FeedEntry.scope_id).where(FeedEntry.tbl == table, FeedEntry.op == "put")
        return set(session.scalars(found))


def looks():
    with reading() as session:
        found = select(AuditEntry).where(AuditEntry.event == "look.petitioner")
        return [(entry.person_id, entry.subject) for entry in session.scalars(found)]


def test_the_name_is_in_the_scope_of_who_opened_it_and_of_who_holds_it(
    officer, colleague, head, petition
):
    assert standing() == {f"officer:{officer.person_id}"}

    colleague.take(petition)

    assert standing() == {f"officer:{officer.person_id}", f"officer:{colleague.person_id}"}
    head.tell("case.hand_over", petition, to=head.person_id, reason="由我来办")
    head.tell("case.accept", petition, agrees=True)
    assert standing() == {f"officer:{officer.person_id}", f"officer:{head.person_id}"}
    assert colleague.rows("petitioner") == []


def test_no_row_of_the_town_no_review_and_no_audit_entry_says_who(
    officer, colleague, head, petition
):
    officer.take(petition)
    colleague.open_petition(petition, petitioner=WHO)
    officer.propose(petition)
    officer.confirm(petition, party=NAME, party_title="信访人")

    told = [colleague.rows(table) for table in ("matter", "matter_event", "review")]
    reviews = [
        head.client.get(f"/api/reviews/{row['id']}").json
        for row in head.client.get("/api/reviews").json
    ]
    with reading() as session:
        audited = [entry.facts for entry in session.scalars(select(AuditEntry))]
    text = json.dumps([told, reviews, audited], ensure_ascii=False)
    assert reviews, "the second opening is looked at by the head"
    assert NAME not in text
    assert PHONE not in text


def test_a_petitioners_signature_is_for_the_cases_people_alone(officer, colleague, head, petition):
    content = picture()
    officer.take(petition)
    officer.propose(petition)
    officer.confirm(petition, signature_sha=hash_of(content))
    officer.client.put(f"/api/blobs/{hash_of(content)}", data=content)

    assert officer.client.get(f"/api/blobs/{hash_of(content)}").status_code == 200
    assert colleague.client.get(f"/api/blobs/{hash_of(content)}").status_code in {403, 404}
    [event] = [one for one in colleague.events(petition) if one["kind"] == "confirmed"]
    assert (event["party"], event["signature_sha"]) == ("", hash_of(content))
    assert hash_of(content) != SIGNATURE


def test_looking_at_the_desk_is_written_down(officer, head, petition):
    assert head.client.get(f"/api/cases/{petition}").json["petitioner"] == "shown"
    assert looks() == []

    seen = head.client.get(f"/api/cases/{petition}/petitioner")

    assert seen.json == WHO
    assert looks() == [(head.person_id, petition)]


def test_whoever_is_not_of_the_case_is_refused(phone_of, people, petition):
    for role in ("co_officer", "supervisor", "administrator"):
        other = phone_of(getattr(people, role)).client
        assert other.get(f"/api/cases/{petition}").json["petitioner"] == "hidden"

        refused = other.get(f"/api/cases/{petition}/petitioner")
        assert (refused.status_code, refused.get_json(force=True)["code"]) == (403, "403.160")

    assert looks() == []


def test_a_stranger_does_not_learn_that_there_is_a_petition(phone_of, people, petition):
    stranger = phone_of(people.stranger)

    assert stranger.client.get(f"/api/cases/{petition}").status_code == 404
    assert stranger.client.get(f"/api/cases/{petition}/petitioner").status_code == 404


def test_a_petition_without_a_name_goes_the_whole_way(officer, head):
    officer.open_petition("m2", petitioner={"name": " ", "phone": ""})
    officer.solve("m2")

    assert standing() == set()
    assert head.client.get("/api/cases/m2").json["petitioner"] == "none"
    assert head.client.get("/api/cases/m2/petitioner").status_code == 404
    assert officer.matter("m2")["state"] == "confirmed"
    assert code_of(officer.tell("case.close", "m2")) is None
