"""The trail as the supervisor reads it, the checkpoints that witnesses fetch, and the console."""

from base64 import b64decode

import pytest
from sqlalchemy import text

from server.core import clock, notary, trail
from server.core.audit import AuditEntry
from server.core.doors import reading, writing
from server.features.audit import console, queries
from sync.merkle import Tree, is_consistent, tree_of
from tests.server.audit.tampering import with_all_rights
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import Phone


@pytest.fixture
def worked(as_person, people, time):
    """Have an officer make two visits an hour apart, and correct the first."""
    add("own", "东莞市长安明丰五金厂", town=CHANGAN)
    phone = Phone(as_person(people.officer, "phone"), people.officer, "phone")
    phone.visit("v1", "own")
    time.pass_by(hours=1)
    phone.visit("v2", "own")
    changes = {"guidance": ["", "已指导"]}
    phone.tell("visit.correct", "v1", reason="补记", changes=changes)


@pytest.fixture
def supervisor(as_person, people):
    return as_person(people.supervisor)


def listed(client, **asked):
    return client.get("/api/audit", query_string=asked).json


def test_the_supervisor_reads_who_did_what_the_latest_first(worked, supervisor, people):
    rows = listed(supervisor, person_id=people.officer)["rows"]

    assert [row["n"] for row in rows] == sorted((row["n"] for row in rows), reverse=True)
    assert {row["person_name"] for row in rows} == {"陈志远"}
    assert [row["facts"]["seq"] for row in rows if row["event"] == "command.taken_in"] == [3, 2, 1]
    assert all(row["is_unbroken"] for row in rows)


def test_the_trail_is_asked_by_record_time_and_page(worked, supervisor):
    everything = listed(supervisor)["rows"]
    assert {row["subject"] for row in listed(supervisor, record="v2")["rows"]} == {"v2"}
    assert listed(supervisor, **{"from": "2026-11-24"})["rows"] == []
    assert listed(supervisor, to="2026-11-22")["rows"] == []
    assert listed(supervisor, **{"from": "2026-11-23", "to": "2026-11-23"})["rows"] == everything

    first = listed(supervisor, limit=2)
    second = listed(supervisor, limit=2, before=first["next"])
    assert first["rows"] + second["rows"] == everything[:4]


def test_the_trail_is_asked_by_kinds_of_deeds(worked, supervisor):
    def kinds_listed(kinds):
        rows = listed(supervisor, kinds=kinds)["rows"]
        return {row["event"].partition(".")[0] for row in rows}

    assert kinds_listed("visit") == {"visit"}
    assert kinds_listed("visit,command") == {"visit", "command"}
    # The underline is a letter here, not a place for any letter.
    assert kinds_listed("v_sit") == set()
    assert supervisor.get("/api/audit?kinds=%25").status_code == 422


def test_a_record_is_called_what_people_call_it(worked, supervisor, people, as_person):
    found = as_person(people.officer, "desk").post("/api/enterprises", json={"name": "东莞市新厂"})
    assert found.status_code == 201, found.text
    about = {
        (row["event"], row["about"])
        for row in listed(supervisor)["rows"]
        if row["event"] in {"visit.closed", "enterprise.added"}
    }

    assert about == {
        ("visit.closed", "东莞市长安明丰五金厂"),
        ("enterprise.added", "东莞市新厂"),
    }


def test_a_deed_that_was_changed_is_marked_where_it_is_read(worked, supervisor):
    with with_all_rights() as session:
        session.execute(text("UPDATE audit_entry SET subject = 'v9' WHERE subject = 'v2'"))

    marked = {row["subject"] for row in listed(supervisor)["rows"] if not row["is_unbroken"]}

    assert marked == {"v9"}


def test_it_is_said_how_far_the_trail_is_signed_and_was_checked(worked, supervisor, app):
    before = supervisor.get("/api/audit/standing").json
    assert before["checkpoint"]["size"] >= 1
    assert before["verified"] is None

    words = console.check([])

    after = supervisor.get("/api/audit/standing").json
    size = after["verified"]["size"]
    assert words.startswith(f"审计日志完好：{size} 条")
    # The check itself is a deed too.
    assert (before["size"], after["size"]) == (size, size + 1)
    assert size == len(listed(supervisor, limit=200)["rows"]) - 1


def test_the_console_names_what_is_broken_and_keeps_it_in_the_trail(worked, supervisor):
    with with_all_rights() as session:
        session.execute(text("UPDATE audit_leaf SET seal = 'x' WHERE n = 1"))

    with pytest.raises(console.BrokenTrail, match="第 1 条"):
        console.check([])

    assert supervisor.get("/api/audit/standing").json["verified"]["index"] == 1


def test_a_witness_fetches_a_signed_checkpoint_that_is_an_hour_old_at_most(worked, anybody, time):
    def fetched():
        answer = anybody.get("/api/public/audit/checkpoint")
        assert answer.mimetype == "text/plain"
        return notary.opened(answer.text)

    old = fetched()
    time.pass_by(hours=1)
    new = fetched()

    assert old.size < new.size
    assert fetched() == new
    with reading() as session:
        leaves = queries.leaves(session)
    assert (tree_of(leaves[: old.size]).root, tree_of(leaves).root) == (old.root, new.root)


def test_before_the_first_deed_there_is_no_checkpoint(anybody):
    assert anybody.get("/api/public/audit/checkpoint").status_code == 404


def test_checkpoints_in_a_folder_come_with_the_proof_that_the_log_only_grew(worked, tmp_path):
    console.hand_out(tmp_path)
    console.check([])
    console.hand_out(tmp_path)

    old, new = (notary.opened(f.read_text()) for f in sorted(tmp_path.glob("checkpoint-*.txt")))
    (proof,) = tmp_path.glob("proof-*.txt")
    first, _, note = proof.read_text().partition("\n\n")
    size, *steps = first.splitlines()
    assert size == f"old {old.size}"
    assert notary.opened(note) == new
    with reading() as session:
        tree = tree_of(queries.leaves(session)[: old.size])
    assert tree.root == old.root
    assert is_consistent(tree, new.size, new.root, [b64decode(step) for step in steps])
    assert console.check(list(tmp_path.glob("checkpoint-*.txt"))).startswith("审计日志完好")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("doorstep/audit", "elsewhere/audit"),
        lambda note: note.replace("\n2\n", "\n3\n"),
        lambda note: note[:-8],
        lambda note: note.split("\n\n")[0],
        lambda _: "",
    ],
)
def test_what_is_no_checkpoint_of_ours_is_refused(app, tmp_path, spoil):
    note = notary.signed(notary.Checkpoint("doorstep/audit/abc", 2, Tree().root))
    assert notary.opened(note).size == 2
    file = tmp_path / "note.txt"
    file.write_text(spoil(note))

    with pytest.raises(console.ForeignCheckpoint):
        console.check([file])


def test_a_witness_may_add_its_signature(app):
    note = notary.signed(notary.Checkpoint("doorstep/audit/abc", 2, Tree().root))

    assert notary.opened(f"{note}\N{EM DASH} witness.example AAAAAAAA\n").size == 2


def test_deeds_of_before_the_log_get_their_places_once(app):
    with writing() as session:
        session.add(AuditEntry(at=clock.now(), event="old", subject="x", person_id=None, facts={}))

    with writing() as session:
        assert trail.adopt(session) == 1
    with writing() as session:
        assert trail.adopt(session) == 0
    assert console.check([]).startswith("审计日志完好：1 条")
