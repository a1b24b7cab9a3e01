"""The measurement of a city's load can be made: it has no other test, and is run seldom."""

import asyncio

import pytest

from bench import load_fleet
from bench.installation import new_installation

# Its own server process starts anew, which takes long beside other tests.
pytestmark = pytest.mark.timeout(300)


def test_a_phone_of_the_load_brings_its_visits_and_the_ledgers_agree(monkeypatch):
    monkeypatch.setattr(load_fleet, "PEOPLE", 1)
    monkeypatch.setattr(load_fleet, "ROWS", 40)
    with new_installation() as installation:
        people = load_fleet.settle(installation)
        with installation.serving(workers=1) as connection:
            made = load_fleet.phones(connection.port, people, count=1, commands=3, mark="test")
            asyncio.run(made[0].push())

        assert load_fleet.misses(installation, made) == []
        assert made[0].told["applied"] == 3
