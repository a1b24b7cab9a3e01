"""How long the fuzzers run: a little at every change, 64,000 requests in `make test-long`."""

import os
from pathlib import Path

import pytest

from server.core import throttle
from server.core.doors import writing
from server.features.sync_api import snapshots
from tests.note import put_note
from tests.server.enterprises.registry import CHANGAN, add
from tests.server.quotas.visiting import Phone

IS_LONG = "DOORSTEP_LONG" in os.environ


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(0 if IS_LONG else 900))


@pytest.fixture
def unbounded(app):
    """Let one person ask as often as a fuzzer does, within a minute that does not pass."""
    app.extensions[throttle.EXTENSION].lists_a_minute = 0


@pytest.fixture
def folder(app):
    return Path(app.extensions["doorstep.settings"].data_dir)


@pytest.fixture
def officer(app, as_person, people):
    """An officer with a device, in whose town an enterprise stands."""
    add("e1", "东莞市明丰五金厂", town=CHANGAN)
    device = f"phone-of-{people.officer}"
    return Phone(as_person(people.officer, device), people.officer, device)


@pytest.fixture
def snapshot(app, officer):
    """A scope that comes in chunks, and the name of one."""
    scope = f"town:{CHANGAN}"
    with writing() as session:
        for n in range(1100):
            put_note(session, f"n{n:05}", f"note {n}", [scope])
    asked = {"proto": 2, "device": officer.device, "first_seq": 1, "snapshots": True, "chunks": 2}
    officer.client.post("/api/sync", asked)
    app.extensions[snapshots.BUILDER].rest()
    offered = officer.client.post("/api/sync", asked).json["snapshots"][scope]
    return scope, offered["chunks"][0]["sha256"]
