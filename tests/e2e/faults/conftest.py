"""Fixtures: the bureau on each database, and the wire to it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import POSTGRES, create_database, drop_database
from tests.e2e.bureau import Bureau, make_papers
from tests.e2e.faults.books import Books, books_of
from tests.e2e.faults.wire import Wire

IS_LONG = "DOORSTEP_LONG" in os.environ


@pytest.fixture(scope="session")
def postgres_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """The demo's data on PostgreSQL, to be copied by each test."""
    if POSTGRES is None:
        pytest.skip("no PostgreSQL: DOORSTEP_TEST_POSTGRES_URL is not set")
    name = f"demo_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
    url = create_database(name, template="template1")
    made = Bureau(tmp_path_factory.mktemp("demo-on-postgres"), database_url=url)
    made.run("migrate")
    made.run("demo")
    make_papers(made)
    yield made
    drop_database(name)


@pytest.fixture(params=["sqlite", "postgres"])
def bureau(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bureau]:
    """A running server with demo data of its own, on each database."""
    folder = tmp_path / "bureau"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("demo_data"), folder)
        yield from running(Bureau(folder))
        return
    made: Bureau = request.getfixturevalue("postgres_demo")
    shutil.copytree(made.folder, folder)
    name = f"faults_{os.getpid()}_{abs(hash(folder)) % 10**12}"
    url = create_database(name, template=template_of(made))
    yield from running(Bureau(folder, database_url=url))
    drop_database(name)


def running(bureau: Bureau) -> Iterator[Bureau]:
    bureau.start()
    yield bureau
    bureau.stop()


def template_of(made: Bureau) -> str:
    """Return the name of a bureau's database."""
    return str(make_url(made.database_url).database)


@pytest.fixture
def books(bureau: Bureau) -> Books:
    return books_of(bureau)


@pytest.fixture
def wire(bureau: Bureau) -> Iterator[Wire]:
    """The way from the phones to the bureau."""
    with Wire(bureau.port) as wire:
        yield wire
