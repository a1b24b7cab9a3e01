"""What a transaction knows is not asked for again, and nothing is known wrongly."""

import pytest

from server.core import known
from server.core.doors import writing
from tests.note import Note
from tests.statements import counting

IDS = ("a", "b")


@pytest.fixture
def notes(app):
    with writing() as session:
        session.add_all(Note(id=one, text="old", scopes=["town:1"]) for one in IDS)


def names(rows):
    return sorted(row.id for row in rows)


def test_rows_that_the_session_holds_are_not_asked_for(notes):
    with writing() as session:
        kept = [session.get(Note, "a")]
        with counting() as one:
            assert names(known.several(session, Note, ["a", "b", "nobody's"])) == ["a", "b"]
        kept += [session.get(Note, "b")]
        with counting() as none:
            assert names(known.several(session, Note, IDS)) == ["a", "b"]

    assert (len(one), len(none), len(kept)) == (1, 0, 2)


def test_a_row_that_is_being_removed_does_not_exist(notes):
    with writing() as session:
        session.delete(session.get(Note, "a"))

        assert names(known.several(session, Note, IDS)) == ["b"]
