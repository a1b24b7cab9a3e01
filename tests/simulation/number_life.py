"""Numbers in the little world: what `server/features/numbering` does, over the store in memory.

What it decides it decides by `sync/numbers.py`, as the bureau does; `number_oracle.py` knows
nothing of that.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sync import numbers
from sync.memory import MemoryTransaction
from sync.numbers import Lease
from sync.protocol import Command, Trouble
from sync.store import APPLIED, Outcome
from tests.simulation.town_life import VERBS, Verbs

KIND = "assistance"
PATTERN = "东环助〔{year}〕{n}号"
NOWHERE: frozenset[str] = frozenset()
ODD = Trouble("409.100", "编号有问题")
LEASE, SERIES, ENTRY = "number_lease", "number_series", "number_entry"

Tx = MemoryTransaction
Row = dict[str, Any]


def decide(tx: Tx, command: Command) -> Outcome:
    """Take an act in, with the number that it bears."""
    return APPLIED if _enter(tx, command, "used") else Outcome("applied", concern=ODD)


def void(tx: Tx, command: Command) -> Outcome:
    """Take in that a number was given to nothing."""
    return APPLIED if _enter(tx, command, "void") else Outcome("applied", concern=ODD)


def give_back(tx: Tx, command: Command) -> Outcome:
    """Take the rest of a block back."""
    row = tx.world.rows.get((LEASE, command.args["lease_id"]))
    if row is not None and row["state"] == numbers.OPEN:
        write(tx, {**row, "state": numbers.RETURNED, "returned_from": command.args["from"]})
    return APPLIED


def ask(tx: Tx, command: Command) -> Outcome:
    """Lease a block to a phone that has none left, if that is so."""
    supply(tx, command.args["device"], [command.args["year"]])
    return APPLIED


def supply(tx: Tx, device: str, years: Collection[int]) -> None:
    """Lease what a phone should carry and does not."""
    own = [as_lease(row) for row in leases(tx) if row["device"] == device]
    for year in years:
        if numbers.is_low(numbers.remaining(own, {}, KIND, year)):
            _lease(tx, device, year)


def begin_part(tx: Tx, year: int) -> Row:
    """Go on with a series in a part that is written otherwise; return its line in the journal."""
    newest = series_of(tx, year)
    tx.put(SERIES, newest, NOWHERE)
    part = _series(year, newest["part"] + 1)
    tx.put(SERIES, part, NOWHERE)
    return {**part, "series": part["id"], "first": 1, "last": 0}


def take_over(tx: Tx, journal: list[Row]) -> None:
    """Take blocks over that this world does not know."""
    known = [row["id"] for (table, _), row in tx.world.rows.items() if table in {LEASE, SERIES}]
    for line in numbers.unknown(journal, known):
        series = tx.world.rows.get((SERIES, line["series"])) or _series(line["year"], line["part"])
        tx.put(SERIES, {**series, "next": max(series["next"], line["last"] + 1)}, NOWHERE)
        if line["last"]:
            write(tx, {**line, "state": numbers.LOST})


def write_off(tx: Tx, device: str, state: str) -> None:
    """End the open blocks of a phone that will give no more of them."""
    for row in leases(tx):
        if row["device"] == device and row["state"] == numbers.OPEN:
            write(tx, {**row, "state": state})


def live(tx: Tx) -> set[str]:
    """Return the series of which numbers are still leased."""
    years = {row["year"] for (table, _), row in tx.world.rows.items() if table == SERIES}
    return {series_of(tx, year)["id"] for year in years}


def register(tx: Tx) -> dict[str, tuple[str, str | None]]:
    """Return what became of each number, by its text, and the act that it was given to."""
    found: dict[str, tuple[str, str | None]] = {}
    for (table, key), series in tx.world.rows.items():
        if table != SERIES:
            continue
        held = [as_lease(row) for row in leases(tx) if row["series"] == key]
        entries = _entries(tx, key)
        for n in range(1, max([series["next"] - 1, *entries]) + 1):
            entry = entries.get(n)
            state = numbers.explain(
                n,
                held,
                entry and entry["state"],
                start_after=0,
                ahead_from=series["next"],
            ).state
            if state != "ahead":
                found[text_of(series, n)] = (state, entry["act"] if entry else None)
    return found


def leases(tx: Tx) -> list[Row]:
    """Return the rows of all blocks."""
    return [row for (table, _), row in tx.world.rows.items() if table == LEASE]


def as_lease(row: Mapping[str, Any]) -> Lease:
    """Return a block as the rules see it."""
    names = ("id", "kind", "year", "first", "last", "next", "state", "returned_from")
    told = {name: row[name] for name in names}
    return Lease(**told, expires_on=numbers.end_of_year(row["year"]))


def text_of(row: Mapping[str, Any], n: int) -> str:
    """Return a number of a block or a series as it stands on a paper."""
    return numbers.number_text(row["pattern"], row["year"], n)


def years_at(now: str) -> tuple[int, ...]:
    """Return of which years a phone should carry numbers at an instant."""
    return numbers.years_wanted(date.fromisoformat(now[:10]))


def series_of(tx: Tx, year: int) -> Row:
    """Return the series of a year that is leased of now."""
    found = [row for (table, _), row in tx.world.rows.items() if table == SERIES]
    own = [row for row in found if row["year"] == year]
    return max(own, key=lambda row: row["part"], default=_series(year, 1))


def write(tx: Tx, row: Row) -> None:
    """Write the row of a block into its phone's own scope."""
    tx.put(LEASE, row, frozenset({f"device:{row['device']}"}))


