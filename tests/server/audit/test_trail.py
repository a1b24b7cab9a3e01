"""The trail as the supervisor reads it, the checkpoints that witnesses fetch, and the console."""

from base64 import b64decode

import pytest
from sqlalchemy import text

from server.core import audit, clock, notary, replication, trail
from server.core.audit import AuditEntry
from server.core.db import db
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


def test_a_deed_that_a_savepoint_undid_has_no_place(app):
    with writing() as session:
        audit.record(session, "kept", subject="a", by=None, at=clock.now())
        with pytest.raises(ZeroDivisionError), replication.savepoint(session):
            audit.record(session, "undone", subject="b", by=None, at=clock.now())
            session.flush()
            raise ZeroDivisionError
        audit.record(session, "kept", subject="c", by=None, at=clock.now())

    with reading() as session:
        assert [row["subject"] for row in queries.page(session, queries.Wanted())["rows"]] == [
            "c",
            "a",
        ]


def test_a_deed_is_known_to_whoever_asks_in_the_same_transaction(app):
    with writing() as session:
        record(session, "thing.done", "a")
        assert audit.is_recorded(session, "thing.done", subject="a")
        before = audit.last_deed(session, "a").id
        record(session, "thing.undone", "a")

        assert audit.last_deed(session, "a").event == "thing.undone"
        assert audit.deed_since(session, ["a"], before).event == "thing.undone"
        assert audit.deed_with(session, "thing.done", subject="a").id == before

    assert places() == [(0, "thing.done"), (1, "thing.undone")]


def test_a_savepoint_that_is_undone_takes_only_its_own_deeds_also_where_they_were_written(app):
    with writing() as session:
        record(session, "kept", "a")
        with pytest.raises(ZeroDivisionError), replication.savepoint(session):
            record(session, "undone", "b")
            # Asking has both written, within the savepoint.
            assert audit.is_recorded(session, "kept", subject="a")
            raise ZeroDivisionError
        assert not audit.is_recorded(session, "undone", subject="b")
        assert audit.is_recorded(session, "kept", subject="a")

    assert places() == [(0, "kept")]


def test_what_a_refused_transaction_did_leaves_no_deed_to_the_next(app):
    with pytest.raises(ZeroDivisionError), writing() as session:
        record(session, "undone", "a")
        raise ZeroDivisionError
    with writing() as session:
        record(session, "kept", "b")

    assert places() == [(0, "kept")]


def test_deeds_are_not_committed_without_their_places(app):
    with pytest.raises(RuntimeError, match="places"), writing() as session:
        record(session, "done", "a")
        session.commit()

    assert places() == []


def test_a_deed_is_told_through_the_door_for_writing_alone(app):
    with pytest.raises(RuntimeError, match="reading"), reading() as session:
        record(session, "done", "a")
    record(db.session(), "told outside", "b")
    with writing() as session:
        record(session, "done", "c")

    assert places() == [(0, "done")]


def test_of_savepoints_within_each_other_the_undone_ones_leave_no_deeds(app):
    with writing() as session:
        with replication.savepoint(session):
            record(session, "outer", "a")
            with pytest.raises(ZeroDivisionError), replication.savepoint(session):
                record(session, "inner, undone", "b")
                raise ZeroDivisionError
        with pytest.raises(ZeroDivisionError), replication.savepoint(session):
            with replication.savepoint(session):
                record(session, "inner, kept at first", "c")
                assert audit.is_recorded(session, "outer", subject="a")
            raise ZeroDivisionError

    assert places() == [(0, "outer")]


def test_deeds_keep_their_words_whatever_stands_in_them(app):
    words = '制表\t换行\n反斜杠\\ \\N 引号" 空'
    with writing() as session:
        for n in range(3):
            audit.record(session, "done", subject="a", by=None, at=clock.now(), words=words, n=n)

    with reading() as session:
        found = session.query(AuditEntry).order_by(AuditEntry.id)
        assert [(one.facts["words"], one.facts["n"]) for one in found] == [
            (words, n) for n in range(3)
        ]
    assert console.check([]).startswith("审计日志完好：3 条")


def record(session, deed, subject):
    audit.record(session, deed, subject=subject, by=None, at=clock.now())


def places():
    with reading() as session:
        found = session.query(trail.AuditLeaf.n, AuditEntry.event).join(AuditEntry)
        return [tuple(row) for row in found.order_by(trail.AuditLeaf.n)]


def test_deeds_of_before_the_log_get_their_places_once(app):
    with writing() as session:
        session.add(AuditEntry(at=clock.now(), event="old", subject="x", person_id=None, facts={}))

    with writing() as session:
        assert trail.adopt(session) == 1
    with writing() as session:
        assert trail.adopt(session) == 0
    assert console.check([]).startswith("审计日志完好：1 条")
