"""Put a batch into the registry, and take it out again: in bulk, announced to the feed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from server.core import audit
from server.core.auth import Actor
from server.core.feed import RowChange
from server.core.hooks import tell
from server.core.ids import new_id
from server.core.replication import announce
from server.features.enterprises import queries
from server.features.enterprises.commands import PLACED, name_columns
from server.features.enterprises.import_plan import (
    COMPARED,
    WRITTEN,
    Plan,
    from_json,
    to_json,
)
from server.features.enterprises.models import Enterprise, EnterpriseAlias, ImportBatch, ImportRow
from server.features.enterprises.scopes import scopes_of_town

TABLE = "enterprise"
# What a visit that arrives after an undoing needs to have its enterprise back.
RESTORED = (*COMPARED, "code", "code_kind", "town_code")
_PUBLISHES = {"publishes": True}
_CHUNK = 5_000


@dataclass(frozen=True)
class Kept:
    """A row that an undoing left alone, and why."""

    row: int
    name: str
    code: str | None
    words: str


@dataclass(frozen=True)
class Undone:
    """How many rows were taken back, and which were not."""

    undone: int
    kept: Sequence[Kept]


def apply_plan(session: Session, batch: ImportBatch, plan: Plan, *, at: datetime) -> None:
    """Write the plan and remember, row by row, what it did."""
    created = [_new_row(row.values, at) for row in plan.created]
    session.flush()
    if created:
        session.execute(insert(_registry()), created, execution_options=_PUBLISHES)
    _write(session, [(change.enterprise_id, change.ver, change.values) for change in plan.updated])
    memories = [
        _memory(batch, good.row, new["id"], 1)
        for good, new in zip(plan.created, created, strict=True)
    ]
    memories += [
        _memory(batch, change.row, change.enterprise_id, change.ver + 1)
        | {"created": False, "changes": to_json(change.changes)}
        for change in plan.updated
    ]
    if memories:
        session.execute(insert(ImportRow), memories)
    announce(session, [_put(row["id"], 1, row["town_code"]) for row in created])


def undo_batch(session: Session, batch: ImportBatch) -> Undone:
    """Take back each row that nobody changed since; list the others."""
    removed: list[Enterprise] = []
    restored: list[tuple[str, int, Mapping[str, Any]]] = []
    kept: list[Kept] = []
    aliased = frozenset(session.scalars(select(EnterpriseAlias.enterprise_id)))
    for memory, row in _remembered(session, batch):
        why = _why_kept(memory, row, aliased)
        if why:
            kept.append(Kept(memory.row, row.name if row else "", row.code if row else None, why))
        elif row is not None and memory.created:
            memory.changes = to_json({field: (getattr(row, field), None) for field in RESTORED})
            removed.append(row)
        elif row is not None:
            restored.append((row.id, row.row_ver, _before(row, memory)))
    _remove(session, removed)
    _write(session, restored)
    return Undone(len(removed) + len(restored), kept)


def bring_back(
    session: Session, enterprise_id: str, *, by: Actor, at: datetime
) -> Enterprise | None:
    """Return, held, an enterprise whose import was undone: unverified, or as who has its code."""
    memory = queries.taken_back(session, enterprise_id)
    if memory is None:
        return None
    before = {field: old for field, (old, _) in from_json(memory.changes).items()}
    holder = queries.enterprise_of_code(session, before["code"]) if before["code"] else None
    if holder is not None:
        session.add(EnterpriseAlias(id=enterprise_id, enterprise_id=holder.id))
    else:
        columns = {**before, **name_columns(before["name"])}
        session.add(Enterprise(id=enterprise_id, **columns, verified=False, created_at=at))
    audit.record(session, "enterprise.brought_back", subject=enterprise_id, by=by, at=at)
    session.flush()
    return queries.enterprise_locked(session, enterprise_id)


def _registry() -> Table:
    table = Enterprise.__table__
    assert isinstance(table, Table)
    return table


def _new_row(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {
        **values,
        "id": new_id(),
        "row_ver": 1,
        "verified": True,
        "active": True,
        "visit_count": 0,
        "created_at": at,
    }


def _memory(batch: ImportBatch, row: int, enterprise_id: str, ver_after: int) -> dict[str, Any]:
    return {
        "batch_id": batch.id,
        "row": row,
        "enterprise_id": enterprise_id,
        "created": True,
        "ver_after": ver_after,
        "changes": {},
    }


def _write(session: Session, changes: Sequence[tuple[str, int, Mapping[str, Any]]]) -> None:
    """Set the written columns of rows whose version is known; each version grows by one."""
    if not changes:
        return
    table = _registry()
    statement = (
        update(table)
        .where(table.c.id == bindparam("which"))
        .values({name: bindparam(f"new_{name}") for name in (*WRITTEN, "row_ver")})
    )
    rows = [
        {"which": row_id, "new_row_ver": ver + 1}
        | {f"new_{name}": values[name] for name in WRITTEN}
        for row_id, ver, values in changes
    ]
    session.execute(statement, rows, execution_options=_PUBLISHES)
    announce(
        session, [_put(row_id, ver + 1, values["town_code"]) for row_id, ver, values in changes]
    )
    tell(PLACED, session, {row_id: values["town_code"] for row_id, _, values in changes})


def _put(row_id: str, ver: int, town_code: str | None) -> RowChange:
    return RowChange(TABLE, row_id, ver, scopes_of_town(town_code))


def _remembered(
    session: Session, batch: ImportBatch
) -> Iterator[tuple[ImportRow, Enterprise | None]]:
    memories = session.scalars(
        select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.row)
    ).all()
    for start in range(0, len(memories), _CHUNK):
        chunk = memories[start : start + _CHUNK]
        ids = [memory.enterprise_id for memory in chunk]
        rows = session.scalars(
            select(Enterprise)
            .where(Enterprise.id.in_(ids))
            .order_by(Enterprise.id)
            .with_for_update()
        )
        found = {row.id: row for row in rows}
        yield from ((memory, found.get(memory.enterprise_id)) for memory in chunk)


def _why_kept(memory: ImportRow, row: Enterprise | None, aliased: Collection[str]) -> str:
    if row is None:
        return "这家企业已经不在企业库里"
    if not memory.created:
        now = {field: getattr(row, field) for field in memory.changes}
        after = {field: new for field, (_, new) in from_json(memory.changes).items()}
        return "" if now == after else "导入之后又被修改过，保留现在的内容"
    if row.row_ver != memory.ver_after:
        return "导入之后又被修改或走访过，予以保留"
    if row.id in aliased:
        return "导入之后有同事登记过这家企业，予以保留"
    return ""


def _before(row: Enterprise, memory: ImportRow) -> dict[str, Any]:
    before = {field: old for field, (old, _) in from_json(memory.changes).items()}
    if "name" in before:
        before |= name_columns(before["name"])
    return {**{name: getattr(row, name) for name in WRITTEN}, **before}


def _remove(session: Session, rows: Sequence[Enterprise]) -> None:
    gone = [RowChange(TABLE, row.id, row.row_ver + 1, frozenset()) for row in rows]
    ids = [row.id for row in rows]
    for row in rows:
        session.expunge(row)
    for start in range(0, len(ids), _CHUNK):
        table = _registry()
        session.execute(
            delete(table).where(table.c.id.in_(ids[start : start + _CHUNK])),
            execution_options=_PUBLISHES,
        )
    if gone:
        announce(session, gone)
