"""No change of a replicated table is committed past the feed."""

import pytest
from sqlalchemy import insert, text, update

from server.core import replication
from server.core.doors import reading, writing
from server.core.feed import RowChange, head
from server.core.replication import UnpublishedWriteError
from server.features.organisation.models import Branch
from tests.note import Note


def test_a_change_through_the_orm_is_published_by_the_door(app):
    with writing() as session:
        session.add(Note(id="a", text="hello", scopes=["town:1"]))

    with reading() as session:
        assert head(session, "town:1").n_rows == 1


def test_a_row_that_is_removed_and_made_anew_at_once_leaves_where_it_stood(app):
    with writing() as session:
        session.add(Note(id="a", text="one", scopes=["town:1"]))
    with writing() as session:
        session.delete(session.get(Note, "a"))
        session.flush()
        session.add(Note(id="a", text="two", scopes=["town:2"]))

    with reading() as session:
        assert [head(session, scope).n_rows for scope in ("town:1", "town:2")] == [0, 1]


def test_a_row_that_was_published_as_new_and_moves_on_leaves_where_it_stood(app):
    with writing() as session:
        note = Note(id="a", text="one", scopes=["town:1"])
        session.add(note)
        replication.publish(session)
        note.scopes = ["town:2"]

    with reading() as session:
        assert [head(session, scope).n_rows for scope in ("town:1", "town:2")] == [0, 1]


def test_a_bulk_statement_that_does_not_say_so_is_refused(app):
    with pytest.raises(UnpublishedWriteError), writing() as session:
        session.execute(update(Branch).values(short="改"))


def test_a_bulk_statement_past_the_session_is_refused_too(app):
    with pytest.raises(UnpublishedWriteError), writing() as session:
        session.connection().execute(update(Branch.__table__).values(short="改"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE branch SET short = '改'",
        "  update  \"branch\" set short = '改'",
        "DELETE FROM branch",
        "INSERT INTO branch (id, row_ver, name, short, sort) VALUES ('x', 1, 'x', 'x', 1)",
        "INSERT OR REPLACE INTO branch (id, row_ver, name) VALUES ('x', 1, 'x')",
        "WITH some AS (SELECT 1) UPDATE branch SET short = '改'",
        "WITH some AS (SELECT 1)\n DELETE FROM main.branch WHERE sort > 1",
    ],
)
def test_a_change_written_as_text_is_refused(statement, app):
    with pytest.raises(UnpublishedWriteError), writing() as session:
        session.execute(text(statement))
    with pytest.raises(UnpublishedWriteError), writing() as session:
        session.connection().exec_driver_sql(statement)


def test_text_that_reads_or_writes_elsewhere_passes(app):
    with writing() as session:
        assert session.scalar(text("SELECT count(*) FROM branch WHERE short != 'update person'"))
        session.execute(text("DELETE FROM sync_town_pack"))


def test_a_bulk_statement_that_is_not_announced_does_not_commit(app):
    row = {"id": "a", "row_ver": 1, "text": "x", "scopes": ["town:1"], "stamp": 0}

    with pytest.raises(UnpublishedWriteError), writing() as session:
        session.execute(insert(Note), [row], execution_options={"publishes": True})

    with reading() as session:
        assert session.get(Note, "a") is None


def test_an_announced_bulk_statement_commits_with_its_feed(app):
    row = {"id": "a", "row_ver": 1, "text": "x", "scopes": ["town:1"], "stamp": 0}

    with writing() as session:
        session.execute(insert(Note), [row], execution_options={"publishes": True})
        replication.announce(session, [RowChange("note", "a", 1, frozenset({"town:1"}))])

    with reading() as session:
        assert head(session, "town:1").n_rows == 1


def test_nothing_is_written_through_the_reading_door(app):
    with pytest.raises(RuntimeError), reading() as session:
        session.add(Note(id="a", text="x", scopes=[]))
        session.flush()


def test_doors_do_not_nest(app):
    with pytest.raises(AssertionError), writing(), reading():
        pass
