"""A phone that decides by a lease and the time that counts; two people may share its glass."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sync import authority, trusted_time
from sync.authority import Deed, Lease
from sync.client import Absorbed
from sync.phone import Phone
from sync.protocol import Command
from sync.staging import Held
from sync.trusted_time import Term, Time
from tests.simulation.number_life import KIND
from tests.simulation.number_run import NumberPhone
from tests.simulation.phone import Tab
from tests.simulation.trust_office import NOT_ENROLLED, SIGNED_OUT


@dataclass
class Glass:
    """The thing in the hand: whoever is signed in on it, the stores of all others are locked."""

    user: str


@dataclass(frozen=True)
class Intent:
    """An act that somebody wants to make: its number, and what the lease has against it."""

    deed: Deed
    lease: Lease | None
    objection: str | None


@dataclass
class TrustPhone(NumberPhone):
    """One person's store on a glass. `true` gives the true time, which no phone knows.

    `ran`: how long the app has been running since it took each lease over, noted by the driver.
    """

    glass: Glass = field(default_factory=lambda: Glass(""))
    true: Callable[[], int] = lambda: 0
    branch: str = ""
    times: dict[str, Time] = field(default_factory=dict)
    opened: int | None = None
    looked: int = 0
    ran: dict[str, int] = field(default_factory=dict)
    must_enrol: bool = False
    has_renewed: bool = False

    @property
    def is_locked(self) -> bool:
        """Return whether somebody else is signed in on this glass."""
        return self.glass.user not in {"", self.person}

    @property
    def leases(self) -> list[Lease]:
        """Return the leases in its store that the bureau has signed."""
        own = self.state.scopes.get(f"device:{self.state.device}", Held())
        rows = [row for (table, _), row in own.rows.items() if table == "authority_lease"]
        return [authority.read_lease(row["body"]) for row in rows if self._is_signed(row)]

    @property
    def lease(self) -> Lease | None:
        """Return the newest lease, by which it judges."""
        return max(self.leases, key=lambda one: one.issued_at, default=None)

    def look(self) -> int:
        """Open the app if it is not, and look at the time; return the instant that counts."""
        now = self.true()
        if self.opened is None:
            self.opened = self.looked = now
            self.has_renewed = False
        self.ran = {name: ran + now - self.looked for name, ran in self.ran.items()}
        self.looked = now
        device = self.state.device
        time = self.times.get(device, Time())
        at, self.times[device] = trusted_time.look(time, now + self.skew_ms, now - self.opened)
        return at

    def put_away(self) -> None:
        """Close the app: only its clock goes on."""
        if self.opened is not None:
            self.look()
        self.opened = None
        self.times = {name: trusted_time.restarted(time) for name, time in self.times.items()}

    def follow(self) -> None:
        """Take the bureau's newest word on time."""
        if (lease := self.lease) is not None:
            device = self.state.device
            time = self.times.get(device, Time())
            term = Term(lease.issued_at, lease.expires_at, lease.dark_at)
            self.times[device] = trusted_time.follow(time, term)
            self.ran.setdefault(lease.id, 0)

    def intend(self, day: date) -> tuple[Intent, dict[str, Any]] | None:
        """Return what stands in the way of an act now; None when no number is left."""
        self.follow()
        at = self.look()
        picked = self.picked(day)
        if picked is None:
            return None
        row, n = picked
        of = (self.state.device, self.person, self.branch)
        deed, lease = Deed(*of, KIND, row["id"], n, at), self.lease
        against = authority.why_not(lease, deed) if lease else "none"
        return Intent(deed, lease, against), row

    def issue(self, command: Command) -> bool:
        self.look()
        return super().issue(command)

    def ask(self, state: Phone) -> dict[str, Any]:
        asked = super().ask(state)
        if self.must_enrol:
            # Whoever is not let in reads, and keeps what it has made.
            asked = {name: value for name, value in asked.items() if name != "commands"}
            asked["first_seq"] = state.next_seq
        return asked

    def hear(self, text: str | None, now_ms: int, tab: Tab | None = None) -> Absorbed | None:
        if self.is_locked:
            return None
        code = _code_in(text)
        self.must_enrol = self.must_enrol or code == NOT_ENROLLED
        self.signed_in = self.signed_in and code != SIGNED_OUT
        absorbed = super().hear(text, now_ms, tab)
        if absorbed is not None:
            self.follow()
            self.look()
        return absorbed

    def open_anew(self) -> None:
        self.put_away()
        super().open_anew()

    def evict(self) -> None:
        self.put_away()
        self.times.pop(self.state.device, None)
        super().evict()

    def forget_passphrase(self) -> None:
        """Nobody opens this store any more; it begins anew, its sealed work is brought by hand."""
        kept = set(self.gone)
        self.evict()
        self.gone = kept

    def _is_signed(self, row: dict[str, Any]) -> bool:
        return self.genuine(authority.signed_text(row["body"]).encode(), row["signature"])


def _code_in(text: str | None) -> str:
    try:
        answer = json.loads(text or "{}")
    except json.JSONDecodeError:
        return ""
    return str(answer.get("code", ""))
