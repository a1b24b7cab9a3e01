"""A bureau that backs up, empty databases to restore into, and bureaus that were restored."""

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask_migrate import stamp
from sqlalchemy.engine import make_url

from server.backup import making, restoring
from server.config import Settings
from server.core import tokens
from server.core.doors import writing
from server.features.accounts.models import SignIn
from tests.conftest import POSTGRES, Client, create_database, drop_database, running
from tests.server.backup.phones import KeepingPhone


@dataclass
class Heard:
    """What a person at the console would have read."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def told():
    return Heard()


@pytest.fixture
def bureau(app):
    """The application on a database whose form is written down, as migrations leave it."""
    stamp()
    return app


@pytest.fixture
def target(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def backup(bureau, target, time, told):
    """Make a backup, an hour after the last."""

    def run():
        time.pass_by(hours=1)
        return making.make(target, told)

    return run


@pytest.fixture
def phone_of(bureau, as_person):
    def phone(person_id, device=None):
        device = device or f"phone-of-{person_id}"
        return KeepingPhone(as_person(person_id, device), device)

    return phone


@pytest.fixture
def phone(phone_of, people):
    """A phone with two commands in the bureau."""
    found = phone_of(people.officer)
    found.write("a")
    found.write("b")
    found.sync()
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request, tmp_path):
    """Settings of an installation with nothing in it."""
    with made_empty(request.param, tmp_path / "elsewhere") as settings:
        yield settings


@contextmanager
def made_empty(kind, folder):
    folder.mkdir()
    if kind == "sqlite":
        yield settings_of(f"sqlite:///{folder / 'doorstep.db'}", folder)
        return
    if POSTGRES is None:
        pytest.skip("no PostgreSQL: DOORSTEP_TEST_POSTGRES_URL is not set")
    name = f"restored_{os.getpid()}_{abs(hash(folder)) % 10**12}"
    url = create_database(name, template="template1")
    yield settings_of(url, folder)
    drop_database(str(make_url(url).database))


def settings_of(url: str, folder: Path) -> Settings:
    # Where `running` keeps the files of an application.
    return Settings(url, data_dir=folder / "data", pwa_dir=folder / "pwa")


@pytest.fixture
def restored(time, told):
    """Restore a backup and run a bureau on it; gives a maker of clients of its people."""
    with ExitStack() as stack:

        def run(folder, into):
            restoring.restore(folder, restoring.checked(folder, told), into, told)
            return stack.enter_context(opened(into, time))

        yield run


@contextmanager
def opened(settings, time):
    """Run a bureau on what stands there; gives a maker of clients of its people."""
    with running(settings.database_url, settings.data_dir.parent, time) as app:
        yield lambda person_id: signed_in(app, person_id, time())


def signed_in(app, person_id, at):
    token = tokens.hashed(f"again-{person_id}")
    with app.app_context(), writing() as session:
        session.merge(
            SignIn(
                id=f"again-{person_id}",
                token_hash=token,
                person_id=person_id,
                created_at=at,
                last_seen_at=at,
                expires_at=at.replace(year=at.year + 1),
            )
        )
    client = Client(app.test_client())
    client.flask.set_cookie("doorstep_session", f"again-{person_id}")
    return client
