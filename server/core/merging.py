"""Three-way merge by field: from the value that was seen to the one that is wanted."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Same = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Merge:
    """`clean` are changes to make (old, new); of `crossed` somebody else changed the field too.

    A field that already has the wanted value is in neither.
    """

    clean: Mapping[str, tuple[Any, Any]]
    crossed: Mapping[str, tuple[Any, Any]]

    @property
    def mine(self) -> dict[str, Any]:
        """Return what was wanted of the crossed fields."""
        return {field: wanted for field, (wanted, _) in self.crossed.items()}

    @property
    def theirs(self) -> dict[str, Any]:
        """Return what the crossed fields now hold."""
        return {field: now for field, (_, now) in self.crossed.items()}


def three_way(
    now: Mapping[str, Any],
    changes: Mapping[str, tuple[Any, Any]],
    same: Same = operator.eq,
) -> Merge:
    """Sort changes, field → (old, new), by whether the field still holds the old value."""
    todo = {field: pair for field, pair in changes.items() if not same(now[field], pair[1])}
    clean = {field: pair for field, pair in todo.items() if same(now[field], pair[0])}
    crossed = {field: (new, now[field]) for field, (_, new) in todo.items() if field not in clean}
    return Merge(clean, crossed)
