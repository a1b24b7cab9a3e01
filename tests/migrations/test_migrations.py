"""The migrations lead to exactly the tables that the models describe, on both databases."""

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from server import founding, wall
from server.app import create_app
from server.config import Settings
from server.core import clock, feed
from server.core.auth import Actor, Role
from server.core.db import db
from server.core.doors import reading, writing
from server.features.accounts import commands as accounts
from server.features.accounts.commands import NewPerson
from server.features.organisation import queries as organisation
from server.features.sync_api.commands import register_device
from server.features.sync_api.models import CommandEntry, Device
from server.features.sync_api.store import SqlTransaction
from sync.protocol import Envelope, Result
from tests.conftest import create_database, drop_database


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    if "DOORSTEP_TEST_POSTGRES_URL" not in os.environ:
        pytest.skip("no PostgreSQL: DOORSTEP_TEST_POSTGRES_URL is not set")
    url = create_database(f"empty_{os.getpid()}", template="template1")
    yield url
    drop_database(str(make_url(url).database))


@pytest.fixture
def fresh_app(empty_url, tmp_path):
    app = create_app(Settings(empty_url, data_dir=tmp_path, pwa_dir=tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_an_empty_database_becomes_what_the_models_describe(fresh_app):
    founding.prepare(fresh_app)

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)

    assert [found for found in differences if "test_note" not in str(found)] == []


def test_a_new_installation_knows_the_citys_branches(fresh_app):
    founding.prepare(fresh_app)
    founding.prepare(fresh_app)

    with reading() as session:
        assert len(organisation.branches(session)) == 33


def test_a_filled_database_can_go_back_and_forth_between_its_forms(fresh_app):
    founding.prepare(fresh_app)
    with writing() as session:
        person = accounts.add_person(session, NewPerson("chen", "陈志远", Role.OFFICER))
        actor = Actor(person.id, person.name, Role.OFFICER, None, "session")
        register_device(session, "phone", by=actor, announced_head=3, at=clock.now())
        session.flush()
        store = SqlTransaction(session, {}, actor, clock.now())
        store.record("phone", [(Envelope("the body"), None, Result(1, "quarantined"))])

    with db.engine.begin() as connection:
        wall.take_down(connection)
    downgrade(revision="0001")
    upgrade()

    with reading() as session:
        assert session.get(Device, "phone").announced_head == 3
        assert session.get(CommandEntry, ("phone", 1)).body == "the body"


def test_references_are_heeded_again_after_a_migration(fresh_app):
    founding.prepare(fresh_app)

    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sync_town_pack (person_id, town_id, taken_at)"
            " VALUES ('nobody', '441900119', '2026-11-23 02:00:00')"
        )


def test_phones_at_the_end_of_a_scope_go_on_after_the_history_of_commits_began(fresh_app):
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        row = "INSERT INTO sync_scope (id, seq, tag, n_rows, digest) VALUES"
        connection.exec_driver_sql(f"{row} ('town:1', 7, 'abc', 2, '00')")
        connection.exec_driver_sql(f"{row} ('town:2', 0, '', 0, '00')")

    upgrade()

    with reading() as session:
        assert feed.tag_at(session, "town:1", 7) == "abc"
        assert feed.head(session, "town:1").horizon == 7
        assert feed.tag_at(session, "town:2", 0) == ""
