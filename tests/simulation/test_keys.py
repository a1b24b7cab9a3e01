"""The bureau rolls its keys over hundreds of small faulted worlds, and opens by them (F32, F33)."""

import os

import pytest

from tests.simulation.keys_run import KeysRun
from tests.simulation.killing import is_killed
from tests.simulation.mutants import KEYS_MUTANTS
from tests.simulation.worlds import happened_in, too_seldom

SEEDS = 10_000 if "DOORSTEP_LONG" in os.environ else 120
BATCHES = 2
PER_BATCH = SEEDS // BATCHES
# Each in at least so many of a thousand worlds.
OFTEN, SOMETIMES, SELDOM = 300, 80, 10
MUST_HAPPEN = {
    OFTEN: (
        "F32 passphrase forgotten",
        "F32 sealed to a key of before",
        "F33 receipt key rolled",
        "F33 rescue key rolled",
        "F33 keys followed with work waiting",
        "F33 several rolls slept through",
        "F33 succession forged",
    ),
    SOMETIMES: (
        "F33 signed in for the keys",
        "F33 both rolled twice over work of a month",
        "F33 signed by a key of before",
        "F33 receipt key lost",
        "put back",
    ),
    SELDOM: ("F18 after the end", "F23 key revoked with work waiting", "F14 frozen tab"),
}


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_is_rolled_receipts_stay_true_and_sealed_work_opens(batch):
    shares = {kind: share for share, kinds in MUST_HAPPEN.items() for kind in kinds}

    struck = happened_in(KeysRun, range(batch * PER_BATCH, (batch + 1) * PER_BATCH))

    assert too_seldom(struck, shares, PER_BATCH) == {}, (
        f"happened too seldom for this to prove anything: {struck}"
    )


def test_a_seed_decides_everything():
    runs = [KeysRun(3), KeysRun(3)]

    assert runs[0].go() == runs[1].go()
    assert runs[0].trace.digest() == runs[1].trace.digest()


@pytest.mark.parametrize("mutant", KEYS_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, KeysRun)
