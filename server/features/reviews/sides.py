"""Mine, theirs, and both: what a review is about, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.core import reviewing
from server.features.reviews import stored
from server.features.reviews.models import Review


@dataclass(frozen=True)
class Side:
    """One field in which the phone and the bureau differ. `both` is None where only one can be."""

    field: str
    mine: Any
    theirs: Any
    both: Any = None


def sides_of(session: Session, review: Review, name: str) -> list[Side]:
    """Return the fields that differ: as they now stand while open, then as they were decided.

    `name` is the officer's, under which his words stand where both are kept.
    """
    command = stored.command_of(review)
    kind = reviewing.of(command) if command else None
    if review.state != "open" or command is None or kind is None:
        return [Side(field, *pair) for field, pair in _pairs(review.mine, review.theirs)]
    mine, theirs = kind.wanted(session, command), kind.standing(session, command)
    if review.status == "concern":
        # The other fields took effect when it came; what became of them since is no matter here.
        mine = {field: value for field, value in mine.items() if field in review.mine}
    return [
        Side(field, *pair, both=kind.both(field, pair[1], pair[0], name))
        for field, pair in _pairs(mine, {field: theirs.get(field) for field in mine})
    ]


def both(sides: list[Side]) -> dict[str, Any] | None:
    """Return the values that keep both sides of every field; None where one must give way."""
    if not sides or any(side.both is None for side in sides):
        return None
    return {side.field: side.both for side in sides}


def _pairs(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[tuple[str, tuple[Any, Any]]]:
    fields = dict.fromkeys([*mine, *theirs])
    pairs = ((field, (mine.get(field), theirs.get(field))) for field in fields)
    return [(field, pair) for field, pair in pairs if _differ(*pair)]


def _differ(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) != sorted(other)
    return bool((one or None) != (other or None))
