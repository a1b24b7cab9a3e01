"""The console script as its own process, on an installation of its own."""

import os

import pytest

from tests.forks import ended


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def environment(folder):
    own = {key: value for key, value in os.environ.items() if not key.startswith("DOORSTEP_")}
    return {**own, "DOORSTEP_DATA_DIR": str(folder), "DOORSTEP_PWA_DIR": str(folder / "pwa")}


@pytest.fixture
def doorstep(environment):
    """Run the console script and give what it said."""

    def run(*words, **more):
        return ended([str(word) for word in words], {**environment, **more})

    return run
