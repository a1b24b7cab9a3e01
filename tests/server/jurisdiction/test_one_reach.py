"""What a phone holds, its person may open, change and look at: one answer everywhere."""

import json

import pytest

from tests.server.enterprises.registry import CHANGAN
from tests.server.evidence.pictures import hash_of, picture
from tests.server.quotas.visiting import finding


@pytest.fixture
def visited(phone_of, people):
    """Close a visit in 长安 with a photo that has arrived; return the photo."""
    content = picture()
    officer = phone_of(people.officer)
    photo = {"id": "p1", "sha256": hash_of(content), "bytes": len(content)}
    officer.visit("v1", "own", findings=[finding("f1")], photos=[photo])
    assert officer.client.put(f"/api/blobs/{hash_of(content)}", data=content).status_code == 201
    return content


def opened(client, content):
    paths = ("/api/visits/v1", "/api/enterprises/own", f"/api/blobs/{hash_of(content)}")
    return [client.get(path).status_code for path in paths]


def test_a_cadre_with_a_pack_opens_what_his_phone_holds(visited, phone_of, people):
    cadre = phone_of(people.cadre)
    assert cadre.rows("visit") == []
    assert opened(cadre.client, visited) == [404, 404, 404]

    cadre.client.put("/api/town-packs", {"towns": [CHANGAN]})

    assert [row["id"] for row in cadre.rows("visit")] == ["v1"]
    assert opened(cadre.client, visited) == [200, 200, 200]
    found = cadre.client.get("/api/enterprises").json["rows"]
    assert [row["id"] for row in found] == ["own"]
    solved = cadre.tell("finding.solve", "f1", note="已整改", solved_on="2026-11-23")
    assert solved["status"] == "applied"


def test_a_town_that_does_not_exist_cannot_be_carried(as_person, people):
    cadre = as_person(people.cadre)

    answer = cadre.put("/api/town-packs", {"towns": [CHANGAN, "999999999"]})

    assert (answer.status_code, answer.json["code"]) == (422, "422.70")
    assert cadre.get("/api/town-packs").get_json() == {"towns": []}


def refused_with_photo(phone, seq, name, entity, args, content):
    body = {
        "seq": seq,
        "id": f"c{seq}",
        "name": name,
        "version": 1,
        "entity": entity,
        "args": args,
        "blobs": [hash_of(content)],
        "device_time": "now",
    }
    request = {"proto": 1, "device": phone.device, "first_seq": seq}
    answer = phone.client.post("/api/sync", {**request, "commands": [{"body": json.dumps(body)}]})
    return answer.json["results"][0]


@pytest.mark.parametrize(
    ("name", "version_of_args"),
    [("visit.close", {"enterprise_id": "unknown", "kind": "guidance"}), ("crash", {"text": "x"})],
    ids=["rejected", "quarantined"],
)
def test_photos_of_a_refused_command_are_taken_in_for_its_reviewer(
    name, version_of_args, phone_of, people, as_person
):
    phone, content = phone_of(people.officer), picture()
    result = refused_with_photo(phone, 1, name, "v9", version_of_args, content)
    assert result["status"] in {"rejected", "quarantined"}
    path = f"/api/blobs/{hash_of(content)}"

    assert phone.client.put(path, data=content).status_code == 201

    have = phone.client.post("/api/blobs/have", {"sha256": [hash_of(content)]}).json
    assert have == {"have": [hash_of(content)]}
    seen = [
        as_person(who).get(path).status_code
        for who in (people.branch_head, people.manager, people.stranger, people.co_officer)
    ]
    assert seen == [200, 200, 404, 404]


def test_photos_of_what_another_branch_reviews_are_shown_to_its_head(
    phone_of, people, as_person, administrator
):
    phone, content = phone_of(people.stranger), picture()
    changes = {"changes": {"contact_name": ["", "黄生"]}}

    result = refused_with_photo(phone, 1, "enterprise.amend", "own", changes, content)
    assert result["status"] == "quarantined"
    path = f"/api/blobs/{hash_of(content)}"
    phone.client.put(path, data=content)

    assert as_person(people.branch_head).get(path).status_code == 200
    assert as_person(people.officer).get(path).status_code == 404