def _series(year: int, part: int) -> Row:
    pattern = numbers.for_part(PATTERN, part)
    return {"id": f"{year}.{part}", "year": year, "part": part, "pattern": pattern, "next": 1}


def _lease(tx: Tx, device: str, year: int) -> None:
    series = series_of(tx, year)
    held = [as_lease(row) for row in leases(tx) if row["series"] == series["id"]]
    entered = _entries(tx, series["id"]).keys()
    first, last = numbers.next_block(held, entered, 0)
    tx.put(SERIES, {**series, "next": max(series["next"], last + 1)}, NOWHERE)
    count = sum(row["device"] == device for row in leases(tx))
    name = f"{series['id']}:{first}-{last}:{device}:{count}"
    told = {"id": name, "series": series["id"], "device": device}
    span = {"first": first, "last": last, "next": first, "state": numbers.OPEN}
    of_series = {name: series[name] for name in ("year", "part", "pattern")}
    write(tx, {**told, **of_series, **span, "kind": KIND, "returned_from": None})


def _enter(tx: Tx, command: Command, state: str) -> bool:
    """Enter a number where it is free; return whether there is nothing odd about it."""
    args = command.args
    row = tx.world.rows.get((LEASE, args["lease_id"]))
    series = row["series"] if row else args["series"]
    key = (ENTRY, f"{series}:{args['n']}")
    held = tx.world.rows.get(key)
    if held is None:
        entry = {"series": series, "n": args["n"], "act": command.entity, "state": state}
        tx.put(ENTRY, {"id": key[1], **entry}, NOWHERE)
        if (SERIES, series) not in tx.world.rows:
            year, part = map(int, series.split("."))
            tx.put(SERIES, _series(year, part), NOWHERE)
    if row is None or row["state"] == numbers.CLOSED:
        return False
    if row["state"] == numbers.OPEN:
        write(tx, {**row, "next": max(row["next"], args["n"] + 1)})
        supply(tx, row["device"], [row["year"]])
    return held is None or held["act"] == command.entity


def _entries(tx: Tx, series: str) -> dict[int, Row]:
    found = (row for (table, _), row in tx.world.rows.items() if table == ENTRY)
    return {row["n"]: row for row in found if row["series"] == series}


NUMBER_VERBS: Verbs = {
    **VERBS,
    ("act.decide", 1): decide,
    ("number.void", 1): void,
    ("number.return", 1): give_back,
    ("number.ask", 1): ask,
}
