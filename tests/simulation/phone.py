"""A phone of the simulation: the reference client, a disk that can fail, tabs that freeze."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sync import client, phone
from sync.client import Absorbed, Genuine
from sync.healing import absorb_repair
from sync.phone import Entry, Phone, Sign
from sync.protocol import Command
from sync.staging import NOTHING, Staged
from tests.simulation.faults import Faults


@dataclass
class Disk:
    """What survives a kill. `fence` grows with each tab that takes the right to sync."""

    state: Phone
    fence: int = 0
    wait_until_ms: int = 0


@dataclass
class Tab:
    """One open tab: what it keeps in memory between two contacts."""

    fence: int = 0
    staged: Staged = NOTHING
    asked: dict[str, Any] = field(default_factory=dict)


@dataclass
class SimPhone:
    """One person's phone. `saved` is the driver's own list of what the screen called saved.

    `enrol` gives the name of a further device of this person.
    """

    person: str
    disk: Disk
    faults: Faults
    genuine: Genuine
    enrol: Callable[[], str]
    sign: Sign
    skew_ms: int = 0
    limit: int = 0
    signed_in: bool = True
    tab: Tab = field(default_factory=Tab)
    saved: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)

    @property
    def state(self) -> Phone:
        """Return what stands on the disk."""
        return self.disk.state

    def issue(self, command: Command) -> bool:
        """Save a command; False when the phone is full, which the screen must say."""
        if self.faults.strikes("F11 phone full"):
            return False
        self.disk.state = phone.issue(self.state, command, self.sign)
        self.saved.add(command.id)
        return True

    def begin(self) -> dict[str, Any]:
        """Take the lease and make a request."""
        if self.tab.fence != self.disk.fence:
            self.tab = Tab()
        self.disk.fence += 1
        self.tab.fence = self.disk.fence
        self.tab.asked = self.ask(replace(self.state, staged=self.tab.staged))
        return self.tab.asked

    def ask(self, state: Phone) -> dict[str, Any]:
        """Return the next request."""
        return client.ask(state, limit=self.limit)

    def hear(self, text: str | None, now_ms: int, tab: Tab | None = None) -> Absorbed | None:
        """Take an answer over, unless it is unreadable or another tab has taken the lease."""
        tab = tab or self.tab
        if text is None or tab.fence != self.disk.fence:
            return None
        try:
            answer = json.loads(text)
            state = replace(self.state, staged=tab.staged)
            absorbed = client.absorb(state, tab.asked, answer, self.genuine, now_ms)
        except (client.UnreadableError, json.JSONDecodeError):
            return None
        tab.staged = absorbed.phone.staged
        self.disk.state = phone.forget(replace(absorbed.phone, staged=NOTHING))
        if absorbed.is_forked:
            self.disk.state = phone.parted(self.state, self.enrol(), self.sign)
        if absorbed.is_store_lost:
            self.disk.state = phone.renewed(self.state, self.enrol(), self.sign)
        return absorbed

    def hear_repair(self, asked: dict[str, Any], text: str | None) -> None:
        """Take the answer to a repair over."""
        if text is not None:
            with suppress(client.UnreadableError, json.JSONDecodeError):
                self.disk.state = absorb_repair(self.state, asked, json.loads(text))

    def seen(self, note: str) -> str:
        """Return the text of a note as the officer sees it."""
        for held in self.state.scopes.values():
            if row := held.rows.get(("note", note)):
                return str(row["text"])
        return ""

    def fresh_finals(self) -> Iterator[Entry]:
        """Yield the commands that became final since the last call."""
        for entry in self.state.outbox.values():
            if entry.status and entry.hash not in self.judged:
                self.judged.add(entry.hash)
                yield entry

    def open_anew(self) -> None:
        """The browser was killed, or another tab is used from now on: only the disk is left."""
        self.tab = Tab()

    def freeze(self) -> Tab:
        """The tab stops where it is, with its lease; a new one opens."""
        frozen, self.tab = self.tab, Tab()
        return frozen

    def evict(self) -> None:
        """The browser threw the store away; only the marker beside it is left."""
        self.gone |= {entry.id for entry in self.state.outbox.values()}
        self.disk = Disk(phone.emptied(self.state), fence=self.disk.fence + 1)
        self.tab = Tab()
