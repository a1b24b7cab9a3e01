"""Phones that decide by leases are copied, among all other faults of trust (F16, F18, F23)."""

import os

import pytest

from tests.simulation import copied_run
from tests.simulation.copied_run import CopiedRun
from tests.simulation.killing import is_killed
from tests.simulation.mutants import COPY_MUTANTS
from tests.simulation.worlds import happened_in, too_seldom

SEEDS = 10_000 if "DOORSTEP_LONG" in os.environ else 60
# Each in at least so many of a thousand worlds.
MUST_HAPPEN = {
    copied_run.COPIED: 200,
    copied_run.FOUND: 200,
    copied_run.PARTED: 150,
    copied_run.BY_LEASE: 80,
    copied_run.TWICE: 20,
    "put back": 100,
}


@pytest.mark.timeout(0)
def test_copies_of_a_phone_are_found_and_nothing_of_both_takes_effect_by_itself():
    struck = happened_in(CopiedRun, range(SEEDS))

    assert too_seldom(struck, MUST_HAPPEN, SEEDS) == {}, (
        f"happened too seldom for this to prove anything: {struck}"
    )


@pytest.mark.parametrize("mutant", COPY_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, CopiedRun)
