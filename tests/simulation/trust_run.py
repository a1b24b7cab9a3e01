"""A run among phones that can be lost: leases, tickets, revoked keys, barred people, one glass.

Beside all other faults. F16 has its own run (`copied_run.py`): two copies of a phone give the same
numbers, whatever the bureau does.
"""

import json
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from sync.authority import lease_text, read_lease
from sync.client import Absorbed
from sync.phone import Entry
from tests.simulation import trust_acts
from tests.simulation.number_run import NumberRun
from tests.simulation.office import Key
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import SimPhone
from tests.simulation.run import PERSONS, START, WAIT_MS
from tests.simulation.town_life import TOWNS
from tests.simulation.trust_acts import BRANCHES
from tests.simulation.trust_life import UNCOVERED
from tests.simulation.trust_office import TrustOffice
from tests.simulation.trust_phone import Glass, Intent, TrustPhone
from tests.simulation.trust_tickets import Code

TRUST_STEPS = 110
START_MS = int(START.timestamp()) * 1000
TAMPERED = 0.05
YEAR_MS = 365 * 24 * 3_600_000
# After so long every phone gets a new lease at its next contact.
NEW_LEASE_MS = 13 * 3_600_000


class TrustRun(NumberRun):
    """The world of one seed."""

    phone_kind = TrustPhone
    office_kind = TrustOffice
    office: TrustOffice
    phones: list[TrustPhone]
    weights = trust_acts.WEIGHTS

    def __init__(self, seed: int, steps: int = TRUST_STEPS, key: Key | None = None) -> None:
        # Chance of its own, so that what is added here leaves the other choices as they are.
        self.chance = Random(-seed - 1)  # noqa: S311 - chance that can be repeated
        self.codes: list[Code] = []
        self.files: list[tuple[str, list[Entry]]] = []
        self.caller = ""
        self.signed: list[tuple[str, str]] = []
        self.revoked = 0
        super().__init__(seed, steps, key)
        self.people = list(PERSONS)
        self.office.clock = self.true
        for person in self.people:
            self.office.place(person, self.chance.choice(BRANCHES))
        self.office.back_up()
        self.shared = [self.phones[0], self._phone(1)]
        self.phones.append(self.shared[1])
        glass = Glass(self.phones[0].person)
        for phone in self.shared:
            phone.glass = glass

    def _phone(self, n: int) -> TrustPhone:
        phone = super()._phone(n)
        assert isinstance(phone, TrustPhone)
        phone.true = self.true
        return phone

    def true(self) -> int:
        """Return the true time in ms since 1970."""
        return START_MS + self.now_ms

    def pass_until(self, instant: int) -> None:
        """Let time go on until an instant, if that is still to come."""
        self.now_ms = max(self.now_ms, instant - START_MS)

    def is_active(self, person: str) -> bool:
        """Return whether somebody may sign in."""
        return bool(self.office.store.world.rows["officer", person]["active"])

    def step(self) -> None:
        super().step()
        for phone in self.phones:
            if phone.opened is not None:
                phone.look()
            self._check_store(phone)

    def contact(self, phone: SimPhone) -> Absorbed | None:
        assert isinstance(phone, TrustPhone)
        if self.faults.healed:
            phone.glass.user = phone.person
        if phone.is_locked:
            return None
        phone.look()
        absorbed = super().contact(phone)
        if absorbed is not None and not phone.is_locked:
            phone.branch = self.office.branch_of(phone.person)
            self._renew(phone)
        return absorbed

    def sync(self, phone: SimPhone) -> None:
        assert isinstance(phone, TrustPhone)
        # The answer that a frozen tab had kept may be of when somebody was signed out.
        phone.signed_in = phone.signed_in or self.faults.healed
        # Each sync tries again whether the phone has been let in.
        phone.must_enrol = False
        super().sync(phone)
        if self.faults.healed and not self.office.is_let_in(phone.state.device):
            self.let_in(phone)
            super().sync(phone)

    def deliver(self, asked: dict[str, Any]) -> str | None:
        return self.deliver_as(self.office.owners[asked["device"]], asked)

    def deliver_as(self, person: str, asked: dict[str, Any]) -> str | None:
        """Let the bureau answer what comes under the session of a person."""
        is_own = self.office.owners[asked["device"]] == person
        before = len(self.office.store.world.ledger)
        self.caller = person
        text = super().deliver(asked)
        answer = json.loads(text) if text else {}
        if not is_own and (
            answer.keys() - {"code"} or len(self.office.store.world.ledger) != before
        ):
            raise ViolationError(f"F31: {person} was served as {asked['device']}")
        return text

    def answered(self, raw: dict[str, Any]) -> dict[str, Any]:
        answer = self.office.answer_to(self.caller, raw, self.clock())
        page = answer.get("scopes", {}).get(f"device:{raw['device']}", {})
        if part := page.get("put", {}).get("authority_lease"):
            self._tamper(part)
        return answer

    def _tamper(self, part: dict[str, Any]) -> None:
        """Somebody on the way puts the lease of another phone in the place, or a better one."""
        body, signature = part["cols"].index("body"), part["cols"].index("signature")
        self.signed += [(row[body], row[signature]) for row in part["rows"]]
        if self.faults.healed or self.chance.random() > TAMPERED:
            return
        self.happened["F18 lease tampered with"] += 1
        for row in part["rows"]:
            if self.chance.random() < 0.5:
                row[body], row[signature] = self.chance.choice(self.signed)
            else:
                lease = read_lease(row[body])
                row[body] = lease_text(replace(lease, expires_at=lease.expires_at + YEAR_MS))

    def bring(self, phone: TrustPhone) -> int:
        """Bring what a phone keeps as a file; return how many commands that are."""
        entries = [entry for _, entry in sorted(phone.state.outbox.items())]
        if phone.state.epoch and entries:
            self.files.append((phone.state.device, entries))
            self.office.take_file(phone.state.device, entries)
        return len(entries)

    def compare(self, code: Code, phone: TrustPhone) -> None:
        """Have the desk compare the words of a ticket with those on a phone."""
        why = self.office.compare(code, phone.state.device)
        self.happened[f"ticket {why or 'confirmed'}"] += 1
        if why is None:
            phone.must_enrol = False

    def let_in(self, phone: TrustPhone) -> None:
        """Have a phone go through all of it, as it should."""
        self.ids += 1
        code = Code(f"code{self.ids}", phone.person)
        self.office.invite(code)
        if self.office.use(code, phone.state.device) is None:
            self.compare(code, phone)

    def buy_a_phone(self, person: str) -> None:
        """Somebody whose phone is lost takes another one; the lost one may turn up again."""
        self.phones.append(self._phone(self.people.index(person)))

    def hand_over(self, phone: TrustPhone, text: str, act: str, series: str) -> None:
        """Note a paper with a number that a phone handed over."""
        del phone
        self.papers.handed_over(text, act, series)

    def check_paper(self, phone: TrustPhone, intent: Intent) -> None:
        """L1: nobody decides after the lease, but for time that a closed app could not see."""
        lease = intent.lease
        if lease is None or (lease.device, lease.person) != (phone.state.device, phone.person):
            raise ViolationError(f"L1: {phone.state.device} decided by {lease}")
        ran = lease.issued_at + phone.ran[lease.id]
        seen = max(ran, self.true() if phone.skew_ms >= 0 else ran)
        if seen >= lease.expires_at:
            raise ViolationError(f"L1: {phone.state.device} decided after its lease: {lease}")

    def heal(self) -> None:
        self.faults.healed = True
        for phone in self.phones:
            phone.put_away()
            phone.skew_ms = 0
        for person in self.people:
            self.office.place(person, self.office.branch_of(person))
        for device, entries in self.files:
            self.office.take_file(device, entries)
        before = ""
        # What one phone proves to a bureau that was put back, the others hear in the next round.
        while before != self.office.store.world.epoch:
            before = self.office.store.world.epoch
            self.now_ms += 2 * WAIT_MS
            for phone in self.phones:
                self.sync(phone)
        for phone in self.phones:
            self._check_epoch(phone)
        self.now_ms += NEW_LEASE_MS
        super().heal()
        for phone in self.phones:
            self._check_lease(phone)

    def _renew(self, phone: TrustPhone) -> None:
        """A phone that was just met, and whose lease is over, asks for another one (§6)."""
        lease = phone.lease
        if lease is not None and not phone.has_renewed and phone.look() >= lease.expires_at:
            phone.has_renewed = True
            self.happened["F18 asked for another lease"] += 1
            self.office.renew(phone.state.device)

    def _check_store(self, phone: TrustPhone) -> None:
        """F31: nothing of another person stands in a store."""
        device, before = phone.state.device, phone.state.predecessor
        own = {f"device:{device}", f"device:{before}"}
        allowed = own | {f"town:{town}" for town in TOWNS}
        foreign = phone.state.scopes.keys() - allowed
        others = {e.id for e in phone.state.outbox.values()} - phone.saved
        if foreign or others:
            raise ViolationError(f"F31: {device} holds {foreign or others}")

    def _check_epoch(self, phone: TrustPhone) -> None:
        """L5: no phone that has met the bureau has a lease of an earlier epoch or branch."""
        epoch, branch = self.office.store.world.epoch, self.office.branch_of(phone.person)
        for lease in self.office.leases_of(phone.state.device):
            if (lease.epoch, lease.branch) != (epoch, branch):
                raise ViolationError(f"L5: {lease} in epoch {epoch}, {branch}")

    def _check_lease(self, phone: TrustPhone) -> None:
        """L2: whoever met the bureau today, and is let in, may decide."""
        world, device = self.office.store.world, phone.state.device
        is_out = any(key.is_revoked for key in world.keys.get(device, ()))
        if is_out or world.devices[device].is_closed:
            if is_out and phone.leases:
                raise ViolationError(f"L3: {device} was revoked and holds {phone.lease}")
            return
        intended = phone.intend(date.fromisoformat(self.clock()[:10]))
        if intended is not None and intended[0].objection is not None:
            raise ViolationError(f"L2: {device} may not decide: {intended[0]}")

    def _check_concerns(self) -> None:
        """L4: people look at each act that no lease covered, and at no other for that reason."""
        reviews = [r for r in self.office.store.world.reviews if r.why.status == "concern"]
        codes = {(r.device, r.seq): r.why.problem and r.why.problem.code for r in reviews}
        judged = {at for at, code in codes.items() if code == UNCOVERED.code}
        expected = self.office.oracle.uncovered() - (codes.keys() - judged)
        if judged != expected:
            raise ViolationError(f"L4: people look at {judged}, not at {expected}")
