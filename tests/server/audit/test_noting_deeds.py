"""Deeds are noted and written together: none is lost, doubled, or kept of what was undone."""

import pytest

from server.core import audit, clock, replication, trail
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.doors import reading, writing
from server.features.audit import console, queries


def record(session, deed, subject):
    audit.record(session, deed, subject=subject, by=None, at=clock.now())


def places():
    with reading() as session:
        found = session.query(trail.AuditLeaf.n, AuditEntry.event).join(AuditEntry)
        return [tuple(row) for row in found.order_by(trail.AuditLeaf.n)]


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
