"""A proof that cannot fail proves nothing: each planted bug must be found."""

import os

import pytest

from tests.simulation.mutants import MUTANTS, planted

MOST_SEEDS = 1000
IS_LONG = "DOORSTEP_LONG" in os.environ


def is_found(run, seed):
    try:
        run.Run(seed).go()
    except (Exception, run.ViolationError):  # noqa: BLE001 - however it shows
        return True
    return False


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_by_its_seed(mutant):
    with planted(mutant) as run:
        assert is_found(run, mutant.seed)


@pytest.mark.parametrize("seed", sorted({mutant.seed for mutant in MUTANTS}))
def test_the_seeds_that_find_bugs_find_none_without_them(seed):
    from tests.simulation.run import Run  # noqa: PLC0415 - the module as it is now

    Run(seed).go()


@pytest.mark.skipif(not IS_LONG, reason="searching takes long: make test-long")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_bug_is_found_within_a_thousand_seeds(mutant):
    with planted(mutant) as run:
        assert any(is_found(run, seed) for seed in range(MOST_SEEDS))


def test_a_mutant_whose_place_is_gone_is_not_called_found():
    lost = MUTANTS[0].__class__("lost", 0, "sync/engine.py", (("no such line", ""),))

    with pytest.raises(LookupError), planted(lost):
        pass
