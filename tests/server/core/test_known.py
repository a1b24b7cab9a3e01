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


def test_what_is_ruled_out_is_not_asked_for_again_and_what_stands_is_found(notes):
    with writing() as session:
        with counting() as asked:
            known.rule_out(session, {Note.id: ["a", "new"], Note.text: ["old", "unheard"]})
        with counting() as none:
            assert known.get(session, Note, "new") is None
            assert known.listed(session, Note.text, "unheard") == []
        found = known.get(session, Note, "a")
        known.foresee_lists(session, Note.text, ["old"])

        assert (len(asked), len(none), found.id) == (1, 0, "a")
        assert names(known.listed(session, Note.text, "old")) == ["a", "b"]


def test_what_is_added_after_it_was_ruled_out_is_known(notes):
    with writing() as session:
        known.rule_out(session, {Note.id: ["new"], Note.text: ["fresh"]})
        session.add(Note(id="new", text="fresh", scopes=["town:1"]))

        assert known.get(session, Note, "new").text == "fresh"
        assert names(known.listed(session, Note.text, "fresh")) == ["new"]


def test_more_keys_than_one_statement_asks_for_are_not_ruled_out_and_still_found(notes):
    with writing() as session:
        known.rule_out(session, {Note.id: ["a", *(f"n{n}" for n in range(known.CHUNK))]})

        assert known.get(session, Note, "a").id == "a"
        assert known.get(session, Note, "n1") is None


def test_a_key_that_is_longer_than_any_is_not_taken_for_its_beginning(app):
    longest = "k" * 64
    with writing() as session:
        session.add(Note(id=longest, text="t", scopes=["town:1"]))
    with writing() as session:
        known.rule_out(session, {Note.id: [f"{longest}x"]})
        known.foresee_lists(session, Note.id, [f"{longest}x"])

        assert known.several(session, Note, [f"{longest}x"]) == []
        assert known.get(session, Note, f"{longest}x") is None
        assert known.listed(session, Note.id, f"{longest}x") == []
