"""A run in which phones give numbers offline, over the ends of years, restores and lost phones."""

from collections import Counter
from datetime import date
from typing import Any

from sync import numbers, phone
from sync.phone import Phone
from sync.protocol import Command
from sync.staging import Held
from tests.simulation import number_acts
from tests.simulation.number_life import KIND, as_lease
from tests.simulation.number_office import NumberOffice
from tests.simulation.number_oracle import NumberOracle
from tests.simulation.office import Key
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import Disk, SimPhone, Tab
from tests.simulation.run import Run

NUMBER_STEPS = 70


class NumberPhone(SimPhone):
    """A phone that decides acts: the number and the command are saved together."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the blocks that this phone holds."""
        own = self.state.scopes.get(f"device:{self.state.device}", Held())
        return [row for (table, _), row in own.rows.items() if table == "number_lease"]

    def picked(self, day: date) -> tuple[dict[str, Any], int] | None:
        """Return the block and the number that a paper gets on a day."""
        found = numbers.pick(map(as_lease, self.rows), self.state.numbers, KIND, day)
        if found is None:
            return None
        return next(row for row in self.rows if row["id"] == found[0].id), found[1]

    def replace(self) -> str:
        """Leave this phone somewhere and take a new one; return what the old one went by."""
        old = self.state.device
        self.gone |= {entry.id for entry in self.state.outbox.values()}
        self.disk = Disk(Phone(self.enrol()), fence=self.disk.fence + 1)
        self.tab = Tab()
        return old

    def issue_numbered(self, command: Command, given: tuple[str, int]) -> bool:
        """Save a command that bears a number; False when the phone is full."""
        if self.faults.strikes("F11 phone full"):
            return False
        self.disk.state = phone.issue_numbered(self.state, command, given, self.sign)
        self.saved.add(command.id)
        return True


class NumberRun(Run):
    """The world of one seed, with numbers."""

    phone_kind = NumberPhone
    office_kind = NumberOffice
    office: NumberOffice
    phones: list[NumberPhone]
    weights = number_acts.WEIGHTS

    def __init__(self, seed: int, steps: int = NUMBER_STEPS, key: Key | None = None) -> None:
        self.papers = NumberOracle()
        self.happened: Counter[str] = Counter()
        # The command that told of each act, or of what else a number was given to.
        self.acts: dict[str, str] = {}
        super().__init__(seed, steps, key)

    def go(self) -> Counter[str]:
        """Run the seed to its end and check it; return what happened how often."""
        try:
            fired = super().go()
        finally:
            self.papers.close()
        return fired + self.happened

    def heal(self) -> None:
        super().heal()
        fate = self.office.oracle.fate
        taken = {act for act, command in self.acts.items() if fate(command) == "applied"}
        self.papers.check(self.office.register(), self.office.live(), taken)
        self._check_concerns()

    def _check_concerns(self) -> None:
        odd = [one for one in self.office.store.world.reviews if one.why.status == "concern"]
        if odd and not self.office.has_odd:
            raise ViolationError(f"N5: nothing was odd, and people were asked about {odd[:3]}")
