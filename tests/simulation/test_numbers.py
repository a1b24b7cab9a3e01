"""Every number is explained and none is given twice, over thousands of small faulted worlds."""

import os
from collections import Counter

import pytest

from tests.simulation.faults import FAULTS
from tests.simulation.killing import is_killed
from tests.simulation.mutants import NUMBER_MUTANTS
from tests.simulation.number_run import NumberRun

SEEDS = int(os.environ.get("DOORSTEP_NUMBER_SEEDS", "1000"))
BATCHES = 4
PER_BATCH = SEEDS // BATCHES
MUST_HAPPEN = ("number given", "no number left", "numbers given back", "phone lost", "put back")


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_number_is_explained_and_none_is_given_twice(batch):
    struck = Counter()

    for seed in range(batch * PER_BATCH, (batch + 1) * PER_BATCH):
        struck += Counter(dict.fromkeys(NumberRun(seed).go(), 1))

    rare = {
        kind for kind in (*FAULTS, *MUST_HAPPEN, "year ended") if struck[kind] < PER_BATCH // 250
    }
    assert rare == set(), f"happened too seldom for this to prove anything: {struck}"


def test_a_seed_decides_everything():
    runs = [NumberRun(3), NumberRun(3)]

    assert runs[0].go() == runs[1].go()
    assert runs[0].trace.digest() == runs[1].trace.digest()


@pytest.mark.parametrize("mutant", NUMBER_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, NumberRun)
