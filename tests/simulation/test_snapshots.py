"""Scopes that start from chunks are as right as those that came page by page, whatever fails."""

import os

import pytest

from tests.simulation.killing import is_killed
from tests.simulation.mutants import SNAPSHOT_MUTANTS
from tests.simulation.snapshot_run import (
    GONE,
    KILLED,
    REFUSED,
    SPOILT,
    STARTED,
    WRONG,
    SnapshotRun,
)
from tests.simulation.worlds import happened_in, too_seldom

SEEDS = 10_000 if "DOORSTEP_LONG" in os.environ else 160
BATCHES = 2
PER_BATCH = SEEDS // BATCHES
# Each in at least so many of a thousand worlds.
SHARE = 20
MUST_HAPPEN = (STARTED, GONE, SPOILT, KILLED, REFUSED, WRONG, "F21 restored", "horizon passed")


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_scope_that_starts_from_chunks_ends_as_the_bureau_has_it(batch):
    shares = dict.fromkeys(MUST_HAPPEN, SHARE)

    struck = happened_in(SnapshotRun, range(batch * PER_BATCH, (batch + 1) * PER_BATCH))

    assert too_seldom(struck, shares, PER_BATCH) == {}, (
        f"happened too seldom for this to prove anything: {struck}"
    )


def test_a_seed_decides_everything():
    runs = [SnapshotRun(3), SnapshotRun(3)]

    assert runs[0].go() == runs[1].go()
    assert runs[0].trace.digest() == runs[1].trace.digest()


@pytest.mark.parametrize("mutant", SNAPSHOT_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, SnapshotRun)
