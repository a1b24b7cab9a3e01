"""Both cores under every fault at once: thousands of small worlds, each decided by its seed."""

import os
from collections import Counter

import pytest

from tests.simulation.__main__ import failed_seeds
from tests.simulation.faults import FAULTS
from tests.simulation.run import Run

SEEDS = int(os.environ.get("DOORSTEP_SEEDS", "2000"))
FIRST = int(os.environ.get("DOORSTEP_FIRST_SEED", "0"))
BATCHES = 4
PER_BATCH = SEEDS // BATCHES
REPEATED_EVERY = 100
STRUCK_IN_ONE_OF = 250


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_is_lost_doubled_changed_or_leaked_whatever_fails(batch):
    first = FIRST + batch * PER_BATCH
    struck = Counter()

    for seed in range(first, first + PER_BATCH):
        struck += Counter(dict.fromkeys(Run(seed).go(), 1))

    rare = {kind for kind in FAULTS if struck[kind] < PER_BATCH // STRUCK_IN_ONE_OF}
    assert rare == set(), f"struck too seldom for this to prove anything: {struck}"


@pytest.mark.parametrize("seed", failed_seeds())
def test_a_seed_that_once_broke_something_breaks_nothing_any_more(seed):
    Run(seed).go()


def test_a_seed_decides_everything():
    for seed in range(FIRST, FIRST + SEEDS, REPEATED_EVERY):
        runs = [Run(seed), Run(seed)]
        for run in runs:
            run.go()

        assert runs[0].trace.digest() == runs[1].trace.digest()
