"""The wall at the door for writing: what a person bound to a branch changes was within reach.

Each verb asks by itself whether a change is its caller's to make. Behind that question it is noted
which guarded rows were changed, removed, or had parts added to them, and before anything of it is
published they are looked at as the feed still knows them. What somebody adds in his own name
stands: a visit elsewhere is a fact.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import InstanceState, Session

from server.core import egress, reach, strays
from server.core.auth import Actor
from server.core.db import Base
from server.core.guards import Guards
from server.core.problems import Problem, Quarantined
from server.core.strays import Key, Row

log = structlog.get_logger()

EXTENSION = "doorstep.changes"
NOTED = "doorstep.noted_changes"


class ChangeBeyondReach(Quarantined):
    code = "500.370"
    title = "要改动的内容不属于您的范围，已经拦下，没有改动；请告诉管理员"


@dataclass(frozen=True)
class Rules:
    """What is guarded; which columns follow from deeds elsewhere; which rows are parts of others.

    `parts` names, for a table, the column that refers to the whole, and the table of that.
    """

    guards: Guards
    following: Mapping[str, Collection[str]]
    parts: Mapping[str, tuple[str, str]]


@dataclass
class _Noted:
    allowed: set[Row] = field(default_factory=set)
    changed: MutableMapping[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    former: list[tuple[str, Key, Mapping[str, Any]]] = field(default_factory=list)
    # Whether any guarded row was added or changed since the transaction began.
    has_acted: bool = False

    def doubtful(self) -> "_Noted":
        """Return what is noted of rows that are not allowed: most changes are of new rows."""
        changed = {
            name: {key for key in keys if (name, key) not in self.allowed}
            for name, keys in self.changed.items()
        }
        former = [one for one in self.former if one[:2] not in self.allowed]
        return _Noted(changed={name: keys for name, keys in changed.items() if keys}, former=former)

    def copied(self) -> "_Noted":
        changed = defaultdict(set, {name: set(keys) for name, keys in self.changed.items()})
        return _Noted(set(self.allowed), changed, list(self.former), self.has_acted)


def install(app: Flask, rules: Rules) -> None:
    """Tell the application what is guarded against changes."""
    app.extensions[EXTENSION] = rules


def begin(session: Session) -> None:
    """Note from here on what is changed, where somebody is answerable for it."""
    if reach.caller() is not None:
        session.info[NOTED] = _Noted()
        egress.begin(session)


def allow(session: Session, row: Base) -> None:
    """Let a row be changed wherever it stands, for the reason that is given beside the call."""
    noted: _Noted | None = session.info.get(NOTED)
    if noted is not None:
        noted.allowed.add((_name(row), _key(row)))


def note_deed(session: Session) -> None:
    """Note that something was done by a statement which no row in the session shows."""
    noted: _Noted | None = session.info.get(NOTED)
    if noted is not None:
        noted.has_acted = True


def refuse_strays(session: Session, by: Actor | None = None) -> None:
    """Refuse what was changed beyond the reach of whoever did it, the caller where nobody is named.

    What a reviewer has decided to take is his to decide.
    """
    if session.info.get(NOTED) is None:
        return
    session.flush()
    noted: _Noted = session.info[NOTED]
    session.info[NOTED] = _Noted(noted.allowed, has_acted=noted.has_acted)
    by, doubtful = by or reach.caller(), noted.doubtful()
    if not (doubtful.changed or doubtful.former) or by is None or by.backed_by:
        return
    marks = reach.of_actor(session, by)
    if marks is not None:
        _look(session, doubtful, marks)


def refuse_idle_answer(session: Session) -> None:
    """Refuse to answer with what was only read beyond reach, where nothing was done.

    What was done has been looked at, and the answer tells of that.
    """
    noted: _Noted | None = session.info.get(NOTED)
    by = reach.caller()
    if noted is None or noted.has_acted or by is None:
        return
    if _has_read_beyond(session, noted, by):
        raise ChangeBeyondReach


def withheld(session: Session, refusal: Problem, by: Actor | None = None) -> Problem:
    """Return a refusal, or another in its place that says nothing of rows beyond reach."""
    noted: _Noted | None = session.info.get(NOTED)
    by = by or reach.caller()
    has_words = bool(refusal.detail or refusal.facts)
    if noted is None or not has_words or by is None or by.backed_by:
        return refusal
    # What was begun is undone anyhow; it may be that it could not be written.
    with session.no_autoflush:
        return ChangeBeyondReach() if _has_read_beyond(session, noted, by) else refusal


def _has_read_beyond(session: Session, noted: _Noted, by: Actor) -> bool:
    read = egress.records_read(session, noted.allowed)
    marks = reach.of_actor(session, by) if read else None
    return marks is not None and egress.are_strays(session, read, marks)


@contextmanager
def unnoted(session: Session) -> Iterator[None]:
    """Let pass what follows from changes that were looked at: counts, plans, messages."""
    noted: _Noted | None = session.info.pop(NOTED, None)
    try:
        yield
    finally:
        if noted is not None:
            session.info[NOTED] = noted


def noted(session: Session) -> _Noted | None:
    """Return what is noted by now, for `restore` when a part of the transaction is undone."""
    found: _Noted | None = session.info.get(NOTED)
    return found and found.copied()


def restore(session: Session, before: _Noted | None) -> None:
    """Forget what was noted since."""
    if before is not None:
        session.info[NOTED] = before


def forget(session: Session) -> None:
    """Drop what was noted of a transaction that is over."""
    session.info.pop(NOTED, None)


def _look(session: Session, noted: _Noted, marks: reach.Reach) -> None:
    rules = _rules()
    with reach.held_to(session, marks):
        for name, keys in noted.changed.items():
            if found := strays.among(session, rules.guards, _table(name), keys):
                _refuse(name, len(found))
        for name, _, values in noted.former:
            if strays.is_one(session, rules.guards, _table(name), values):
                _refuse(name, 1)


def _refuse(name: str, rows: int) -> None:
    log.critical("change beyond reach", table=name, rows=rows)
    raise ChangeBeyondReach


@event.listens_for(Session, "before_flush")
def _note(session: Session, *_: Any) -> None:
    noted: _Noted | None = session.info.get(NOTED)
    if noted is None:
        return
    rules = _rules()
    for row in session.new:
        if (name := _name(row)) in rules.guards:
            noted.allowed.add((name, _key(row)))
            noted.has_acted = True
            _note_whole(noted, rules, row)
    for row in session.dirty:
        _note_changed(noted, rules, row)
    for row in session.deleted:
        if not _note_whole(noted, rules, row) and _name(row) in rules.guards:
            noted.former.append((_name(row), _key(row), _former(inspect(row))))
    noted.has_acted = noted.has_acted or bool(session.deleted)


def _note_whole(noted: _Noted, rules: Rules, row: Base) -> bool:
    column, whole = rules.parts.get(_name(row), ("", ""))
    if whole:
        noted.changed[whole].add((getattr(row, column),))
    return bool(whole)


def _note_changed(noted: _Noted, rules: Rules, row: Base) -> None:
    if (name := _name(row)) not in rules.guards:
        return
    state: InstanceState[Any] = inspect(row)
    noted.has_acted = True
    names = state.committed_state.keys() - rules.following.get(name, ())
    moved = {one for one in names if state.attrs[one].history.has_changes()}
    if not moved or _note_whole(noted, rules, row):
        return
    guard = rules.guards[name]
    if moved & {guard.person, guard.branch, guard.parent and guard.parent.column}:
        noted.former.append((name, _key(row), _former(state)))
    else:
        noted.changed[name].add(_key(row))


def _former(state: InstanceState[Any]) -> dict[str, Any]:
    """Return the values of a row as they were when it was read."""
    return {**state.dict, **state.committed_state}


def _name(row: Base) -> str:
    return _named(type(row))


@cache
def _named(model: type[Base]) -> str:
    return str(inspect(model).local_table.description)


def _key(row: Base) -> Key:
    return tuple(inspect(type(row)).primary_key_from_instance(row))


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _rules() -> Rules:
    rules: Rules = current_app.extensions[EXTENSION]
    return rules
