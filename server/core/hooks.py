"""Reactions between slices that may not know each other: `app.py` ties them together."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

EXTENSION = "doorstep.hooks"
OWED = "doorstep.owed_reactions"
Reaction = Callable[..., None]
Recount = Callable[[Session, Collection[str]], None]


def react(app: Flask, event: str, reaction: Reaction) -> None:
    """Have `reaction` called, in the same transaction, whenever `event` is told."""
    app.extensions.setdefault(EXTENSION, {}).setdefault(event, []).append(reaction)


def tell(event: str, *facts: Any) -> None:
    """Call the reactions to `event` in the order in which they were tied."""
    reactions: list[Reaction] = current_app.extensions.get(EXTENSION, {}).get(event, [])
    for reaction in reactions:
        reaction(*facts)


def owe(session: Session, recount: Recount, ids: Collection[str]) -> None:
    """Have `recount` called once for all these ids together, before the transaction publishes."""
    session.info.setdefault(OWED, {}).setdefault(recount, set()).update(ids)


def settle(session: Session) -> None:
    """Call what is owed."""
    owed: dict[Recount, set[str]] = session.info.pop(OWED, {})
    for recount, ids in owed.items():
        recount(session, frozenset(ids))


def forget(session: Session) -> None:
    """Owe nothing: the transaction is over."""
    session.info.pop(OWED, None)
