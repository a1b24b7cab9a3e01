"""What a transaction knows already, so that it need not ask the database again.

A row is known when it was foreseen (loaded with others, for all commands of a batch), when it was
added since, or when it is known not to exist. What nobody foresaw is asked for as ever.

Its statements are made once, like all that stand in the turn to write: to build one, and to find
out that it was compiled before, takes longer than SQLite needs to answer it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    any_,
    bindparam,
    event,
    inspect,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.base import ExecutableOption

from server.core.db import Base, dialect_of

KNOWN = "doorstep.known"
CHUNK = 400

Row = TypeVar("Row", bound=Base)
Value = TypeVar("Value")
Key = tuple[type[Any], Any]
Column = InstrumentedAttribute[Any]


@dataclass
class _Known:
    rows: dict[Key, Any] = field(default_factory=dict)
    absent: set[Key] = field(default_factory=set)
    locked: set[Key] = field(default_factory=set)
    lists: dict[tuple[Any, str], dict[Any, list[Any]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    answers: dict[Hashable, Any] = field(default_factory=dict)

    def holds(self, key: Key, *, locked: bool) -> bool:
        """Return whether nothing more can be learned of a row."""
        return key in self.locked if locked else key in self.rows or key in self.absent


def begin(session: Session, answers: dict[Hashable, Any]) -> None:
    """Ask each question of `once` once from here on, and none that has an answer already."""
    _of(session).answers = answers


def get(session: Session, model: type[Row], key: str) -> Row | None:
    """Return a row by its primary key."""
    known: _Known | None = session.info.get(KNOWN)
    if known is None:
        return _row(session, model, key)
    if (model, key) in known.absent:
        return None
    found = known.rows.get((model, key))
    if found is None or not _stands(session, found):
        found = known.rows[model, key] = _row(session, model, key)
    assert found is None or isinstance(found, model)
    return found


def several(session: Session, model: type[Row], keys: Collection[str]) -> Sequence[Row]:
    """Return the rows of these keys that exist; those that the session holds are not asked for."""
    at_hand = {key: session.identity_map.get(identity_key(model, key)) for key in keys}
    found = [row for row in at_hand.values() if row is not None and _stands(session, row)]
    for chunk in _chunks([key for key, row in at_hand.items() if row is None]):
        found += session.scalars(_of_keys(dialect_of(session), model), {"those": chunk})
    return found


def foresee(
    session: Session,
    model: type[Row],
    keys: Collection[str],
    *,
    locked: bool = False,
    without: tuple[ExecutableOption, ...] = (),
) -> None:
    """Load the rows of these keys that are not known yet; `locked`: as they are now, and held.

    `without`: what of them is loaded only when somebody asks for it.
    """
    known = _of(session)
    wanted = sorted(key for key in set(keys) if not known.holds((model, key), locked=locked))
    if not wanted:
        return
    rows = (_of_keys_locked if locked else _of_keys)(dialect_of(session), model, without)
    for chunk in _chunks(wanted):
        for row in session.scalars(rows, {"those": chunk}):
            known.rows[model, _key(row)] = row
    known.absent |= {(model, key) for key in wanted if (model, key) not in known.rows}
    known.locked |= {(model, key) for key in wanted if locked}


def rule_out(session: Session, sought: Mapping[Column, Collection[str]]) -> None:
    """Ask by one statement which values stand in these columns; know of those that do not.

    Most of what commands bring is new, so that nothing need be asked of it after this.
    """
    told = {column: sorted(set(values)) for column, values in sought.items() if values}
    if not told or max(len(values) for values in told.values()) > CHUNK:
        return
    asked = {f"those_{n}": values for n, values in enumerate(told.values())}
    standing = {
        tuple(row) for row in session.execute(_of_columns(dialect_of(session), tuple(told)), asked)
    }
    known = _of(session)
    for n, (column, values) in enumerate(told.items()):
        missing = [value for value in values if (n, value) not in standing]
        mapper = inspect(column.class_)
        if mapper.primary_key == (column.expression,):
            known.absent |= {(mapper.class_, value) for value in missing}
        else:
            lists = known.lists[column.class_, column.key]
            lists.update({value: [] for value in missing if value not in lists})


def is_locked(session: Session, row: Base) -> bool:
    """Return whether a row was foreseen as it is now, and is held until the end."""
    known: _Known | None = session.info.get(KNOWN)
    return known is not None and (type(row), _key(row)) in known.locked


def foresee_parts(
    session: Session, column: Column, whole: type[Base], keys: Collection[str]
) -> None:
    """Load what refers to each of these rows in a column; of those that are new, nothing does."""
    known = _of(session)
    foresee_lists(session, column, [key for key in keys if (whole, key) not in known.absent])
    lists = known.lists[column.class_, column.key]
    lists.update({key: [] for key in keys if key not in lists})


def foresee_lists(session: Session, column: Column, values: Collection[str]) -> None:
    """Load, for each of these values, all rows that have it in a column."""
    known = _of(session).lists[column.class_, column.key]
    wanted = sorted(set(values) - known.keys())
    known.update({value: [] for value in wanted})
    for chunk in _chunks(wanted):
        for row in session.scalars(_of_values(dialect_of(session), column), {"those": chunk}):
            _list(known[getattr(row, column.key)], row)


def listed(session: Session, column: Column, value: str) -> Sequence[Any] | None:
    """Return all rows with a value in a column, in no order; None when nobody foresaw them."""
    known: _Known | None = session.info.get(KNOWN)
    found = known.lists[column.class_, column.key].get(value) if known else None
    return None if found is None else [row for row in found if _stands(session, row)]


def once(session: Session, question: Hashable, answer: Callable[[], Value]) -> Value:
    """Return the answer to a question that has only one in a transaction which foresees."""
    known: _Known | None = session.info.get(KNOWN)
    if known is None:
        return answer()
    if question not in known.answers:
        known.answers[question] = answer()
    found: Value = known.answers[question]
    return found


def keep(session: Session, question: Hashable, answer: object) -> None:
    """Know the answer to a question until the transaction ends, as it was asked with others."""
    _of(session).answers[question] = answer


def kept(session: Session, question: Hashable) -> Any:
    """Return the answer that was kept for a question; None when none was."""
    known: _Known | None = session.info.get(KNOWN)
    return known.answers.get(question) if known else None


def forget(session: Session) -> None:
    """Know nothing any more: the transaction is over."""
    session.info.pop(KNOWN, None)


@event.listens_for(Session, "transient_to_pending")
def _note_added(session: Session, row: Base) -> None:
    known: _Known | None = session.info.get(KNOWN)
    if known is None:
        return
    key = (type(row), _key(row))
    known.rows[key] = row
    known.absent.discard(key)
    for (model, name), lists in known.lists.items():
        if model is type(row) and (value := getattr(row, name)) in lists:
            _list(lists[value], row)


def _list(rows: list[Any], row: Base) -> None:
    if not any(row is other for other in rows):
        rows.append(row)


def _stands(session: Session, row: Base) -> bool:
    return row in session and row not in session.deleted


def _key(row: Base) -> Any:
    key = inspect(type(row)).primary_key_from_instance(row)
    return key[0] if len(key) == 1 else tuple(key)


def _of(session: Session) -> _Known:
    known: _Known = session.info.setdefault(KNOWN, _Known())
    return known


def _row(session: Session, model: type[Row], key: str) -> Row | None:
    if identity_key(model, key) in session.identity_map:
        return session.get(model, key)
    return session.scalars(_of_key(model), {"key": key}).one_or_none()


@cache
def _of_key(model: type[Row]) -> Select[Row]:
    return select(model).where(inspect(model).primary_key[0] == bindparam("key"))


@cache
def _of_keys(
    dialect: str, model: type[Row], without: tuple[ExecutableOption, ...] = ()
) -> Select[Row]:
    column = inspect(model).primary_key[0]
    those = _among(dialect, column, "those")
    return select(model).where(those).order_by(column).options(*without)


@cache
def _of_keys_locked(
    dialect: str, model: type[Row], without: tuple[ExecutableOption, ...]
) -> Select[Row]:
    held = _of_keys(dialect, model, without).with_for_update(key_share=True)
    return held.execution_options(populate_existing=True)


@cache
def _of_columns(dialect: str, columns: tuple[Column, ...]) -> CompoundSelect[int, str]:
    return union_all(
        *(
            select(literal(n), column).where(_among(dialect, column, f"those_{n}"))
            for n, column in enumerate(columns)
        )
    )


@cache
def _of_values(dialect: str, column: Column) -> Select[Any]:
    return select(column.class_).where(_among(dialect, column, "those"))


def _among(dialect: str, column: ColumnElement[Any] | Column, name: str) -> ColumnElement[bool]:
    """Return whether a column has one of the values of a parameter.

    PostgreSQL gets them as one array: a parameter for each costs more, and a plan for each number.
    Of no length, as it would cut what is longer.
    """
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(String())))
    return column.in_(bindparam(name, expanding=True))


def _chunks(keys: Sequence[str]) -> Sequence[Sequence[str]]:
    return [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]
