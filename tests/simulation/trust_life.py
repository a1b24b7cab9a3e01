"""Authority leases in the little world: what `server/features/devices/leases.py` does, in memory.

What it decides it decides by `sync/authority.py`, as the bureau does; `trust_oracle.py` knows
nothing of that.
"""

from collections.abc import Callable
from dataclasses import replace

from sync import authority
from sync.authority import Deed, Granted, Lease, Span
from sync.protocol import Command, Trouble
from sync.store import Outcome
from tests.simulation import number_life
from tests.simulation.number_life import KIND, NUMBER_VERBS, Row, Tx
from tests.simulation.town_life import Verbs

AUTHORITY, OFFICER = "authority_lease", "officer"
OPEN, SUPERSEDED, ENDED = "open", "superseded", "ended"
UNCOVERED = Trouble("403.120", "手机上的授权不包括这次办理")

Sign = Callable[[bytes], str]


def verbs(sign: Sign) -> Verbs:
    """Return the verbs of a bureau that judges acts by its leases, and widens these with blocks."""

    def decide(tx: Tx, command: Command) -> Outcome:
        outcome = number_life.decide(tx, command)
        widen(tx, command.args["device"], sign)
        deed = _deed(tx, command)
        if outcome.concern is None and authority.objection(_about(tx, deed), deed):
            return replace(outcome, concern=UNCOVERED)
        return outcome

    def ask(tx: Tx, command: Command) -> Outcome:
        outcome = number_life.ask(tx, command)
        widen(tx, command.args["device"], sign)
        return outcome

    return {**NUMBER_VERBS, ("act.decide", 1): decide, ("number.ask", 1): ask}


def branch_of(tx: Tx, person: str) -> str:
    """Return the branch that an officer belongs to now."""
    return str(tx.world.rows[OFFICER, person]["branch"])


def place(tx: Tx, person: str, branch: str, *, active: bool) -> None:
    """Put an officer into a branch, who may sign in or not."""
    row = {"id": person, "branch": branch, "active": active}
    tx.put(OFFICER, row, number_life.NOWHERE)


def grant(tx: Tx, device: str, person: str, at: int, sign: Sign) -> None:
    """Give the phone that was met a lease where it has none that is fresh."""
    epoch, branch = tx.epoch(), branch_of(tx, person)
    if all(authority.is_due(lease_of(row), epoch, branch, at) for row in open_rows(tx, device)):
        supersede(tx, device, person, at, sign)


def supersede(tx: Tx, device: str, person: str, at: int, sign: Sign) -> None:
    """Give a phone another lease than the one it holds."""
    for row in open_rows(tx, device):
        _write(tx, {**row, "state": SUPERSEDED})
    count = sum(row["device"] == device for row in _rows(tx))
    blocks = [row for row in number_life.leases(tx) if row["device"] == device]
    lease = Lease(
        id=f"lease:{device}:{count}:{at}",
        device=device,
        person=person,
        branch=branch_of(tx, person),
        acts=(KIND,),
        numbers=tuple(_span(row) for row in blocks),
        issued_at=at,
        not_before=at - authority.SLACK_MS,
        expires_at=at + authority.DEFAULT_HOURS * authority.HOUR_MS,
        dark_at=at + authority.DARK_AFTER_MS,
        epoch=tx.epoch(),
    )
    told = {"id": lease.id, "device": device, "person": person}
    _write(tx, {**told, "state": OPEN, "ended_at": None, **_signed(lease, sign)})


def widen(tx: Tx, device: str, sign: Sign) -> None:
    """Let a phone give the numbers of all blocks that it carries, as long as before."""
    blocks = [row for row in number_life.leases(tx) if row["device"] == device]
    for row in open_rows(tx, device):
        lease = lease_of(row)
        known = {span.block for span in lease.numbers}
        more = tuple(_span(block) for block in blocks if block["id"] not in known)
        if more:
            _write(tx, {**row, **_signed(replace(lease, numbers=(*lease.numbers, *more)), sign)})


def end(tx: Tx, device: str, at: int) -> None:
    """End what a phone may decide: its key was revoked, or its store was lost."""
    for row in open_rows(tx, device):
        _write(tx, {**row, "state": ENDED, "ended_at": at})


def open_rows(tx: Tx, device: str) -> list[Row]:
    """Return the leases that a phone holds now."""
    return [row for row in _rows(tx) if row["device"] == device and row["state"] == OPEN]


def lease_of(row: Row) -> Lease:
    """Return the lease that a row brings."""
    return authority.read_lease(row["body"])


def _about(tx: Tx, deed: Deed) -> list[Granted]:
    """Return what an act on a phone may stand on: its own leases, and ended ones of its person."""
    return [
        Granted(lease_of(row), row["ended_at"])
        for row in _rows(tx)
        if row["person"] == deed.person
        if row["device"] == deed.device or row["ended_at"] is not None
    ]


def _deed(tx: Tx, command: Command) -> Deed:
    args = command.args
    return Deed(
        device=args["device"],
        person=args["by"],
        branch=branch_of(tx, args["by"]),
        act=KIND,
        block=args["lease_id"],
        n=args["n"],
        at=args["decided_at"],
    )


def _span(block: Row) -> Span:
    return Span(block["id"], block["next"], block["last"])


def _signed(lease: Lease, sign: Sign) -> Row:
    body = authority.lease_text(lease)
    return {"body": body, "signature": sign(authority.signed_text(body).encode())}


def _rows(tx: Tx) -> list[Row]:
    return [row for (table, _), row in tx.world.rows.items() if table == AUTHORITY]


def _write(tx: Tx, row: Row) -> None:
    is_open = row["state"] == OPEN
    tx.put(AUTHORITY, row, frozenset({f"device:{row['device']}"}) if is_open else frozenset())
