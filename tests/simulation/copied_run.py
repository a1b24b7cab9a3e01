"""A run among phones that can be lost and copied: leases, tickets and numbers beside forks (F16).

Two copies of a phone hold the same lease and the same blocks, so both may give one number, whatever
the bureau does. What it owes then: nothing of both takes effect by itself once they are known to be
two, at most one act has the number, and people look at the other.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sync import trusted_time
from sync.client import FORKED
from sync.phone import Entry
from sync.running import SeqReusedError
from tests.simulation import acts, trust_acts
from tests.simulation.checks import must_be_told
from tests.simulation.faults import Faults
from tests.simulation.office import Key
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import Disk, Tab
from tests.simulation.trust_office import TrustOffice
from tests.simulation.trust_phone import Glass, TrustPhone
from tests.simulation.trust_run import TRUST_STEPS, TrustRun

MOST_COPIES = 2
COPIED, FOUND = "F16 phone copied", "F16 copies found out"
BY_LEASE, TWICE = "F16 copy decided by the lease", "F16 number given twice"
BACK = "F16 file of a copy refused"
PARTED, TAKEN = "F16 copy goes on as another", "F16 number taken by the other copy"


class CopiedOffice(TrustOffice):
    """A bureau that takes no file in whose chain goes on otherwise than what it has (409.04)."""

    def __init__(self, faults: Faults, key: Key) -> None:
        super().__init__(faults, key)
        # What stands in such files stays with whoever brought them.
        self.refused: set[str] = set()

    def take_file(self, device: str, entries: Sequence[Entry]) -> None:
        try:
            super().take_file(device, entries)
        except SeqReusedError:
            self.refused |= {entry.id for entry in entries}


class CopiedRun(TrustRun):
    """The world of one seed."""

    office_kind = CopiedOffice
    office: CopiedOffice

    def __init__(self, seed: int, steps: int = TRUST_STEPS, key: Key | None = None) -> None:
        self.copies: list[TrustPhone] = []
        # Which phones have one origin, by their identity; the first one is its own.
        self.origin: dict[int, int] = {}
        self.given: dict[str, list[tuple[TrustPhone, str]]] = {}
        self.weights = {**trust_acts.WEIGHTS, copy_a_phone: 12}
        super().__init__(seed, steps, key)

    def hand_over(self, phone: TrustPhone, text: str, act: str, series: str) -> None:
        """N1: only copies of one phone give a number twice."""
        before = self.given.setdefault(text, [])
        is_copied = any(
            one is not phone and self.origin_of(one) == self.origin_of(phone) for one, _ in before
        )
        self.papers.handed_over(text, act, series, by_copy=is_copied)
        self.happened[BY_LEASE] += any(one is phone for one in self.copies)
        self.happened[TWICE] += bool(before)
        before.append((phone, act))

    def origin_of(self, phone: TrustPhone) -> int:
        """Return what copies of one phone have in common."""
        return self.origin.get(id(phone), id(phone))

    def deliver_as(self, person: str, asked: dict[str, Any]) -> str | None:
        text = super().deliver_as(person, asked)
        answer = json.loads(text) if text else {}
        if answer.get("code") == FORKED:
            self.happened[FOUND] += 1
            must_be_told(self.office, asked["device"])
        before = self.office.store.world.devices.get(asked.get("replaces", ""))
        if "epoch" in answer and before is not None and before.is_forked:
            self.happened[PARTED] += 1
            must_be_told(self.office, asked["device"])
        return text

    def heal(self) -> None:
        """Everybody makes one command more, by which two show that they are two (devices.md §2)."""
        self.faults.healed = True
        for phone in self.phones:
            acts.issue(self, phone)
        super().heal()
        for phone in self.phones:
            phone.gone |= self.office.refused
        self.happened[BACK] += bool(self.office.refused)
        self._check_twice()

    def _check_lease(self, phone: TrustPhone) -> None:
        """L2, but that one copy may have given the numbers that the other would give next."""
        intended = phone.intend(date.fromisoformat(self.clock()[:10]))
        is_copied = self.origin_of(phone) in self.origin.values()
        if is_copied and intended is not None and intended[0].objection == "number":
            self.happened[TAKEN] += 1
            return
        super()._check_lease(phone)

    def _check_twice(self) -> None:
        """N6: of acts with one number at most one has it, and people look at every other."""
        register, world = self.office.register(), self.office.store.world
        asked = {(review.device, review.seq) for review in world.reviews}
        for text, given in self.given.items():
            entered = register.get(text, ("", None))[1]
            for _, act in given if len(given) > 1 else ():
                taken = [
                    (at, entry.result.status)
                    for at, entry in world.ledger.items()
                    if json.loads(entry.body)["id"] == self.acts[act]
                ]
                if act == entered or all(status == "duplicate" for _, status in taken):
                    continue
                if not any(at in asked for at, _ in taken):
                    raise ViolationError(f"N6: {text} was given twice, nobody asks of {act}")


def copy_a_phone(run: "Any") -> None:
    """Somebody copies the store of a phone with its keys; both go on."""
    assert isinstance(run, CopiedRun)
    phone = run.chance.choice(run.phones)
    if len(run.copies) >= MOST_COPIES or not phone.leases:
        return
    run.happened[COPIED] += 1
    copied = replace(
        phone,
        disk=Disk(phone.state),
        tab=Tab(),
        saved=set(phone.saved),
        gone=set(phone.gone),
        judged=set(phone.judged),
        glass=Glass(""),
        times={name: trusted_time.restarted(time) for name, time in phone.times.items()},
        ran=dict(phone.ran),
        opened=None,
    )
    run.origin[id(copied)] = run.origin_of(phone)
    run.copies.append(copied)
    run.phones.append(copied)
