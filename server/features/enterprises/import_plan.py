"""What an import would do to the registry: create, change from old to new, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.enterprises.import_reading import GoodRow
from server.features.enterprises.models import Enterprise

COMPARED = (
    "name",
    "registered_on",
    "kind",
    "capital",
    "business_scope",
    "address",
    "contact_name",
    "contact_phone",
)
SEARCHED = ("simplified", "initials", "bigrams")
WRITTEN = (*COMPARED, *SEARCHED, "town_code", "verified", "active")
_LOOKUP_CHUNK = 5_000

Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Change:
    """One enterprise to change: its version before, all written values after, and the fields."""

    row: int
    enterprise_id: str
    ver: int
    values: Mapping[str, Any]
    changes: Changes


@dataclass(frozen=True)
class Plan:
    """What happens to every good row."""

    created: Sequence[GoodRow]
    updated: Sequence[Change]
    unchanged: int


def plan_import(session: Session, good: Sequence[GoodRow], *, to_write: bool = False) -> Plan:
    """Compare the rows with the registry; `to_write` locks what is there until the commit."""
    known = dict(_known(session, [row.values["code"] for row in good], to_write=to_write))
    created = [row for row in good if row.values["code"] not in known]
    pairs = [(row, known[row.values["code"]]) for row in good if row.values["code"] in known]
    updated = [change for row, current in pairs if (change := _change(row, current)).changes]
    return Plan(created, updated, unchanged=len(pairs) - len(updated))


def _known(
    session: Session, codes: Sequence[str], *, to_write: bool
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    columns = [getattr(Enterprise, name) for name in ("id", "row_ver", "code", *WRITTEN)]
    for start in range(0, len(codes), _LOOKUP_CHUNK):
        found = select(*columns).where(Enterprise.code.in_(codes[start : start + _LOOKUP_CHUNK]))
        if to_write:
            found = found.order_by(Enterprise.id).with_for_update()
        for row in session.execute(found).mappings():
            yield row["code"], dict(row)


def _change(row: GoodRow, current: Mapping[str, Any]) -> Change:
    changes = dict(_changes(row.values, current))
    after = {field: new for field, (_, new) in changes.items()}
    if "name" in changes:
        after |= {field: row.values[field] for field in SEARCHED}
    values = {**{field: current[field] for field in WRITTEN}, **after}
    return Change(row.row, current["id"], current["row_ver"], values, changes)


def _changes(
    new: Mapping[str, Any], current: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield the fields to change; a blank cell says nothing, so it takes nothing away."""
    for field in COMPARED:
        if new[field] and new[field] != current[field]:
            yield field, (current[field], new[field])
    # An officer may have put the enterprise into another town than its address says.
    moved = new["address"] and new["address"] != current["address"]
    if new["town_code"] not in {None, current["town_code"]} and (
        moved or current["town_code"] is None
    ):
        yield "town_code", (current["town_code"], new["town_code"])
    for field in ("verified", "active"):
        if not current[field]:
            yield field, (False, True)


def to_json(changes: Changes) -> dict[str, list[Any]]:
    """Return changes as they are kept with a batch."""
    return {field: [_plain(old), _plain(new)] for field, (old, new) in changes.items()}


def from_json(changes: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Any, Any]]:
    """Return kept changes as values of the registry."""
    return {
        field: (_value(field, old), _value(field, new)) for field, (old, new) in changes.items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(field: str, plain: Any) -> Any:
    return date.fromisoformat(plain) if field == "registered_on" and plain else plain
