"""Phones that decide by leases are copied, among all other faults of trust (F16, F18, F23)."""

import os
from collections import Counter

import pytest

from tests.simulation import copied_run
from tests.simulation.copied_run import CopiedRun
from tests.simulation.killing import is_killed
from tests.simulation.mutants import COPY_MUTANTS

SEEDS = 10_000 if "DOORSTEP_LONG" in os.environ else 40
# Each in at least so many of a hundred worlds.
MUST_HAPPEN = {
    copied_run.COPIED: 20,
    copied_run.FOUND: 20,
    copied_run.PARTED: 15,
    copied_run.BY_LEASE: 8,
    copied_run.TWICE: 2,
    "put back": 10,
}


@pytest.mark.timeout(0)
def test_copies_of_a_phone_are_found_and_nothing_of_both_takes_effect_by_itself():
    struck = Counter()

    for seed in range(SEEDS):
        struck += Counter(dict.fromkeys(+CopiedRun(seed).go(), 1))

    rare = {k: struck[k] for k, share in MUST_HAPPEN.items() if struck[k] < SEEDS * share // 100}
    assert rare == {}, f"happened too seldom for this to prove anything: {struck}"


@pytest.mark.parametrize("mutant", COPY_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, CopiedRun)
