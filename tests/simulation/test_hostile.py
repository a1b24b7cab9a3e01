"""Phones are copied and commands forged, among all other faults (F4, F16, S5, S6)."""

import os
from collections import Counter

import pytest

from tests.simulation.hostile_run import HostileRun

SEEDS = int(os.environ.get("DOORSTEP_HOSTILE_SEEDS", "160"))
BATCHES = 2
PER_BATCH = SEEDS // BATCHES


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_forged_command_is_taken_in_and_every_copied_phone_is_found(batch):
    struck, parted = Counter(), 0

    for seed in range(batch * PER_BATCH, (batch + 1) * PER_BATCH):
        run = HostileRun(seed)
        struck += Counter(dict.fromkeys(run.go(), 1))
        parted += any(state.is_forked for state in run.office.store.world.devices.values())

    assert struck["F16 phone copied"] > PER_BATCH // 3, struck
    assert struck["F21 restored"] + struck["F21 restored unnoticed"] > PER_BATCH // 10, struck
    assert struck["F4 command forged"] > PER_BATCH // 5, struck
    assert parted > PER_BATCH // 10
