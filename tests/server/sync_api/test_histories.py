"""Roll-backs, proofs and lost stores at the sync door, and what operators see of them."""

import json

import pytest
from sqlalchemy import event

from server.core.db import db
from sync.digest import total
from tests.server.sync_api.phones import (
    NEW_PHONE,
    PHONE,
    command,
    cursors,
    proof,
    rows,
    sync,
)


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


def test_a_cursor_of_a_history_that_no_longer_exists_starts_its_scope_anew(officer, manager):
    held = cursors(sync(officer))
    held["bureau"][1] = "lost0000"

    for _ in range(3):
        answer = sync(officer, scopes=held)

    assert answer.json["scopes"]["bureau"]["from"] == 0
    [sighting] = manager.get("/api/defects").json
    assert (sighting["kind"], sighting["scope"], sighting["times"]) == ("rollback", "bureau", 1)
    assert (sighting["device_id"], sighting["person_name"]) == (PHONE, "陈志远")


def test_another_lost_cursor_of_the_same_scope_is_counted_on_the_same_row(officer, manager):
    held = cursors(sync(officer))
    for tag in ("lost0000", "lost1111"):
        sync(officer, scopes={**held, "bureau": [held["bureau"][0], tag]})

    [sighting] = manager.get("/api/defects").json

    assert sighting["times"] == 2


@pytest.mark.parametrize("who", ["officer", "branch_head", "cadre"])
def test_defects_are_not_shown_to_who_does_not_watch_over_the_bureau(as_person, people, who):
    assert as_person(getattr(people, who)).get("/api/defects").status_code == 403


def test_a_phone_whose_copy_adds_up_is_left_alone_and_another_gets_the_digests(officer):
    first = sync(officer)
    held = cursors(first)
    pages = first.json["scopes"].values()
    right = total(page["digest"] for page in pages)

    same = sync(officer, scopes=held, digest=right)
    other = sync(officer, scopes=held, digest="0" * 16)

    assert "digests" not in same.json
    assert other.json["digests"] == {
        scope: [page["n_rows"], page["digest"]] for scope, page in first.json["scopes"].items()
    }


@pytest.mark.parametrize("digest", ["x", "0" * 15, "G" * 16, 7])
def test_a_digest_that_is_none_is_a_malformed_request(officer, digest):
    assert sync(officer, digest=digest).status_code == 400


def test_a_quiet_contact_that_compares_stays_within_600_bytes_and_few_statements(officer):
    first = sync(officer)
    request = {
        "proto": 2,
        "schema": 1,
        "app": "0.1.0",
        "device": PHONE,
        "epoch": first.json["epoch"],
        "first_seq": 1,
        "scopes": cursors(first),
        "digest": total(page["digest"] for page in first.json["scopes"].values()),
        "snapshots": True,
        "chunks": 2,
    }
    asked = []

    def note(conn, cursor, statement, *_):
        # On PostgreSQL each door is gone through as who may read alone, on the same way.
        if not statement.startswith(("BEGIN", "SELECT set_config")):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    answer = officer.post("/api/sync", request)
    event.remove(db.engine, "before_cursor_execute", note)

    assert "scopes" not in answer.json
    assert len(json.dumps(request, separators=(",", ":"))) + len(answer.data) <= 600
    assert len(asked) <= 10, asked


def test_a_proved_roll_back_begins_a_new_epoch_once(officer, manager):
    epoch = sync(officer).json["epoch"]
    forgotten = command(1)
    shown = proof(epoch, 1, forgotten)

    first = sync(officer, commands=[forgotten], proof=shown)
    again = sync(officer, first_seq=2, proof=shown)

    assert first.json["epoch"] != epoch
    assert again.json["epoch"] == first.json["epoch"]
    assert [result["status"] for result in first.json["results"]] == ["applied"]
    assert [defect["kind"] for defect in manager.get("/api/defects").json] == ["rotated"]


@pytest.mark.parametrize("receipt", ["A" * 86, "x", "=" * 86, "_" * 86, "好" * 10, "A" * 200])
def test_a_forged_proof_changes_nothing_and_is_seen(officer, manager, receipt):
    epoch = sync(officer).json["epoch"]
    forged = {**proof(epoch, 1, command(1)), "receipt": receipt}

    answer = sync(officer, proof=forged)

    assert (answer.status_code, answer.json["epoch"]) == (200, epoch)
    assert [defect["kind"] for defect in manager.get("/api/defects").json] == ["forged"]


def test_a_proof_of_an_older_epoch_changes_nothing(officer, manager):
    epoch = sync(officer).json["epoch"]
    now = sync(officer, proof=proof(epoch, 1, command(1))).json["epoch"]

    assert sync(officer, proof=proof(epoch, 2, command(2))).json["epoch"] == now
    assert [defect["kind"] for defect in manager.get("/api/defects").json] == ["rotated"]


def test_a_phone_that_lost_its_store_is_told_what_it_had_announced(officer):
    sync(officer, announced_head=3)

    assert sync(officer).json["announced_head"] == 3
    assert "announced_head" not in sync(officer, announced_head=3).json


def test_what_went_with_a_lost_store_is_listed_for_officer_and_branch_head(
    officer, as_person, people
):
    sync(officer, commands=[command(1)], announced_head=4)

    for _ in range(2):
        answer = sync(officer, device=NEW_PHONE, replaces=PHONE)

    [told] = rows(answer, f"device:{NEW_PHONE}", "review")
    [seen] = as_person(people.branch_head).get("/api/reviews").json
    assert told["title"] == seen["title"] == "第 2–4 条未收到，手机资料已丢失"
    assert (told["status"], seen["device_id"]) == ("lost", NEW_PHONE)


def test_a_colleague_cannot_close_the_phone_of_an_officer(officer, as_person, people):
    sync(officer, announced_head=4)

    answer = sync(as_person(people.co_officer), device=NEW_PHONE, replaces=PHONE)

    assert answer.status_code == 200
    assert as_person(people.branch_head).get("/api/reviews").json == []
    assert sync(officer, commands=[command(1)]).json["results"][0]["status"] == "applied"


def test_what_a_closed_phone_still_sends_goes_to_review(officer):
    sync(officer, commands=[command(1)])
    sync(officer, device=NEW_PHONE, replaces=PHONE)

    [result] = sync(officer, first_seq=2, commands=[command(2, entity="b")]).json["results"]

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "409.06")
