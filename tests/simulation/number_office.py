"""A bureau that leases numbers, keeps a journal of that, and is put back without what it leased."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from sync import numbers
from sync.memory import MemoryStore, MemoryTransaction
from tests.simulation import number_life
from tests.simulation.faults import Faults
from tests.simulation.number_life import NUMBER_VERBS, Row, years_at
from tests.simulation.office import FaultyStore, Key, Office
from tests.simulation.oracle import Oracle
from tests.simulation.town_life import LATER_VERBS

# More than any run lives through.
YEARS = range(2026, 2036)


class JournallingStore(FaultyStore):
    """What is leased stands in the journal before the commit, whatever becomes of that."""

    verbs = NUMBER_VERBS

    def __init__(self, faults: Faults, oracle: Oracle) -> None:
        super().__init__(faults, oracle)
        self.journal: list[Row] = []

    @contextmanager
    def write(self) -> Iterator[MemoryTransaction]:
        with super().write() as tx:
            known = {row["id"] for row in self._leases(self.world.rows)}
            yield tx
            fresh = self._leases(tx.world.rows)
            self.journal += [row for row in fresh if row["id"] not in known]

    def upgrade(self) -> None:
        """Learn the later version of a command; those of numbers stay as they are."""
        self._verbs = {**self.verbs, **LATER_VERBS}
        del self._verbs["note.put", 1]

    @staticmethod
    def _leases(rows: Any) -> list[Row]:
        return [row for (table, _), row in rows.items() if table == number_life.LEASE]


class NumberOffice(Office):
    """Answers phones with numbers in hand; its desk closes the blocks of lost phones."""

    store_kind = JournallingStore
    store: JournallingStore

    def __init__(self, faults: Faults, key: Key) -> None:
        super().__init__(faults, key)
        self.has_odd = False
        self.now = ""

    def answer(self, raw: Any, now: str) -> dict[str, Any]:
        """Lease what the phone should carry, then answer it."""
        self.now = now
        device = raw["device"]
        with self.store.read() as tx:
            state = tx.device(device)
        # A phone that the bureau has met and that is not closed; a first one is met by this answer.
        if state is not None and not state.is_closed:
            self._supply(device)
        answer = super().answer(raw, now)
        self._write_off_closed()
        return answer

    def close_blocks(self, device: str) -> None:
        """The desk closes the blocks of a phone that was lost."""
        self.has_odd = True
        with MemoryStore.write(self.store) as tx:
            number_life.write_off(tx, device, numbers.CLOSED)
            tx.publish()

    def put_back(self, random: Random) -> None:
        """Restore the newest backup; in one of three cases the journal was lost with the disk."""
        self.restore(rotate=random.random() < 0.7)
        if random.random() < 0.33:
            self.has_odd = True
            self.store.journal.clear()
            self._begin_parts()

    def restore(self, *, rotate: bool) -> None:
        """Go back to the newest backup, and take over what was leased since."""
        super().restore(rotate=rotate)
        with MemoryStore.write(self.store) as tx:
            number_life.take_over(tx, self.store.journal)
            tx.publish()

    def live(self) -> set[str]:
        """Return the series of which numbers are still leased."""
        with self.store.read() as tx:
            return number_life.live(tx)

    def register(self) -> dict[str, tuple[str, str | None]]:
        """Return what became of each number, by its text, and the act that it was given to."""
        with self.store.read() as tx:
            return number_life.register(tx)

    def _supply(self, device: str) -> None:
        with self.store.read() as tx:
            own = [row for row in number_life.leases(tx) if row["device"] == device]
        held = [number_life.as_lease(row) for row in own]
        years = years_at(self.now)
        left = [numbers.remaining(held, {}, number_life.KIND, year) for year in years]
        if any(map(numbers.is_low, left)):
            with self.store.write() as tx:
                number_life.supply(tx, device, years)
                tx.publish()

    def _begin_parts(self) -> None:
        with MemoryStore.write(self.store) as tx:
            self.store.journal += [number_life.begin_part(tx, year) for year in YEARS]

    def _write_off_closed(self) -> None:
        world = self.store.world
        closed = {name for name, state in world.devices.items() if state.is_closed}
        rows = [row for (table, _), row in world.rows.items() if table == number_life.LEASE]
        if any(row["device"] in closed and row["state"] == numbers.OPEN for row in rows):
            with MemoryStore.write(self.store) as tx:
                for device in sorted(closed):
                    number_life.write_off(tx, device, numbers.LOST)
                tx.publish()
