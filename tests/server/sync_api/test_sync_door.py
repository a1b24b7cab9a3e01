"""POST /api/sync as a phone meets it."""

import json

import pytest

from server.core.doors import writing
from server.features.organisation import queries as organisation
from tests.note import put_note
from tests.people import PASSWORD
from tests.server.sync_api.phones import PHONE, command, cursors, sync
from tests.statements import counting


def held(answer):
    return {
        scope: [page["to"], page["tag"], page["n_rows"], page["digest"]]
        for scope, page in answer.json["scopes"].items()
    }


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


def test_a_first_sync_brings_the_bureau_and_the_names_of_colleagues(officer):
    put = sync(officer).json["scopes"]["bureau"]["put"]

    assert len(put["branch"]["rows"]) == 33
    assert len(put["town"]["rows"]) == 36
    assert put["person"]["cols"][:3] == ["id", "ver", "name"]


def test_nothing_to_do_costs_one_request_of_at_most_600_bytes(officer):
    first = sync(officer)
    request = {
        "proto": 1,
        "schema": 1,
        "app": "0.1.0",
        "device": PHONE,
        "epoch": first.json["epoch"],
        "first_seq": 1,
        "scopes": held(first),
    }

    answer = officer.post("/api/sync", request)

    assert "scopes" not in answer.json
    assert len(json.dumps(request, separators=(",", ":"))) + len(answer.data) <= 600


def test_a_phone_that_brings_nothing_is_looked_up_and_answered_as_of_one_moment(officer):
    first = sync(officer)

    with counting() as asked:
        sync(officer, epoch=first.json["epoch"], scopes=cursors(first))

    for table in ("sync_device", "sync_epoch", "sync_scope"):
        assert sum(f"FROM {table}" in one for one in asked) == 1, (table, asked)


def test_a_command_its_receipt_and_its_row_come_in_one_answer(officer):
    answer = sync(officer, commands=[command(1)]).json

    [result] = answer["results"]
    assert result["status"] == "applied"
    assert len(result["receipt"]) == 86
    assert result["scope_seqs"] == {"bureau": answer["scopes"]["bureau"]["to"]}
    assert answer["expected_seq"] == 2


def test_a_repeated_push_gets_the_same_results(officer):
    first = sync(officer, commands=[command(1), command(2, entity="b")]).json

    again = sync(officer, commands=[command(1), command(2, entity="b")]).json

    assert again["results"] == first["results"]
    assert again["expected_seq"] == 3


def test_a_crashing_command_comes_back_as_a_review(officer):
    answer = sync(officer, commands=[command(1, "crash"), command(2, entity="b")]).json

    assert [result["status"] for result in answer["results"]] == ["quarantined", "applied"]
    review = answer["scopes"][f"device:{PHONE}"]["put"]["review"]
    assert dict(zip(review["cols"], review["rows"][0], strict=True))["status"] == "quarantined"


def test_somebody_of_another_branch_sees_no_review_of_ours(officer, as_person, people):
    sync(officer, commands=[command(1, "crash")])

    assert as_person(people.stranger).get("/api/reviews").json == []


def test_one_branch_gets_no_row_of_another(officer, as_person, people, app):
    with writing() as session:
        changan = organisation.branch_named(session, "长安分局")
        [town] = organisation.towns_of(session, changan.id)
        put_note(session, "secret", "only here", [f"town:{town}"])

    assert f"town:{town}" in sync(officer).json["scopes"]
    assert "only here" not in sync(as_person(people.stranger), device="other").text


def test_a_cadre_of_headquarters_takes_a_further_town_and_gives_it_back(as_person, people):
    cadre = as_person(people.cadre)
    assert cadre.put("/api/town-packs", {"towns": ["441900119"]}).status_code == 204
    assert cadre.get("/api/town-packs").get_json() == {"towns": ["441900119"]}
    first = sync(cadre)
    scopes = {**held(first), "town:441900119": [0, ""]}

    cadre.put("/api/town-packs", {"towns": []})

    assert sync(cadre, scopes=scopes).json["removed"] == ["town:441900119"]


def test_an_officer_of_a_branch_takes_no_further_town(officer):
    assert officer.put("/api/town-packs", {"towns": ["441900119"]}).status_code == 403


def test_the_phone_of_a_colleague_is_refused(officer, as_person, people):
    sync(officer)

    answer = sync(as_person(people.co_officer))

    assert answer.status_code == 403
    assert answer.json["code"] == "403.03"


def test_another_command_under_a_used_number_stops_everything(officer):
    sync(officer, commands=[command(1)])

    assert sync(officer, commands=[command(1, text="else")]).status_code == 409


def test_without_a_session_nothing_is_told(anybody):
    assert sync(anybody).status_code == 401


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"proto": 1}', '{"proto": 1, "device": "\\ud800"}', "[" * 100_000],
    ids=["empty", "list", "object", "no device", "half a character", "deep"],
)
def test_an_unreadable_request_does_nothing_and_says_so(officer, body):
    answer = officer.post("/api/sync", data=body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json["title"].startswith("同步请求读不懂")


def test_signing_in_gives_the_key_that_receipts_verify_with(anybody):
    signed_in = anybody.post("/api/session", {"name": "chen", "password": PASSWORD}).json

    assert signed_in["receipt_key"]["crv"] == "P-256"
    assert signed_in["epoch"] == sync(anybody).json["epoch"]
