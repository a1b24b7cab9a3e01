"""The time that a plan is about."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The civil days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether a day falls into the period."""
        return self.first <= day <= self.last
