"""POST /api/sync/repair as a phone meets it."""

import pytest

from server.core.doors import reading, writing
from server.features.organisation import queries as organisation
from server.features.sync_api import standing
from sync.digest import bucket_digests, bucket_of
from tests.note import put_note
from tests.server.sync_api.phones import NEW_PHONE, PHONE, cursors, sync


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


def copy_of(scope):
    with reading() as session:
        return list(standing.standing(session, scope))


def ask(client, scope, copy, device=PHONE, held=None):
    seq, tag = held or cursors(sync(client, device=device))[scope]
    wanted = {"device": device, "scope": scope, "seq": seq, "tag": tag}
    return client.post("/api/sync/repair", {**wanted, "buckets": bucket_digests(copy)})


def test_a_missing_row_comes_back_with_its_bucket_and_the_managers_hear_of_it(
    officer, as_person, people
):
    sync(officer)
    copy = copy_of("bureau")
    table, row_id, _ = copy.pop()

    answer = ask(officer, "bureau", copy).json

    assert answer["buckets"] == [bucket_of(table, row_id)]
    part = answer["put"][table]
    assert row_id in [row[part["cols"].index("id")] for row in part["rows"]]
    [defect] = as_person(people.manager).get("/api/defects").json
    assert (defect["kind"], defect["scope"], defect["buckets"]) == (
        "repair",
        "bureau",
        answer["buckets"],
    )
    assert defect["rows"] == sum(len(found["rows"]) for found in answer["put"].values())


def test_a_whole_scope_comes_back_when_nothing_of_it_is_right(officer):
    sync(officer)

    answer = ask(officer, "bureau", []).json

    copy = copy_of("bureau")
    assert sum(len(part["rows"]) for part in answer["put"].values()) == len(copy)
    assert answer["n_rows"] == len(copy)
    assert answer["digest"] == sync(officer).json["scopes"]["bureau"]["digest"]


def test_a_copy_that_agrees_costs_nothing_and_is_no_defect(officer, as_person, people):
    sync(officer)

    answer = ask(officer, "bureau", copy_of("bureau")).json

    assert (answer["buckets"], answer["put"]) == ([], {})
    assert as_person(people.manager).get("/api/defects").json == []


def test_a_scope_that_has_moved_on_is_synced_first(officer):
    held = cursors(sync(officer))["bureau"]
    with writing() as session:
        put_note(session, "n", "hello", ["bureau"])

    answer = ask(officer, "bureau", [], held=held)

    assert (answer.status_code, answer.json["code"]) == (409, "409.05")


def test_a_phone_that_never_synced_has_nothing_to_repair(officer):
    assert ask(officer, "bureau", [], device=NEW_PHONE, held=[1, "x"]).status_code == 409


def test_nobody_repairs_a_scope_of_another_branch(officer, app):
    with writing() as session:
        humen = organisation.branch_named(session, "虎门分局")
        [town, *_] = organisation.towns_of(session, humen.id)
        put_note(session, "secret", "only there", [f"town:{town}"])
    sync(officer)

    answer = ask(officer, f"town:{town}", [], held=[1, "x"])

    assert (answer.status_code, answer.json["code"]) == (403, "403.05")
    assert "only there" not in answer.text


def test_nobody_repairs_on_the_phone_of_a_colleague(officer, as_person, people):
    held = cursors(sync(officer))["bureau"]

    assert ask(as_person(people.co_officer), "bureau", [], held=held).status_code == 403
