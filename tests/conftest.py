"""Fixtures: an application on each database, a clock that stands still, signed-in clients."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from server import wall
from server.app import create_app
from server.config import Settings
from server.core import auth, clock, feed, replication, tokens
from server.core.db import db
from server.core.doors import writing
from server.features.accounts import passwords
from server.features.accounts.models import SignIn
from server.features.organisation import commands as organisation
from server.features.sync_api import snapshots
from server.features.sync_api.bureau import VERBS
from tests import people as people_module
from tests.note import REPLICA as NOTE_REPLICA
from tests.note import crashing_verb, note_verb
from tests.outside import WATCH
from tests.people import PASSWORD, People

POSTGRES = os.environ.get("DOORSTEP_TEST_POSTGRES_URL")
FULL_ELSEWHERE_S = 60
WATCH.begin_anew()


@dataclass
class Clock:
    """The tests' time: 2026-11-23 10:00 in the city until somebody moves it."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@pytest.fixture(autouse=True)
def nothing_reaches_outside() -> Iterator[None]:
    """Let no test pass in which something wanted to leave this machine."""
    yield
    assert WATCH.tried() == []


@dataclass(frozen=True)
class Template:
    """A founded database to copy for each test, and who is in it."""

    url: str
    people: People


@pytest.fixture(scope="session")
def worker_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worker")


@pytest.fixture(scope="session")
def password_hash() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture(scope="session")
def sqlite_template(worker_dir: Path, password_hash: str) -> Template:
    url = f"sqlite:///{worker_dir / 'template.db'}"
    return Template(url, _found(url, worker_dir, password_hash))


@pytest.fixture(scope="session")
def postgres_template(worker_dir: Path, password_hash: str) -> Iterator[Template]:
    if POSTGRES is None:
        pytest.skip("no PostgreSQL: DOORSTEP_TEST_POSTGRES_URL is not set")
    name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
    url = create_database(name, template="template1")
    yield Template(url, _found(url, worker_dir, password_hash))
    drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.getfixturevalue(f"{request.param}_template")
    return found


@pytest.fixture
def database_url(template: Template, tmp_path: Path) -> Iterator[str]:
    with copied(template, tmp_path) as url:
        yield url


@contextmanager
def copied(template: Template, folder: Path) -> Iterator[str]:
    """Give a database of its own with the content of the template."""
    source = make_url(template.url)
    if source.drivername.startswith("sqlite"):
        copy = folder / "doorstep.db"
        shutil.copyfile(str(source.database), copy)
        yield f"sqlite:///{copy}"
        return
    name = f"test_{os.getpid()}_{abs(hash(folder)) % 10**12}"
    yield create_database(name, template=str(source.database))
    drop_database(name)


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def app(database_url: str, tmp_path: Path, time: Clock) -> Iterator[Flask]:
    with running(database_url, tmp_path, time) as app:
        yield app


@contextmanager
def running(url: str, folder: Path, time: Clock) -> Iterator[Flask]:
    """Give an application on a database, inside its context, closed afterwards."""
    app = _application(url, folder / "data")
    app.extensions[clock.EXTENSION] = time
    with app.app_context():
        yield app
        _close(app)


@pytest.fixture
def people(template: Template) -> People:
    return template.people


@pytest.fixture
def as_person(app: Flask, time: Clock) -> Any:
    """Give a client that is signed in as a person (by id)."""

    def sign_in(person_id: str, device_id: str | None = None) -> "Client":
        token = f"token-of-{person_id}-{device_id}"
        with writing() as session:
            session.add(
                SignIn(
                    id=f"sign-in-{abs(hash(token)) % 10**12}",
                    token_hash=tokens.hashed(token),
                    person_id=person_id,
                    device_id=device_id,
                    created_at=time(),
                    last_seen_at=time(),
                    expires_at=time() + timedelta(days=1),
                )
            )
        client = Client(app.test_client())
        client.flask.set_cookie(auth.COOKIE, token)
        return client

    return sign_in


@pytest.fixture
def anybody(app: Flask) -> "Client":
    """Give a client that is not signed in."""
    return Client(app.test_client())


@dataclass(frozen=True)
class Client:
    """An HTTP client that sends what our own pages send."""

    flask: FlaskClient

    def get(self, path: str, **options: Any) -> Any:
        return self.flask.get(path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.flask.post(path, **_ours(options, json))

    def put(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.flask.put(path, **_ours(options, json))

    def patch(self, path: str, json: Any = None, **options: Any) -> Any:
        return self.flask.patch(path, **_ours(options, json))

    def delete(self, path: str, **options: Any) -> Any:
        return self.flask.delete(path, **_ours(options, None))


def _ours(options: dict[str, Any], json: Any) -> dict[str, Any]:
    headers = {auth.CHANGE_HEADER: "1", **options.pop("headers", {})}
    body = {} if json is None else {"json": json}
    return {**options, **body, "headers": headers}


def _application(url: str, data_dir: Path) -> Flask:
    settings = Settings(database_url=url, data_dir=data_dir, pwa_dir=data_dir / "pwa")
    app = create_app(settings)
    app.testing = True
    known = app.extensions[replication.EXTENSION].values()
    replication.install(app, [*known, NOTE_REPLICA])
    app.extensions[VERBS] |= {("note", 1): note_verb, ("crash", 1): crashing_verb}
    return app


def _found(url: str, folder: Path, password_hash: str) -> People:
    app = _application(url, folder / "template-data")
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            wall.build(connection)
            # The rows of tests/note.py are everybody's; the wall knows the program's own tables.
            if connection.dialect.name == "postgresql" and "test_note" in db.metadata.tables:
                connection.exec_driver_sql("GRANT SELECT ON test_note TO doorstep_reader")
        with writing() as session:
            feed.found_epoch(session)
            organisation.found_bureau(session)
            people = people_module.settle(session, password_hash)
        if url.startswith("sqlite"):
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        _close(app)
    return people


def _close(app: Flask) -> None:
    # Its thread still holds a connection while it builds.
    app.extensions[snapshots.BUILDER].rest()
    db.session.remove()
    db.engine.dispose()


def create_database(name: str, *, template: str, tablespace: str = "pg_default") -> str:
    assert POSTGRES is not None
    administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}" TABLESPACE {tablespace}')
    url = make_url(POSTGRES).set(database=name, drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def drop_database(name: str) -> None:
    """Drop it as soon as the server can: a disk that another test has filled holds it up."""
    until = monotonic() + FULL_ELSEWHERE_S
    while True:
        try:
            return administer(f'DROP DATABASE "{name}" WITH (FORCE)')
        except psycopg.errors.InternalError_:
            if monotonic() > until:
                raise
            sleep(0.2)


def administer(statement: str) -> None:
    url = make_url(POSTGRES).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
