"""Which faults a run has, and how often each really struck (SAFETY's fault matrix)."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

ROBBED = "row lost at the bureau's door"
FAULTS = {
    "F1 request lost": 0.15,
    "F1 answer lost": 0.15,
    "F1 answer cut": 0.1,
    "F2 request repeated": 0.1,
    "F2 request repeated later": 0.1,
    "F3 request delayed": 0.1,
    "F4 answer of a stranger": 0.1,
    "F5 bureau killed after commit": 0.04,
    "F6 bureau killed before commit": 0.04,
    "F11 phone full": 0.1,
    "F12 store evicted": 0.02,
    "F13 clock jumps": 0.05,
    "F14 second tab": 0.08,
    "F14 frozen tab": 0.08,
    "F15 two phones": 1.0,
    "F17 session ended": 0.1,
    "F19 command of a later version": 0.08,
    "F21 restored": 0.06,
    "F21 restored unnoticed": 0.06,
    "F22 restored again": 0.3,
    "F24 scopes moved": 0.08,
    "F25 poison": 0.06,
    "F26 long queue": 0.02,
    "F29 busy database": 0.35,
    "F30 asked to wait": 0.08,
    "F34 long offline": 0.03,
    "phone killed": 0.06,
    "horizon passed": 0.2,
    ROBBED: 0.15,
}
LEAST, MOST = 5, 12


@dataclass
class Faults:
    """The faults of one run: a swarm of kinds chosen by the seed, each with its own chance."""

    random: Random
    chosen: frozenset[str]
    fired: Counter[str] = field(default_factory=Counter)
    healed: bool = False

    def strikes(self, kind: str) -> bool:
        """Return whether this fault strikes now, and count it if so."""
        assert kind in FAULTS, kind
        if self.healed or kind not in self.chosen or self.random.random() >= FAULTS[kind]:
            return False
        self.fired[kind] += 1
        return True


def swarm(random: Random) -> Faults:
    """Choose between `LEAST` and `MOST` kinds of faults for a run."""
    kinds = random.sample(sorted(FAULTS), random.randint(LEAST, MOST))
    return Faults(random, frozenset(kinds))
