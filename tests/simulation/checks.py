"""The invariants (SAFETY §2.1), asked of the phones and the bureau from outside."""

import json
from typing import Any

from sync.staging import Held
from tests.simulation.faults import ROBBED
from tests.simulation.office import OFFICE, Office
from tests.simulation.oracle import FOR_REVIEW, Commit, ViolationError
from tests.simulation.phone import SimPhone
from tests.simulation.town_life import TOWNS

OF_DEVICE = ("review", "number_lease", "authority_lease")
# What is checked apart: reviews by their seqs, numbers by `number_oracle.py`, trust by
# `trust_oracle.py`.
APART = (*OF_DEVICE, "number_series", "number_entry", "officer", "ticket", "enrolled")


def _must(holds: bool, words: str) -> None:  # noqa: FBT001
    if not holds:
        raise ViolationError(words)


def check_step(office: Office, phones: list[SimPhone]) -> None:
    """I3: whatever a phone calls confirmed, the bureau once committed under that very hash."""
    for phone in phones:
        for entry in phone.fresh_finals():
            key = (phone.state.device, entry.seq, entry.hash)
            _must(key in office.committed, f"I3: {key} was confirmed and never committed")


def check_answer(office: Office, device: str, answer: dict[str, Any]) -> None:
    """I6: no row outside the caller's towns is in an answer."""
    allowed = office.members[office.owners[device]]
    repairs = {answer["scope"]: answer} if "scope" in answer else {}
    for scope, page in {**answer.get("scopes", {}), **repairs}.items():
        _must(scope in office.scopes_of(device), f"I6: {device} was answered about {scope}")
        for table, part in page["put"].items():
            if table in OF_DEVICE:
                _must(scope == f"device:{device}", f"I6: a {table} of {scope} for {device}")
                continue
            at = part["cols"].index("town")
            towns = {row[at] for row in part["rows"]}
            _must(towns <= allowed, f"I6: {device} of {allowed} was sent rows of {towns}")


def must_be_told(office: Office, device: str) -> None:
    """S6: where a phone hears that there are two of it, its device is aside and people know."""
    world = office.store.world
    told = [one for one in world.reviews if one.device == device and one.why.status == "forked"]
    _must(world.devices[device].is_forked and bool(told), f"S6: {device} forked, nobody was told")


def check_end(office: Office, phones: list[SimPhone]) -> None:
    """After healing: conservation, once, chain, convergence, words."""
    for phone in phones:
        _check_conservation(office, phone)
        _check_replica(office, phone)
        _check_words(office, phone)
        _check_defects(office, phone)
    _check_once(office)
    _check_chains(office)


def _check_conservation(office: Office, phone: SimPhone) -> None:
    """I1, I11: each saved command was taken in, unless its store was lost before any contact."""
    _must(phone.state.waiting == [], f"I11: {phone.state.device} still holds {phone.state.waiting}")
    for command_id in phone.saved - phone.gone:
        _must(office.oracle.fate(command_id), f"I1: {phone.state.device} lost {command_id}")


def _check_once(office: Office) -> None:
    """I2: one effect per command, and the bureau's rows are those that SQL gives."""
    expected = office.oracle.rows_in(set(TOWNS))
    held = {
        key: {name: value for name, value in row.items() if name != "ver"}
        for key, row in office.store.world.rows.items()
        if key[0] not in APART
    }
    _must(held == expected, "I2: the bureau's rows are not those of its commits")


def _check_chains(office: Office) -> None:
    """I4: each device's ledger is one contiguous chain."""
    last: dict[str, tuple[int, str]] = {}
    for commit in office.oracle.events:
        if not isinstance(commit, Commit) or commit.device == OFFICE:
            continue
        seq, head = last.get(commit.device, (0, ""))
        _must(commit.seq == seq + 1, f"I4: {commit.device} has {commit.seq} after {seq}")
        _must(json.loads(commit.body)["prev_hash"] == head, f"I4: {commit.device} forked")
        last[commit.device] = (commit.seq, commit.hash)


def _check_replica(office: Office, phone: SimPhone) -> None:
    """I5: the phone shows exactly the rows of its towns."""
    towns = office.members[phone.person]
    held = {
        key: {name: value for name, value in row.items() if name != "ver"}
        for scope in phone.state.scopes.values()
        for key, row in scope.rows.items()
        if key[0] not in APART
    }
    expected = office.oracle.rows_in(towns)
    differing = {
        key: (held.get(key), expected.get(key))
        for key in held.keys() | expected.keys()
        if held.get(key) != expected.get(key)
    }
    _must(not differing, f"I5: {phone.state.device} differs in {differing}")


def _check_words(office: Office, phone: SimPhone) -> None:
    """I10: what waits for a person is told, and phone and bureau count alike."""
    device = phone.state.device
    rows = [
        row
        for (table, _), row in phone.state.scopes.get(f"device:{device}", Held()).rows.items()
        if table == "review"
    ]
    told = {row["seq"] for row in rows if row["is_open"] and row["status"] in FOR_REVIEW}
    expected = office.oracle.for_review(device)
    _must(told == expected, f"I10: {phone.state.device} was told of {told}, not of {expected}")


def _check_defects(office: Office, phone: SimPhone) -> None:
    """A replica goes wrong only where a fault made it wrong: every repair is a defect."""
    is_explained = office.faults.fired[ROBBED] > 0
    _must(
        is_explained or phone.state.defects == 0,
        f"I5: {phone.state.device} had to repair by itself",
    )
