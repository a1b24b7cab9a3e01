"""A bureau that lets phones in, grants leases, and shuts out phones and people."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from sync import engine
from sync.authority import Lease
from sync.enrolment import Caller, Phone
from sync.memory import MemoryStore, MemoryTransaction
from sync.phone import Entry
from sync.protocol import Envelope, SyncRequest
from sync.store import ContentionError
from tests.simulation import number_life, trust_life, trust_tickets
from tests.simulation.faults import Faults
from tests.simulation.number_office import JournallingStore, NumberOffice
from tests.simulation.office import Key, KilledError
from tests.simulation.oracle import Oracle
from tests.simulation.trust_oracle import (
    Granted,
    Invited,
    Judged,
    Placed,
    Revoked,
    TrustOracle,
    Used,
    Vouched,
)
from tests.simulation.trust_tickets import Code

NOT_ENROLLED, SIGNED_OUT, FOREIGN = "403.235", "401.01", "403.12"


class TrustStore(JournallingStore):
    """Tells the oracle also of leases, before what is judged by them."""

    verbs = trust_life.verbs(Key().sign)
    oracle: TrustOracle

    def __init__(self, faults: Faults, oracle: Oracle) -> None:
        super().__init__(faults, oracle)
        self.told_leases: dict[str, int] = {}

    def tell_leases(self) -> None:
        """Tell of every lease that is new or changed."""
        for (table, key), row in self.world.rows.items():
            if table == trust_life.AUTHORITY and self.told_leases.get(key) != row["ver"]:
                self.told_leases[key] = row["ver"]
                self.oracle.tell(_granted(trust_life.lease_of(row), row["ended_at"]))

    def went_back(self) -> None:
        """Take what this world knows of leases for told: the oracle went back with it."""
        rows = self.world.rows.items()
        self.told_leases = {k: row["ver"] for (t, k), row in rows if t == trust_life.AUTHORITY}

    def _tell_oracle(self) -> None:
        self.tell_leases()
        super()._tell_oracle()


class TrustOffice(NumberOffice):
    """Answers whoever is signed in; `clock` gives the true time in ms since 1970."""

    store_kind = TrustStore
    oracle_kind = TrustOracle
    store: TrustStore
    oracle: TrustOracle

    def __init__(self, faults: Faults, key: Key) -> None:
        super().__init__(faults, key)
        self.clock: Callable[[], int] = lambda: 0

    def answer_to(self, caller: str, raw: Any, now: str) -> dict[str, Any]:
        """Answer a request that came with the session of a person."""
        device = raw["device"]
        with self.store.read() as tx:
            is_active = tx.world.rows[trust_life.OFFICER, caller]["active"]
            is_enrolled = trust_tickets.is_enrolled(tx, device)
        if not is_active:
            return {"code": SIGNED_OUT}
        if self.owners[device] != caller:
            return {"code": FOREIGN}
        if raw.get("commands") and not is_enrolled:
            return {"code": NOT_ENROLLED}
        return self.answer(raw, now)

    def place(self, person: str, branch: str, *, active: bool = True) -> None:
        """Put an officer into a branch, or shut an officer out."""
        with self._desk() as tx:
            trust_life.place(tx, person, branch, active=active)
        self.oracle.tell(Placed(person, branch, active))

    def branch_of(self, person: str) -> str:
        with self.store.read() as tx:
            return trust_life.branch_of(tx, person)

    def is_let_in(self, device: str) -> bool:
        """Return whether somebody of the desk has seen this phone, as far as is remembered."""
        with self.store.read() as tx:
            return trust_tickets.is_enrolled(tx, device)

    def leases_of(self, device: str) -> list[Lease]:
        """Return the leases that a phone holds now."""
        with self.store.read() as tx:
            return [trust_life.lease_of(row) for row in trust_life.open_rows(tx, device)]

    def renew(self, device: str) -> None:
        """Give a phone whose clock was ahead another lease than the one it holds."""
        with self._desk() as tx:
            if trust_life.open_rows(tx, device):
                at, by = self.clock(), self.owners[device]
                trust_life.supersede(tx, device, by, at, self.key.sign)

    def revoke(self, device: str) -> bool:
        """Revoke the key of a phone, with all that it might do; False when there is none."""
        with self._desk() as tx:
            keys = tx.signing_keys(device)
            if not keys or trust_tickets.is_revoked(tx, device):
                return False
            tx.world.keys[device] = tuple(replace(key, is_revoked=True) for key in keys)
            number_life.write_off(tx, device, "lost")
            trust_life.end(tx, device, self.clock())
        self.oracle.tell(Revoked(device))
        return True

    def invite(self, code: Code) -> None:
        with self._desk() as tx:
            trust_tickets.invite(tx, code, self.clock())
        self.oracle.tell(Invited(code.text, code.person, self.clock()))

    def use(self, code: Code, device: str) -> str | None:
        """Take a code that a phone tells; return what is against it, if anything."""
        person = self.owners[device]
        with self._desk() as tx:
            if not trust_tickets.knows(tx, code.text):
                return "unknown"
            if trust_tickets.is_revoked(tx, device):
                return "revoked"
            caller = Caller(person, trust_life.branch_of(tx, person), Phone(device, device))
            refusal = trust_tickets.use(tx, code.text, caller, self.clock())
        self.oracle.tell(Used(code.text, device, person, self.clock(), is_taken=refusal is None))
        return refusal

    def compare(self, code: Code, device: str) -> str | None:
        """Confirm a ticket if the words are those of this phone, else end it; return why not."""
        with self._desk() as tx:
            if not trust_tickets.knows(tx, code.text):
                return "unknown"
            asked = trust_tickets.asked_phone(tx, code.text)
            if asked is not None and asked.device != device:
                trust_tickets.decline(tx, code.text)
                wish, why = "decline", "words"
            else:
                jwk_of = self.key.jwk_of
                wish = "confirm"
                why = trust_tickets.confirm(tx, code.text, self.clock(), jwk_of) or ""
        self.oracle.tell(Judged(code.text, self.clock(), wish, is_done=not why))
        self.store.tell_closed()
        return why or None

    def take_file(self, device: str, entries: Sequence[Entry]) -> None:
        """Take the work of a phone in that somebody brought as a file."""
        if not entries:
            return
        self.oracle.tell(Vouched(device))
        sent = tuple(Envelope(entry.body, entry.sig) for entry in entries)
        request = SyncRequest(2, device, entries[0].seq, sent)
        with suppress(KilledError, ContentionError):
            list(engine.take(request, self._bureau()))

    def hear_key(self, device: str) -> None:
        """Phones tell no key by themselves: whoever is let in is seen at the desk first."""

    def restore(self, *, rotate: bool) -> None:
        super().restore(rotate=rotate)
        self.store.went_back()

    def _supply(self, device: str) -> None:
        with self.store.read() as tx:
            is_let_in = trust_tickets.is_enrolled(tx, device)
            is_let_in = is_let_in and not trust_tickets.is_revoked(tx, device)
        if not is_let_in:
            return
        super()._supply(device)
        with self._desk() as tx:
            trust_life.widen(tx, device, self.key.sign)
            trust_life.grant(tx, device, self.owners[device], self.clock(), self.key.sign)

    def _write_off_closed(self) -> None:
        super()._write_off_closed()
        closed = {name for name, state in self.store.world.devices.items() if state.is_closed}
        with self.store.read() as tx:
            deciding = sorted(device for device in closed if trust_life.open_rows(tx, device))
        for device in deciding:
            with self._desk() as tx:
                trust_life.end(tx, device, self.clock())

    @contextmanager
    def _desk(self) -> Iterator[MemoryTransaction]:
        """A transaction of the desk, which is not under test: no fault strikes its commit."""
        with MemoryStore.write(self.store) as tx:
            yield tx
            tx.publish()
        self.store.tell_leases()


def _granted(lease: Lease, ended: int | None) -> Granted:
    whose = (lease.id, lease.device, lease.person, str(lease.branch))
    return Granted(*whose, lease.not_before, lease.expires_at, ended)
