"""A large scope comes from a snapshot: built once, beside the requests, and never for strangers."""

import gzip
import json
from hashlib import sha256

import brotli
import pytest

from server.core import clock
from server.core.doors import writing
from server.features.organisation import queries as organisation
from server.features.sync_api import snapshot_files, snapshots
from server.features.sync_api.models import ScopeSnapshot
from sync.columns import unpacked_columns
from tests.note import put_note

PHONE = "0193b1c0-0000-7000-8000-00000000a001"
ROWS = 1100
UNPACK = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


@pytest.fixture
def town(app):
    """A town of the officer's branch with more notes than fit into one answer well."""
    with writing() as session:
        branch = organisation.branch_named(session, "长安分局")
        [town] = organisation.towns_of(session, branch.id)
        for n in range(ROWS):
            put_note(session, f"n{n:05}", f"note {n}", [f"town:{town}"])
    return f"town:{town}"


def sync(client, held=None, **request):
    asked = {"proto": 2, "device": PHONE, "first_seq": 1, "snapshots": True, "chunks": 2}
    return client.post("/api/sync", {**asked, "scopes": held or {}, **request}).json


def chunk_of(client, scope, name, packing):
    return client.get(f"/api/snapshots/{scope}/{name}", headers={"Accept-Encoding": packing})


def rows_of(client, scope, snapshot):
    found = []
    for chunk in snapshot["chunks"]:
        content = brotli.decompress(chunk_of(client, scope, chunk["sha256"], "br").data)
        assert sha256(content).hexdigest() == chunk["sha256"]
        found += zip(*unpacked_columns(json.loads(content)["columns"]), strict=True)
    return found


def test_pages_come_until_the_snapshot_was_built_beside_the_requests(officer, town, app):
    first = sync(officer)
    app.extensions[snapshots.BUILDER].rest()

    second = sync(officer)

    assert first["scopes"][town]["n_rows"] == ROWS
    assert town not in second.get("scopes", {})
    assert second["snapshots"][town]["n_rows"] == ROWS
    assert len(rows_of(officer, town, second["snapshots"][town])) == ROWS


def test_what_came_after_the_snapshot_follows_in_pages(officer, town):
    snapshots.build(town, at=clock.now())
    found = sync(officer)["snapshots"][town]
    with writing() as session:
        put_note(session, "n00007", "changed", [town])
        put_note(session, "n00008", "gone", [])

    page = sync(officer, {town: [found["seq"], found["tag"]]})["scopes"][town]

    assert page["from"] == found["seq"]
    assert page["put"]["note"]["rows"] == [["n00007", 2, "changed"]]
    assert page["remove"] == [["note", "n00008"]]
    assert page["n_rows"] == ROWS - 1


def test_a_changed_row_makes_one_new_chunk_and_the_loading_phone_still_gets_the_old(officer, town):
    snapshots.build(town, at=clock.now())
    before = sync(officer)["snapshots"][town]
    with writing() as session:
        put_note(session, "n00007", "changed", [town])
    snapshots.build(town, at=clock.now())

    after = sync(officer)["snapshots"][town]

    names = [{chunk["sha256"] for chunk in one["chunks"]} for one in (before, after)]
    assert len(names[1] - names[0]) == 1
    assert len(rows_of(officer, town, before)) == ROWS


def test_a_snapshot_that_fell_far_behind_is_not_handed_out(officer, town):
    snapshots.build(town, at=clock.now())
    with writing() as session:
        for n in range(ROWS // 4):
            put_note(session, f"n{n:05}", "changed", [town])

    assert town in sync(officer)["scopes"]


def test_a_phone_that_does_not_know_snapshots_gets_pages(officer, town):
    snapshots.build(town, at=clock.now())

    assert sync(officer, snapshots=False)["scopes"][town]["n_rows"] == ROWS


def test_a_phone_that_reads_only_the_first_form_of_chunks_gets_pages(officer, town):
    snapshots.build(town, at=clock.now())

    assert sync(officer, chunks=1)["scopes"][town]["n_rows"] == ROWS


@pytest.mark.parametrize("packing", ["br", "gzip, deflate, br, zstd", "gzip", "identity"])
def test_a_chunk_is_what_it_is_named_by_however_it_is_packed_for_who_asks(officer, town, packing):
    snapshots.build(town, at=clock.now())
    [chunk, *_] = sync(officer)["snapshots"][town]["chunks"]

    answer = chunk_of(officer, town, chunk["sha256"], packing)

    coming = answer.headers.get("Content-Encoding", "")
    assert coming in {"", *packing.split(", ")}
    assert (coming == "br") == (packing in {"br", "gzip, deflate, br, zstd"})
    assert "Accept-Encoding" in answer.headers["Vary"]
    content = UNPACK[coming](answer.data)
    assert sha256(content).hexdigest() == chunk["sha256"]
    assert len(content) == chunk["bytes"]


def test_a_snapshot_whose_chunks_are_not_here_is_built_again_by_itself(officer, town, app):
    snapshots.build(town, at=clock.now())
    with app.app_context():
        assert snapshot_files.sweep(frozenset()) > 0

    assert town in sync(officer)["scopes"]

    app.extensions[snapshots.BUILDER].rest()
    assert len(rows_of(officer, town, sync(officer)["snapshots"][town])) == ROWS


def test_a_chunk_that_is_here_is_not_packed_again(officer, town, app):
    snapshots.build(town, at=clock.now())
    places = list((app.extensions["doorstep.settings"].data_dir / "snapshots").glob("??/*"))
    before = {place: place.stat().st_ino for place in places}

    snapshots.build(town, at=clock.now())

    assert {place: place.stat().st_ino for place in places} == before


def test_somebody_of_another_branch_gets_no_chunk(officer, as_person, people, town):
    snapshots.build(town, at=clock.now())
    [chunk, *_] = sync(officer)["snapshots"][town]["chunks"]
    stranger = as_person(people.stranger)

    assert stranger.get(f"/api/snapshots/{town}/{chunk['sha256']}").status_code == 404
    assert stranger.get(f"/api/snapshots/town:none/{chunk['sha256']}").status_code == 404


@pytest.mark.parametrize("name", ["0" * 64, "..", "%2e%2e%2fkeys", "x" * 500])
def test_a_chunk_that_does_not_exist_is_refused_in_words(officer, town, name):
    answer = officer.get(f"/api/snapshots/{town}/{name}")

    assert answer.status_code == 404


def test_only_one_builds_at_a_time_and_a_killed_build_is_begun_again(officer, town, time):
    assert snapshots.build(town, at=clock.now())
    with writing() as session:
        session.get_one(ScopeSnapshot, town).claimed_at = clock.now()

    assert not snapshots.build(town, at=clock.now())
    time.pass_by(minutes=6)
    assert snapshots.build(town, at=clock.now())


def test_tidying_renews_snapshots_and_sweeps_old_chunks(officer, town):
    snapshots.build(town, at=clock.now())
    for text in ("first", "second"):
        with writing() as session:
            put_note(session, "n00007", text, [town])
        assert snapshots.build_due() == 1

    assert snapshots.sweep() >= 1
    assert len(rows_of(officer, town, sync(officer)["snapshots"][town])) == ROWS
