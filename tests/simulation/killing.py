"""A planted bug against the seed that is kept for it."""

from importlib import import_module

import pytest

from tests.simulation.mutants import Mutant, planted


def is_killed(mutant: Mutant, world: type) -> None:
    """The program passes the seed as it is, and with the bug the same seed finds it."""
    world(mutant.seed).go()

    with planted(mutant) as run:
        anew = getattr(import_module(world.__module__), world.__name__)
        with pytest.raises((Exception, run.ViolationError)):
            anew(mutant.seed).go()
