"""Phones that can be lost, over hundreds of small faulted worlds (F17, F18, F23, F31, F32)."""

import os

import pytest

from tests.simulation.killing import is_killed
from tests.simulation.mutants import TRUST_MUTANTS
from tests.simulation.trust_run import TrustRun
from tests.simulation.worlds import happened_in, too_seldom

SEEDS = 20_000 if "DOORSTEP_LONG" in os.environ else 200
BATCHES = 2
PER_BATCH = SEEDS // BATCHES
# Each in at least so many of a thousand worlds.
OFTEN, SOMETIMES = 80, 10
MUST_HAPPEN = {
    OFTEN: (
        "act by a lease",
        "F17 session ended",
        "F18 act refused: late",
        "F18 after the end",
        "F18 before the end",
        "F18 clock ahead",
        "F18 clock turned back",
        "F18 asked for another lease",
        "F18 lease tampered with",
        "F23 key revoked with work waiting",
        "F23 officer barred with work waiting",
        "F23 officer transferred with work waiting",
        "F23 work brought as a file",
        "F31 user switched",
        "F31 answer after the switch",
        "F31 request under another's session",
        "F32 passphrase forgotten",
        "ticket confirmed",
        "code used",
        "code person",
        "code expired",
        "put back",
    ),
    SOMETIMES: (
        "F18 act refused: none",
        "F18 act without a lease",
        "code branch",
        "code declined",
        "code revoked",
        "ticket branch",
        "ticket expired",
        "ticket words",
        "phone killed",
        "F12 store evicted",
    ),
}


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_nobody_decides_enters_or_sees_what_is_not_theirs_and_nothing_is_lost(batch):
    shares = {kind: share for share, kinds in MUST_HAPPEN.items() for kind in kinds}

    struck = happened_in(TrustRun, range(batch * PER_BATCH, (batch + 1) * PER_BATCH))

    assert too_seldom(struck, shares, PER_BATCH) == {}, (
        f"happened too seldom for this to prove anything: {struck}"
    )


def test_a_seed_decides_everything():
    runs = [TrustRun(3), TrustRun(3)]

    assert runs[0].go() == runs[1].go()
    assert runs[0].trace.digest() == runs[1].trace.digest()


@pytest.mark.parametrize("mutant", TRUST_MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    is_killed(mutant, TrustRun)
