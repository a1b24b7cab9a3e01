"""Rows that are held are written together, and are published like all others."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from server.core import known, replication
from server.core.doors import reading, writing
from server.core.feed import head
from tests.note import Note
from tests.statements import counting

IDS = ("a", "b", "c")
TOWN = "town:1"


@pytest.fixture
def notes(app):
    with writing() as session:
        session.add_all(Note(id=one, text="old", scopes=[TOWN]) for one in IDS)


def held(session):
    known.foresee(session, Note, IDS, locked=True)
    return [known.get(session, Note, one) for one in IDS]


def written(statements):
    return [one for one in statements if one.startswith("UPDATE test_note")]


def stand():
    with reading() as session:
        return [tuple(row) for row in session.execute(select(Note.id, Note.text, Note.row_ver))]


def test_held_rows_that_changed_alike_are_written_by_one_statement(notes):
    with counting() as statements, writing() as session:
        for note in held(session):
            note.text = "new"

    assert len(written(statements)) == 1
    assert sorted(stand()) == [(one, "new", 2) for one in IDS]


def test_what_was_written_together_is_published(notes):
    with reading() as session:
        before = head(session, TOWN)

    with writing() as session:
        for note in held(session):
            note.text = "new"

    with reading() as session:
        after = head(session, TOWN)
    assert (after.seq, after.n_rows) == (before.seq + len(IDS), before.n_rows)
    assert after.digest != before.digest


def test_rows_that_changed_otherwise_are_written_apart_and_none_is_left_out(notes):
    with counting() as statements, writing() as session:
        first, second, third = held(session)
        first.text = second.text = "new"
        third.stamp = 7

    assert len(written(statements)) == 2
    assert sorted(stand()) == [("a", "new", 2), ("b", "new", 2), ("c", "old", 2)]


def test_a_held_row_that_changes_twice_in_a_transaction_bears_two_versions(notes):
    with writing() as session:
        for note in held(session):
            note.text = "new"
        session.flush()
        for note in held(session):
            note.text = "newer"

    assert sorted(stand()) == [(one, "newer", 3) for one in IDS]


def test_a_change_that_a_savepoint_undid_is_neither_kept_nor_published(notes):
    with reading() as session:
        before = head(session, TOWN).seq

    with writing() as session:
        mine = held(session)
        with pytest.raises(ZeroDivisionError), replication.savepoint(session):
            for note in mine:
                note.text = "undone"
            session.flush()
            raise ZeroDivisionError
        mine[0].text = "kept"

    assert sorted(stand()) == [("a", "kept", 2), ("b", "old", 1), ("c", "old", 1)]
    with reading() as session:
        assert head(session, TOWN).seq == before + 1


def test_rows_that_nobody_holds_are_looked_at_one_by_one(notes):
    with counting() as statements, writing() as session:
        for note in session.scalars(select(Note)).all():
            note.text = "new"

    assert len(written(statements)) == len(IDS)


def test_a_held_row_that_is_not_found_as_it_was_read_refuses_all(notes):
    past = {"publishes": True}

    with pytest.raises(StaleDataError), writing() as session:
        mine = held(session)
        session.connection().execute(
            update(Note.__table__).where(Note.id == "b").values(row_ver=9), execution_options=past
        )
        for note in mine:
            note.text = "new"

    assert sorted(stand()) == [(one, "old", 1) for one in IDS]
