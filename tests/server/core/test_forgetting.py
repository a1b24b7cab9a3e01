"""Old removals and commits are forgotten by a fixed rule, and the horizon says up to where."""

import pytest
from sqlalchemy import func, select

from server.core import feed, forgetting
from server.core.doors import reading, writing
from server.core.feed import Commit, FeedEntry
from server.core.forgetting import forget_removals
from tests.note import put_note
from tests.server.sync_api.phones import cursors, rows, sync

TOWN = "town:none"


@pytest.fixture
def officer(as_person, people):
    return as_person(people.officer)


@pytest.fixture
def spare(monkeypatch):
    """Let a scope remember four removals and six commits, so that a test needs few rows."""
    monkeypatch.setattr(forgetting, "SPARE_REMOVALS", 4)
    monkeypatch.setattr(forgetting, "KEEP_COMMITS", 6)


def put(*names, scopes=(TOWN,)):
    with writing() as session:
        for name in names:
            put_note(session, name, f"in {len(scopes)}", scopes)


def forget():
    with writing() as session:
        return forget_removals(session, TOWN)


def remembered(kind):
    with reading() as session:
        found = select(func.count()).where(kind.scope_id == TOWN)
        if kind is FeedEntry:
            found = found.where(FeedEntry.op == "remove")
        return session.scalar(found)


def horizon():
    with reading() as session:
        return feed.head(session, TOWN).horizon


def test_few_removals_are_remembered(app, spare):
    put("a", "b", "c", "d")
    put("a", "b", "c", "d", scopes=())

    assert forget() == 0
    assert (remembered(FeedEntry), horizon()) == (4, 0)


def test_when_removals_outnumber_half_of_the_rows_the_older_half_goes(app, spare):
    put(*"abcdefgh")
    put(*"abcdef", scopes=())

    assert forget() == 3
    assert (remembered(FeedEntry), horizon()) == (3, 11)
    assert forget() == 0


def test_a_phone_from_before_the_horizon_starts_anew_and_misses_nothing(app, spare, officer):
    put(*"abcdefgh")
    held = cursors(sync(officer))
    put(*"abcdef", scopes=())
    forget()

    page = sync(officer, scopes=held).json["scopes"][TOWN]

    assert (page["from"], page["n_rows"]) == (0, 2)
    assert sorted(row[0] for row in page["put"]["note"]["rows"]) == ["g", "h"]


def test_a_scope_that_all_rows_have_left_is_an_empty_page_from_0_to_its_end(app, spare, officer):
    put(*"abcdef")
    held = cursors(sync(officer))
    put(*"abcdef", scopes=())
    forget()

    page = sync(officer, scopes=held).json["scopes"][TOWN]

    assert horizon() > held[TOWN][0]
    assert (page["from"], page["to"], page["n_rows"]) == (0, page["current"], 0)
    assert (page.get("put", {}), page.get("remove", [])) == ({}, [])
    assert "scopes" not in sync(officer, scopes={**held, TOWN: [page["to"], page["tag"]]}).json


def test_a_cursor_of_a_scope_in_which_nothing_stands_is_an_empty_page_from_0(app, officer):
    held = {**cursors(sync(officer)), TOWN: [7, "of-a-lost-history"]}

    page = sync(officer, scopes=held).json["scopes"][TOWN]

    assert (page["from"], page["to"], page["current"], page["n_rows"]) == (0, 0, 0, 0)
    assert (page.get("put", {}), page.get("remove", [])) == ({}, [])
    assert "scopes" not in sync(officer, scopes={**held, TOWN: [0, page["tag"]]}).json


def test_a_phone_from_behind_the_horizon_goes_on(app, spare, officer):
    put(*"abcdefgh")
    put(*"abcdef", scopes=())
    held = cursors(sync(officer))
    put("i")
    forget()

    answer = sync(officer, scopes=held)

    assert answer.json["scopes"][TOWN]["from"] == 14
    assert [row["id"] for row in rows(answer, TOWN, "note")] == ["i"]


def test_only_the_newest_commits_keep_their_tags(app, spare):
    for n in range(10):
        put(f"n{n}")

    forget()

    assert (remembered(Commit), horizon()) == (7, 4)


def test_a_first_sync_by_small_pages_ends_though_all_rows_stand_below_the_horizon(
    app, spare, officer
):
    put(*"abcdefgh")
    put(*"qrstuvwxyz", scopes=(TOWN, "town:1"))
    put(*"qrstuvwxyz", scopes=("town:1",))
    forget()

    held, seen = cursors(sync(officer, limit=1000)), []
    held[TOWN] = [0, ""]
    for _ in range(10):
        answer = sync(officer, scopes=held, limit=3)
        seen += [row["id"] for row in rows(answer, TOWN, "note")]
        if "scopes" not in answer.json:
            break
        held |= cursors(answer)

    assert horizon() > 8
    assert seen == list("abcdefgh")
    assert "scopes" not in answer.json
