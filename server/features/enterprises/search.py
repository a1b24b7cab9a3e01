"""Search the registry page by page, as one types: name fragments, pinyin initials, code tails."""

import base64
import binascii
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import orjson
from sqlalchemy import ColumnElement, Select, case, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from server.core.names import bigrams, search_form
from server.core.normalise import tidy
from server.features.enterprises.models import Enterprise

TOWN_UNKNOWN = "none"
_SHORTEST_FOR_LIKENESS = 3
_LIKE_ENOUGH = 0.6


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `towns` are those the caller may see; None means all."""

    text: str = ""
    town: str | None = None
    towns: Sequence[str] | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Found:
    """One page. `next_cursor` is None on the last; `alike` marks near misses."""

    rows: Sequence[Enterprise]
    next_cursor: str | None = None
    alike: bool = False


def search(session: Session, wanted: Wanted) -> Found:
    """Return the enterprises that hold every word; when none does, those with a similar name."""
    exact = _page(session, wanted)
    if exact.rows or wanted.cursor or len(search_form(wanted.text)) < _SHORTEST_FOR_LIKENESS:
        return exact
    return _alike(session, wanted)


def ids_of_text(text: str) -> Select[str]:
    """Return, as a sub-select, the ids of enterprises that hold every word of a text."""
    return select(Enterprise.id).where(*map(_holds, text.split()))


def _page(session: Session, wanted: Wanted) -> Found:
    order = (Enterprise.initials, Enterprise.id)
    found = select(Enterprise).where(*_limits(wanted), *map(_holds, wanted.text.split()))
    after = _decoded(wanted.cursor)
    if after:
        found = found.where(tuple_(*order) > after)
    rows = session.scalars(found.order_by(*order).limit(wanted.limit + 1)).all()
    page = rows[: wanted.limit]
    more = len(rows) > wanted.limit
    return Found(page, _encoded(page[-1]) if more else None)


def _alike(session: Session, wanted: Wanted) -> Found:
    """Rank by how many pairs of neighbouring characters a name shares with the text."""
    pairs = bigrams(wanted.text).split()
    score = reduce(operator.add, map(_has_pair, pairs))
    rows = session.scalars(
        select(Enterprise)
        .where(*_limits(wanted), score >= len(pairs) * _LIKE_ENOUGH)
        .order_by(score.desc(), func.length(Enterprise.simplified), Enterprise.id)
        .limit(wanted.limit)
    ).all()
    return Found(rows, alike=bool(rows))


def _has_pair(pair: str) -> ColumnElement[int]:
    held = Enterprise.bigrams.contains(f" {pair} ", autoescape=True)
    return case((held, 1), else_=0)


def _limits(wanted: Wanted) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = [Enterprise.active.is_(True)]
    if wanted.towns is not None:
        seen = Enterprise.town_code.in_(wanted.towns)
        limits.append(or_(seen, Enterprise.town_code.is_(None)))
    if wanted.town == TOWN_UNKNOWN:
        limits.append(Enterprise.town_code.is_(None))
    elif wanted.town:
        limits.append(Enterprise.town_code == wanted.town)
    return limits


def _holds(word: str) -> ColumnElement[bool]:
    plain = search_form(word)
    if not plain:
        return true()
    in_name = Enterprise.simplified.contains(plain, autoescape=True)
    if not plain.isascii():
        return in_name
    return or_(
        in_name,
        Enterprise.initials.contains(plain, autoescape=True),
        Enterprise.code.endswith(plain.upper(), autoescape=True),
        # The organisation code of before 2015 stands inside the credit code.
        func.substr(Enterprise.code, 9, 9) == plain.upper(),
    )


def _encoded(row: Enterprise) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([row.initials, row.id])).decode()


def _decoded(cursor: str | None) -> tuple[str, str] | None:
    """Read a cursor; one that is not ours starts from the beginning."""
    try:
        initials, row_id = orjson.loads(base64.urlsafe_b64decode(cursor or ""))
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError):
        return None
    return tidy(str(initials)), tidy(str(row_id))
