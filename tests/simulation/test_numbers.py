"""Every number is explained and none is given twice, over thousands of small faulted worlds."""

import os

import pytest

from tests.simulation.faults import FAULTS
from tests.simulation.killing import is_killed
from tests.simulation.mutants import NUMBER_MUTANTS
from tests.simulation.number_run import NumberRun
from tests.simulation.worlds import happened_in, too_seldom

SEEDS = int(os.environ.get("DOORSTEP_NUMBER_SEEDS", "1000"))
BATCHES = 4
PER_BATCH = SEEDS // BATCHES
# Each in at least so many of a thousand worlds.
SHARE = 4
MUST_HAPPEN = ("number given", "no number left", "numbers given back", "phone lost", "put back")


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_number_is_explained_and_none_is_given_twice(batch):
    shares = dict.fromkeys((*FAULTS, *MUST_HAPPEN, "year ended"), SHARE)

    struck = happened_in(NumberRun, range(batch * PER_BATCH, (batch + 1) * PER_BATCH))

    assert too_seldom(struck, shares, PER_BATCH) == {}, (
        f"happened too seldom for this to prove anything: {struck}"
    )


def test_a_seed_decides_everything():
    runs = [NumberRun(3), NumberRun(3)]

    assert runs[0].go() == runs[1].go()
    assert runs[0].trace.digest() == runs[1].trace.digest()


@pytest.mark.parametrize("mutant", NUMBER_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, NumberRun)
