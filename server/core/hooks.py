"""Reactions between slices that may not know each other: `app.py` ties them together."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

EXTENSION = "doorstep.hooks"
Reaction = Callable[..., None]


def react(app: Flask, event: str, reaction: Reaction) -> None:
    """Have `reaction` called, in the same transaction, whenever `event` is told."""
    app.extensions.setdefault(EXTENSION, {}).setdefault(event, []).append(reaction)


def tell(event: str, *facts: Any) -> None:
    """Call the reactions to `event` in the order in which they were tied."""
    reactions: list[Reaction] = current_app.extensions.get(EXTENSION, {}).get(event, [])
    for reaction in reactions:
        reaction(*facts)
