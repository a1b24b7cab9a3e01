"""The reach of whoever calls: the rows that may come out of the reading door at most.

Each slice asks by itself what a person may see (`jurisdiction`). These are two walls behind that
question, for the day on which a slice forgets to ask: `core/criteria.py` adds the reach to every
query of the ORM, and what it misses is held by PostgreSQL itself (`core/row_security.py`) or, on
SQLite, by looking at what was read (`core/egress.py`). Whoever sees all branches, or none of
their records, pays nothing.

A reach is a set of marks: scopes (`town:…`, `officer:…`, `desk:…`, `bureau`) and `branch:…`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from flask import Flask, current_app, has_request_context, request
from sqlalchemy.orm import Session

from server.core import known
from server.core.auth import CALLER, OPEN, WARDENS, Actor

EXTENSION = "doorstep.reach"
HELD = "doorstep.held_reach"
NOTHING: frozenset[str] = frozenset()

Reach = frozenset[str]
Ask = Callable[[Session, Actor], Collection[str]]


def install(app: Flask, ask: Ask) -> None:
    """Give the application the question of what a person who is bound to a branch may read."""
    app.extensions[EXTENSION] = ask


def of_request(session: Session) -> Reach | None:
    """Return the marks that this request may read by; None when nothing bounds it.

    The console and the work behind requests are the program itself, and so are the look for who
    calls and what stands beside /api. Who is not signed in reaches nothing there. The security and
    the audit administrator, whose work is no branch's, are refused by each route of the work alone.
    """
    if not has_request_context():
        return None
    if CALLER not in request.environ:
        return NOTHING if (request.method, request.path) in OPEN else None
    actor = caller()
    return NOTHING if actor is None else of_actor(session, actor)


def of_actor(session: Session, actor: Actor) -> Reach | None:
    """Return the marks that a person may read by; None when nothing bounds them."""
    if actor.sees_all_branches or actor.role in WARDENS:
        return None
    ask: Ask = current_app.extensions[EXTENSION]
    return known.once(session, (of_actor, actor), lambda: frozenset(ask(session, actor)))


def caller() -> Actor | None:
    """Return who calls; None when nobody does, or nobody is signed in."""
    found: Actor | None = request.environ.get(CALLER) if has_request_context() else None
    return found


def held(session: Session) -> Reach | None:
    """Return what bounds the transaction that runs; None outside a bounded one."""
    found: Reach | None = session.info.get(HELD)
    return found


def hold(session: Session, reach: Reach | None) -> None:
    """Bound what the transaction reads from here on."""
    session.info[HELD] = reach


@contextmanager
def held_to(session: Session, reach: Reach) -> Iterator[None]:
    """Bound what is asked inside, and nothing else of the transaction."""
    hold(session, reach)
    try:
        yield
    finally:
        forget(session)


def forget(session: Session) -> None:
    """Bound nothing any more: the transaction is over."""
    session.info.pop(HELD, None)
