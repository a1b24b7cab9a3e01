"""A run among people who mean harm: copied phones, and commands that no phone made (F4, F16)."""

import json
from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import Any

from sync.client import FORKED
from sync.protocol import Envelope
from tests.simulation import acts
from tests.simulation.checks import must_be_told
from tests.simulation.office import Key, KilledError
from tests.simulation.oracle import ViolationError
from tests.simulation.phone import Disk
from tests.simulation.run import Run

HOSTILE_STEPS = 120
MOST_CLONES = 2
REFUSED = {"403.200", "403.201"}


class HostileRun(Run):
    """The world of one seed, in which phones are copied and requests forged."""

    def __init__(self, seed: int, steps: int = HOSTILE_STEPS, key: Key | None = None) -> None:
        self.clones = 0
        self.forged = 0
        self.heard: dict[tuple[int, str, int], set[str]] = defaultdict(set)
        self.asked: list[dict[str, Any]] = []
        # Chance of its own: the worlds of other runs stay as they are.
        self.malice = Random(-seed - 1)  # noqa: S311 - chance that can be repeated
        self.weights = {**acts.WEIGHTS, copy_a_phone: 2, forge_a_request: 8}
        super().__init__(seed, steps, key)

    def heal(self) -> None:
        """Everybody makes one command more.

        When a bureau that was put back between two copies has forgotten what the one had sent and
        heard the other under those seqs, only the next command of the first one shows that they
        are two (docs/devices.md §2).
        """
        self.faults.healed = True
        for phone in self.phones:
            acts.issue(self, phone)
        super().heal()

    def deliver(self, asked: dict[str, Any]) -> str | None:
        text = super().deliver(asked)
        if asked.get("commands"):
            self.asked = [*self.asked[-20:], asked]
        answer = json.loads(text) if text is not None else {}
        if answer.get("code") == FORKED:
            must_be_told(self.office, asked["device"])
        self._hear(asked, {result["seq"] for result in answer.get("results", ())})
        return text

    def _hear(self, asked: dict[str, Any], taken: set[int]) -> None:
        for seq, sent in enumerate(asked.get("commands", ()), asked.get("first_seq", 0)):
            if seq not in taken:
                continue
            self.heard[self.office.restores, asked["device"], seq].add(Envelope(sent["body"]).hash)
        if any(len(hashes) > 1 for hashes in self.heard.values()):
            raise ViolationError("S6: two commands were taken in under one seq")


def copy_a_phone(run: "Run") -> None:
    """Somebody copies the store of a phone with its keys; both go on."""
    assert isinstance(run, HostileRun)
    phone = run.malice.choice(run.phones)
    if run.clones >= MOST_CLONES or run.faults.healed or not phone.state.epoch:
        return
    run.clones += 1
    run.faults.fired["F16 phone copied"] += 1
    disk = Disk(phone.state)
    copied = replace(phone, disk=disk, tab=type(phone.tab)(), saved=set(), gone=set(), judged=set())
    run.phones.append(copied)


def forge_a_request(run: "Run") -> None:
    """Somebody without the phone's key sends what looks like its commands."""
    assert isinstance(run, HostileRun)
    if not run.asked:
        return
    asked = _forged(run.malice, run.malice.choice(run.asked))
    world = run.office.store.world
    state = world.devices.get(asked["device"])
    if state is None or not state.signed_from or state.last_seq >= asked["first_seq"]:
        return
    if asked["first_seq"] < state.signed_from or not world.keys.get(asked["device"]):
        return
    before = dict(world.ledger)
    try:
        answer = run.office.answer(asked, run.clock())
    except KilledError:
        answer = {"code": "403.200"}
    except Exception:  # noqa: BLE001 - the database was busy; nothing may have happened either
        answer = {"code": "403.200"}
    run.forged += 1
    run.faults.fired["F4 command forged"] += 1
    if answer.get("code") not in REFUSED or run.office.store.world.ledger != before:
        raise ViolationError(f"S5: a forged command of {asked['device']} was taken in")


def _forged(malice: Random, asked: dict[str, Any]) -> dict[str, Any]:
    commands = [dict(one) for one in asked["commands"]]
    one = malice.choice(commands)
    match malice.choice(("unsigned", "body", "sig", "seq")):
        case "unsigned":
            one.pop("sig", None)
        case "body":
            one["body"] = one["body"].replace("text", "tekst").replace("note", "nota")
        case "sig":
            one["sig"] = "00" * 32
        case "seq":
            return {**asked, "first_seq": asked["first_seq"] + 1, "commands": commands}
    return {**asked, "commands": commands}
