"""A full disk on the bureau's side: said as such, nothing half done, nothing called poison."""

import pytest
from sqlalchemy import select

from server.core.db import db
from server.core.doors import reading
from server.features.sync_api.models import CommandEntry
from tests.note import Note
from tests.server.sync_api.test_sync_door import PHONE, command, sync


def pages(most=None):
    """Let SQLite have no more pages than it has now, or as many as it likes."""
    with db.engine.connect() as connection:
        have = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={most or have}")


@pytest.fixture
def on_sqlite(template):
    if not template.url.startswith("sqlite"):
        pytest.skip("only SQLite can be told how much it may write")


def test_commands_wait_on_the_phone_until_there_is_room_again(on_sqlite, as_person, people):
    officer = as_person(people.officer)
    sync(officer)
    large = [command(n, entity=f"n{n}", text="x" * 40_000) for n in range(1, 4)]
    pages()

    for _ in range(5):
        answer = sync(officer, commands=large)
        assert (answer.status_code, answer.json["code"]) == (507, "507.00")
        assert int(answer.headers["Retry-After"]) > 0
        with reading() as session:
            assert session.scalars(select(CommandEntry.seq)).all() == []
            assert session.scalars(select(Note.id)).all() == []

    pages(most=1_000_000)
    answer = sync(officer, commands=large)
    assert [result["status"] for result in answer.json["results"]] == ["applied"] * 3
    assert sync(officer, first_seq=4, device=PHONE).json["expected_seq"] == 4
