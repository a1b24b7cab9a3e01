"""After an upgrade: what the bureau did not know runs, once, and everybody is told."""

import pytest

from server.features.sync_api.bureau import VERBS
from server.features.sync_api.requeueing import requeue_all
from tests.note import crashing_verb, note_verb
from tests.server.sync_api.phones import PHONE, command, rows, sync

AFTER = command(2, text="changed")


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


@pytest.fixture
def waiting(officer):
    """The officer's phone has sent a command of the future, and one that builds on it."""
    sync(officer, commands=[command(1, "memo"), AFTER, command(3, entity="b")])
    return officer


def reviews(officer):
    found = rows(sync(officer, first_seq=4), f"device:{PHONE}", "review")
    return {review["seq"]: (review["status"], review["state"]) for review in found}


def test_an_upgrade_runs_what_waited_and_the_phone_hears_of_it(app, waiting):
    app.extensions[VERBS]["memo", 1] = note_verb

    assert requeue_all() == {"applied": 2}
    assert requeue_all() == {}

    assert reviews(waiting) == {1: ("quarantined", "settled"), 2: ("blocked", "settled")}
    results = sync(waiting, commands=[command(1, "memo"), AFTER]).json["results"]
    assert [result["status"] for result in results] == ["applied", "applied"]
    assert all("problem" not in result for result in results)


def test_the_row_of_a_command_that_ran_late_travels_like_any_other(app, waiting):
    app.extensions[VERBS]["memo", 1] = note_verb
    requeue_all()

    versions = {row["id"]: row["ver"] for row in rows(sync(waiting), "bureau", "note")}

    assert versions == {"a": 2, "b": 1}


def test_without_an_upgrade_nothing_runs(waiting):
    assert requeue_all() == {}
    assert reviews(waiting) == {1: ("quarantined", "open"), 2: ("blocked", "open")}


def test_a_verb_that_crashes_leaves_nothing_and_is_told_as_a_fault(app, waiting):
    app.extensions[VERBS]["memo", 1] = crashing_verb

    assert requeue_all() == {"quarantined": 1}
    assert requeue_all() == {}

    found = rows(sync(waiting, first_seq=4), f"device:{PHONE}", "review")
    assert {review["seq"]: review["code"] for review in found} == {1: "500.01", 2: "409.01"}
    assert [row["id"] for row in rows(sync(waiting), "bureau", "note")] == ["b"]
