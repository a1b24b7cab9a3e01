"""One measured figure: what it is, what it was measured on, and what it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf
from statistics import median


@dataclass(frozen=True)
class Figure:
    """Several runs of one measurement, and the bound its median must keep.

    The bound is the most that it may be; where `is_least`, the least.
    """

    name: str
    unit: str
    runs: Sequence[float]
    bound: float
    measured_on: str
    parts: Sequence[str] = ()
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Return whether the median keeps the bound."""
        middle = median(self.runs)
        return middle >= self.bound if self.is_least else middle <= self.bound

    def lines(self) -> list[str]:
        """Return the figure as lines for people."""
        verdict = self._verdict()
        low, middle, high = min(self.runs), median(self.runs), max(self.runs)
        return [
            f"{self.name}: {middle:.4g} {self.unit} ({verdict})",
            f"    least {low:.4g}, most {high:.4g}, {len(self.runs)} runs; on {self.measured_on}",
            *(f"    {part}" for part in self.parts),
        ]

    def _verdict(self) -> str:
        if isinf(self.bound):
            return "for information"
        return f"bound {self.bound:g}, {'kept' if self.is_kept else 'NOT KEPT'}"


@dataclass(frozen=True)
class NotMeasured:
    """A measurement that cannot be made here, and why."""

    name: str
    reason: str
    is_kept: bool = True

    def lines(self) -> list[str]:
        """Return the reason as lines for people."""
        return [f"{self.name}: not measured, {self.reason}"]
