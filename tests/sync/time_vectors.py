"""What a phone sees of time, in both languages; `python -m tests.sync.vectors` writes it.

Each case is a list of steps with what must be seen after it: the app is opened anew, time passes,
the clock is turned, the bureau says a word.
"""

from random import Random
from typing import Any

from sync import trusted_time
from sync.trusted_time import Term, Time

HOUR_MS = 3_600_000
# As in the tests of the phone: 2026-11-26T02:00:00Z.
START_MS = 1_795_658_400_000
CASES, STEPS = 40, 12
LIFE_MS, DARK_MS = 72 * HOUR_MS, 168 * HOUR_MS

Json = dict[str, Any]


def time_cases() -> list[Json]:
    """Return all cases, the same each time."""
    return [_case(seed) for seed in range(CASES)]


def _case(seed: int) -> Json:
    random = Random(seed)  # noqa: S311 - chance that can be repeated
    machine = _Machine()
    return {"name": f"case {seed}", "steps": [machine.step(random) for _ in range(STEPS)]}


class _Machine:
    """A phone whose clock and whose running time are turned by chance."""

    def __init__(self) -> None:
        self.time, self.true, self.skew, self.ran = Time(), START_MS, 0, 0

    def step(self, random: Random) -> Json:
        what = random.choice(("pass", "pass", "turn", "open", "word"))
        said: Json = {"do": what}
        match what:
            case "pass":
                said["ms"] = random.randint(1, 60 * HOUR_MS)
                self.true, self.ran = self.true + said["ms"], self.ran + said["ms"]
            case "turn":
                said["by"] = random.randint(-90 * HOUR_MS, 90 * HOUR_MS)
                self.skew += said["by"]
            case "open":
                self.time, self.ran = trusted_time.restarted(self.time), 0
            case "word":
                issued = self.true - random.choice((0, 0, 0, 5 * HOUR_MS))
                said |= {
                    "issued_at": issued,
                    "expires_at": issued + LIFE_MS,
                    "dark_at": issued + DARK_MS,
                }
                term = Term(issued, said["expires_at"], said["dark_at"])
                self.time = trusted_time.follow(self.time, term)
        now, self.time = trusted_time.look(self.time, self.true + self.skew, self.ran)
        return {**said, "then": now, "dark": trusted_time.is_dark(self.time)}
