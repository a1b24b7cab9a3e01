"""The books of the bureau: tables, feed and counters must agree, and what differs is mended."""

import pytest
from sqlalchemy import delete, update

from server.core import feed
from server.core.doors import reading, writing
from server.core.feed import FeedEntry, Scope
from server.features.sync_api import tidying
from tests.note import Note, put_note
from tests.server.sync_api.phones import cursors, rows, sync

TOWN = "town:none"


@pytest.fixture
def manager(as_person, people):
    return as_person(people.manager)


@pytest.fixture
def notes(app):
    with writing() as session:
        for name in "abc":
            put_note(session, name, "hello", [TOWN])


def past_the_feed(statement):
    """Damage the books as no code of ours does."""
    with writing() as session:
        session.connection().execute(statement)


def damaged_note(**values):
    with writing() as session:
        statement = update(Note).where(Note.id == "a").values(**values)
        session.execute(statement, execution_options={"publishes": True})
        # Said to be announced, and is not: what a bug in a bulk write would leave.
        session.connection().info["doorstep.owed"].clear()


def entry(name):
    return (FeedEntry.scope_id == TOWN, FeedEntry.row_id == name)


DAMAGES = {
    "a missing entry": lambda: past_the_feed(delete(FeedEntry).where(*entry("a"))),
    "a wrong version": lambda: past_the_feed(
        update(FeedEntry).where(*entry("a")).values(row_ver=9)
    ),
    "an entry of a removed row": lambda: past_the_feed(
        update(FeedEntry).where(*entry("a")).values(row_id="ghost")
    ),
    "a moved row": lambda: damaged_note(scopes=["town:1"]),
    "a changed row": lambda: damaged_note(row_ver=7, text="changed"),
    "a wrong count": lambda: past_the_feed(update(Scope).where(Scope.id == TOWN).values(n_rows=9)),
    "a wrong digest": lambda: past_the_feed(
        update(Scope).where(Scope.id == TOWN).values(digest="0" * 16)
    ),
}


def test_books_that_were_kept_by_the_write_rule_agree(notes):
    report = tidying.recount()

    assert report.is_well
    assert report.rows > 70


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_every_damage_is_reported_and_mended_and_kept_as_a_defect(notes, manager, damage):
    damage()

    found = tidying.recount()
    assert not found.is_well
    tidying.recount_and_mend()

    assert tidying.recount().is_well
    defects = manager.get("/api/defects").json
    assert {defect["kind"] for defect in defects} == {"recount"}
    assert TOWN in {defect["scope"] for defect in defects}


def test_reporting_changes_nothing(notes):
    DAMAGES["a missing entry"]()
    with reading() as session:
        before = feed.head(session, TOWN)

    tidying.recount()

    with reading() as session:
        assert feed.head(session, TOWN) == before


def test_a_mended_row_reaches_the_phone_at_its_next_sync(notes, as_person, people):
    officer = as_person(people.officer)
    held = cursors(sync(officer))
    DAMAGES["a changed row"]()

    tidying.recount_and_mend()

    [row] = rows(sync(officer, scopes=held), TOWN, "note")
    assert (row["id"], row["ver"], row["text"]) == ("a", 7, "changed")


def test_a_table_longer_than_one_stretch_is_recounted_to_its_end(app, monkeypatch):
    monkeypatch.setattr("server.core.recounting.CHUNK", 4)
    with writing() as session:
        for n in range(12):
            put_note(session, f"n{n:02}", "hello", [TOWN])
    past_the_feed(delete(FeedEntry).where(*entry("n11")))
    past_the_feed(update(FeedEntry).where(*entry("n05")).values(row_id="n055"))

    misplaced = {found.change.row_id for found in tidying.recount().misplaced}

    assert misplaced == {"n11", "n05", "n055"}
