"""Pages behind a moment and an id: what was added meanwhile neither repeats nor hides a row."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Select, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute, Session

At = InstrumentedAttribute[datetime]
Id = InstrumentedAttribute[str]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Part:
    """Where a page begins, and how many rows it has at most."""

    cursor: str | None
    limit: int


def page_of(
    session: Session, found: Select[Row], at: At, row_id: Id, part: Part
) -> tuple[Sequence[Row], str | None]:
    """Return a page of rows, the latest first, and the cursor of the next, if there is one."""
    behind_it = found.where(behind(part.cursor, at, row_id)).order_by(at.desc(), row_id.desc())
    rows = session.scalars(behind_it.limit(part.limit + 1)).all()
    shown = rows[: part.limit]
    if len(rows) <= part.limit:
        return shown, None
    last = shown[-1]
    return shown, cursor_of(getattr(last, at.key), getattr(last, row_id.key))


def every_page(
    session: Session, page: Callable[[str | None], Mapping[str, Any]]
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each page; of those that were looked at the session keeps none."""
    cursor: str | None = None
    while True:
        part = page(cursor)
        yield part["rows"]
        session.expunge_all()
        cursor = part["next"]
        if cursor is None:
            return


def cursor_of(at: datetime, row_id: str) -> str:
    """Return the text that continues behind a row."""
    return base64.urlsafe_b64encode(orjson.dumps([at.isoformat(), row_id])).decode()


def behind(cursor: str | None, at: At, row_id: Id) -> ColumnElement[bool]:
    """Return the rows behind a cursor, the latest first; one that is not ours begins anew."""
    found = _read(cursor)
    if found is None:
        return true()
    moment, last_id = found
    return or_(at < moment, and_(at == moment, row_id < last_id))


def _read(cursor: str | None) -> tuple[datetime, str] | None:
    try:
        told, row_id = orjson.loads(base64.urlsafe_b64decode(cursor or ""))
        at = datetime.fromisoformat(told)
    except (binascii.Error, ValueError, TypeError):
        return None
    return (at, row_id) if at.tzinfo is not None and isinstance(row_id, str) else None
