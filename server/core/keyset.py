"""Pages behind a moment and an id: what was added meanwhile neither repeats nor hides a row."""

import base64
import binascii
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

At = InstrumentedAttribute[datetime]
Id = InstrumentedAttribute[str]


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
