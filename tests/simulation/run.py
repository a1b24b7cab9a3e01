"""One run of the simulation: its seed decides everything that happens."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from hashlib import sha256
from random import Random
from typing import Any

from sync.client import Absorbed
from sync.healing import ask_repair
from sync.phone import Phone
from sync.store import ContentionError
from tests.simulation import acts
from tests.simulation.checks import check_answer, check_end, check_step
from tests.simulation.faults import ROBBED, swarm
from tests.simulation.office import Key, KilledError, Office
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import Disk, SimPhone, Tab
from tests.simulation.town_life import TOWNS

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
HERE = timezone(timedelta(hours=8))
PERSONS = ("chen", "li", "wang")
STEPS = 200
MINUTE_MS = 60_000
WAIT_MS = 10 * MINUTE_MS
MOST_CONTACTS = 200
# Rows per answer; 0 leaves it to the bureau.
LIMITS = (0, 0, 3, 7, 40)
DRAINING_CYCLES = 3


@dataclass
class Asleep:
    """A frozen tab with the answer that reached it."""

    phone: SimPhone
    tab: Tab
    text: str | None


class Run:
    """The whole world of one seed."""

    phone_kind: type[SimPhone] = SimPhone
    office_kind: type[Office] = Office
    weights = acts.WEIGHTS

    def __init__(self, seed: int, steps: int = STEPS, key: Key | None = None) -> None:
        self.seed = seed
        self.steps = steps
        self.random = Random(seed)  # noqa: S311 - chance that can be repeated
        self.faults = swarm(self.random)
        self.office = self.office_kind(self.faults, key or Key())
        self.now_ms = 0
        self.ids = 0
        self.late: list[dict[str, Any]] = []
        self.asleep: list[Asleep] = []
        self.trace = sha256()
        for person in PERSONS:
            self.office.members[person] = set(self.random.sample(TOWNS, 2))
        phones = 4 if self.faults.strikes("F15 two phones") else 3
        self.phones = [self._phone(n) for n in range(phones)]

    def _phone(self, n: int) -> SimPhone:
        person = PERSONS[n % len(PERSONS)]
        enrol = partial(self.enrol, person)
        disk, genuine = Disk(Phone(enrol())), self.office.key.is_genuine
        limit = self.random.choice(LIMITS)
        sign = self.office.key.sign_as
        return self.phone_kind(person, disk, self.faults, genuine, enrol, sign, limit=limit)

    def enrol(self, person: str) -> str:
        """Let the bureau know whose the next device is; return its name."""
        self.ids += 1
        name = f"{person}-{self.ids}"
        self.office.owners[name] = person
        return name

    def go(self) -> Counter[str]:
        """Run the seed to its end and check it; return how often each fault struck."""
        step = 0
        try:
            for step in range(self.steps):  # noqa: B007
                self.step()
            self.heal()
            check_end(self.office, self.phones)
        except ViolationError as error:
            raise ViolationError(f"seed {self.seed}, step {step}: {error}") from error
        finally:
            self.office.oracle.close()
        return self.faults.fired

    def step(self) -> None:
        """One thing happens, chosen by the seed; then nothing may be lost."""
        self.now_ms += self.random.randint(1, 10 * MINUTE_MS)
        kinds = list(self.weights)
        (kind,) = self.random.choices(kinds, list(self.weights.values()))
        kind(self)
        check_step(self.office, self.phones)

    def heal(self) -> None:
        """No fault strikes any more: within a few syncs everything must have arrived."""
        self.faults.healed = True
        for phone in self.phones:
            phone.signed_in = True
        for asleep in self.asleep:
            self.wake(asleep)
        for asked in self.late:
            self.deliver(asked)
        for _ in range(DRAINING_CYCLES):
            self.now_ms += 2 * WAIT_MS
            for phone in self.phones:
                self.sync(phone)

    def sync(self, phone: SimPhone) -> None:
        """Make contact until nothing is left to say, or until something fails."""
        for _ in range(MOST_CONTACTS):
            absorbed = self.contact(phone)
            if absorbed is None:
                return
            if absorbed.more or absorbed.acked or self.repair(phone):
                continue
            return

    def repair(self, phone: SimPhone) -> bool:
        """Have every suspect scope compared; return whether any was mended."""
        before = phone.state.defects
        for scope in sorted(phone.state.suspect):
            asked = ask_repair(phone.state, scope)
            self.note(asked)
            phone.hear_repair(asked, self.carry(phone, asked))
        return phone.state.defects > before

    def contact(self, phone: SimPhone) -> Absorbed | None:
        """Ask the bureau once and take its answer over."""
        if self.now_ms < phone.disk.wait_until_ms or not phone.signed_in:
            return None
        asked = phone.begin()
        self.note(asked)
        text = self.carry(phone, asked)
        self.note(text)
        if self.faults.strikes("F14 frozen tab"):
            self.asleep.append(Asleep(phone, phone.freeze(), text))
            return None
        absorbed = phone.hear(text, self.ms(phone.skew_ms))
        if absorbed is not None and not absorbed.is_store_lost:
            self.office.hear_key(phone.state.device)
        return absorbed

    def wake(self, asleep: Asleep) -> None:
        """Let a frozen tab take the answer over that had reached it."""
        phone = asleep.phone
        phone.hear(asleep.text, self.ms(phone.skew_ms), asleep.tab)

    def carry(self, phone: SimPhone, asked: dict[str, Any]) -> str | None:
        """Carry a request over the network and its answer back, as far as they get."""
        faults = self.faults
        if self.is_stopped(phone, asked):
            return None
        if "first_seq" in asked and faults.strikes("F4 answer of a stranger"):
            return json.dumps(pretended(asked))
        text = self.deliver(asked)
        if faults.strikes("F2 request repeated"):
            text = self.deliver(asked)
        if faults.strikes("F2 request repeated later"):
            self.late.append(asked)
        if text is None or faults.strikes("F1 answer lost"):
            return None
        return self.damaged(text)

    def is_stopped(self, phone: SimPhone, asked: dict[str, Any]) -> bool:
        """Return whether a request does not reach the bureau, or is turned away at its door."""
        faults = self.faults
        if faults.strikes("F17 session ended"):
            phone.signed_in = False
            return True
        if faults.strikes("F30 asked to wait"):
            phone.disk.wait_until_ms = self.now_ms + WAIT_MS
            return True
        if faults.strikes("F3 request delayed"):
            self.late.append(asked)
            return True
        return faults.strikes("F1 request lost")

    def damaged(self, text: str) -> str:
        """Return an answer as the network leaves it."""
        if self.faults.strikes("F1 answer cut"):
            return text[: self.random.randrange(len(text))]
        return text

    def deliver(self, asked: dict[str, Any]) -> str | None:
        """Let the bureau answer; None when it was killed or busy."""
        raw = json.loads(json.dumps(asked))
        try:
            if "buckets" in asked:
                answer = self.office.repair(raw)
            else:
                answer = self.robbed(self.answered(raw))
        except (KilledError, ContentionError):
            return None
        check_answer(self.office, asked["device"], answer or {})
        return json.dumps(answer) if answer else None

    def answered(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Return the bureau's answer to a contact."""
        return self.office.answer(raw, self.clock())

    def robbed(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer that may lack a row or a removal, as after a mistake in loading."""
        pages = list(answer.get("scopes", {}).values())
        lists = [part["rows"] for page in pages for part in page["put"].values()]
        lists += [page["remove"] for page in pages if page["remove"]]
        if lists and self.faults.strikes(ROBBED):
            self.random.choice(lists).pop()
        return answer

    def clock(self) -> str:
        """Return the virtual time as the bureau writes it."""
        at = START + timedelta(milliseconds=self.now_ms)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def phone_clock(self, skew_ms: int) -> str:
        """Return the virtual time as a phone writes it that is wrong by so much."""
        at = START + timedelta(milliseconds=self.now_ms + skew_ms)
        return at.astimezone(HERE).isoformat(timespec="milliseconds")

    def ms(self, skew_ms: int) -> int:
        """Return what a phone's clock shows, in ms since 1970."""
        return int(START.timestamp()) * 1000 + self.now_ms + skew_ms

    def note(self, what: object) -> None:
        """Put what happened into the trace, so that two runs of a seed can be compared."""
        self.trace.update(repr(what).encode())


def pretended(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody answers who is not the bureau and claims to have taken all in."""
    first, count = asked["first_seq"], len(asked.get("commands", ()))
    results = [
        {"seq": seq, "status": "applied", "receipt": "forged"}
        for seq in range(first, first + count)
    ]
    return {
        "epoch": asked.get("epoch", "stranger"),
        "server_time": "now",
        "expected_seq": first + count,
        "results": results,
    }
