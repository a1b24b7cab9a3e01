"""The migrations lead to exactly the tables that the models describe, on both databases."""

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from server import founding
from server.app import create_app
from server.config import Settings
from server.core import feed
from server.core.db import db
from server.core.doors import reading
from server.features.organisation import queries as organisation
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
