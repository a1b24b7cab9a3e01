"""Row security where the service is no superuser: as a bureau's own PostgreSQL would have it."""

import os

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from server import founding, wall
from server.app import create_app
from server.config import Settings
from server.core import row_security
from server.core.db import db
from server.core.doors import reading, writing
from server.core.row_security import READER, MayMakeNoRole
from server.features.enterprises.models import Enterprise
from server.features.organisation import queries as organisation
from tests.conftest import administer, create_database, drop_database
from tests.server.jurisdiction.canaries import settle

PASSWORD = "of no superuser"


@pytest.fixture
def owner():
    """Give a user that owns a database and may do nothing else on its server."""
    if "DOORSTEP_TEST_POSTGRES_URL" not in os.environ:
        pytest.skip("no PostgreSQL: DOORSTEP_TEST_POSTGRES_URL is not set")
    name = f"owner_{os.getpid()}"
    administer(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    yield name
    administer(f"DROP ROLE {name}")


@pytest.fixture
def app(owner, tmp_path):
    url = create_database(f"owned_{os.getpid()}", template="template1")
    name = make_url(url).database
    administer(f'ALTER DATABASE "{name}" OWNER TO {owner}')
    own = make_url(url).set(username=owner, password=PASSWORD)
    settings = Settings(own.render_as_string(hide_password=False), tmp_path, tmp_path)
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def test_without_the_right_to_make_the_role_it_is_said_what_to_do(app):
    administer(row_security.MADE_ROLE)

    with pytest.raises(MayMakeNoRole, match=f"CREATE ROLE {READER}"):
        founding.prepare(app)


def test_who_made_the_role_and_may_not_become_it_is_given_that_too(app, owner):
    with db.engine.connect() as connection:
        if connection.dialect.server_version_info < (16,):
            pytest.skip("before PostgreSQL 16 whoever is a member may become it")
    administer(row_security.MADE_ROLE)
    administer(f"GRANT {READER} TO {owner} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")

    founding.prepare(app)

    assert names_within(frozenset()) == set()


def test_a_wall_that_nobody_can_stand_behind_does_not_stand(app, owner):
    administer(row_security.MADE_ROLE)
    administer(f"GRANT {READER} TO {owner}")
    founding.prepare(app)

    with db.engine.begin() as connection:
        assert wall.stands(connection)
        connection.exec_driver_sql("REVOKE SELECT ON visit FROM doorstep_reader")
        assert not wall.stands(connection)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE matter DISABLE ROW LEVEL SECURITY")
        assert not wall.stands(connection)
    founding.prepare(app)
    administer(f"REVOKE {READER} FROM {owner}")
    with db.engine.begin() as connection:
        assert not wall.stands(connection)


def test_an_owner_who_is_no_superuser_works_within_the_wall(app, owner):
    administer(row_security.MADE_ROLE)
    administer(f"GRANT {READER} TO {owner}")

    founding.prepare(app)
    branches = settle()

    with db.engine.connect() as connection:
        assert wall.stands(connection)
    assert names_within(None) == {f"enterprise-{branch}" for branch in branches}
    with reading() as session:
        town = min(organisation.towns_of(session, branches[0]))
    assert names_within(frozenset({f"town:{town}"})) == {f"enterprise-{branches[0]}"}
    with writing() as session:
        session.get(Enterprise, f"enterprise-{branches[1]}").contact_name = "黄生"
    founding.prepare(app)


def names_within(marks):
    """Return the ids of the enterprises that PostgreSQL hands out by these marks, or by none."""
    with reading() as session:
        if marks is not None:
            row_security.take_reader(session, marks)
        return set(session.scalars(select(Enterprise.id)))
