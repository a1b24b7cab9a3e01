"""What a new version of a pack adds, drops and changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sync.rules.packs import Clause, Fact, Outcome, Pack, Term

Part = Clause | Fact | Outcome | Term


@dataclass(frozen=True)
class Change:
    """`part` is clause, fact, term, outcome or conflict; `fields` say what of it changed."""

    kind: str
    part: str
    id: str
    before: str
    after: str
    fields: tuple[str, ...] = ()


def diff(old: Pack, new: Pack) -> list[Change]:
    """Return the changes from one version to another, in the order in which a reader meets them."""
    return [
        *_changes("outcome", old.outcomes, new.outcomes),
        *_changes("clause", old.clauses, new.clauses),
        *_changes("conflict", old.conflicts, new.conflicts),
        *_changes("term", list(old.terms.values()), list(new.terms.values())),
        *_changes("fact", list(old.facts.values()), list(new.facts.values())),
    ]


def _changes(part: str, old: Sequence[Part], new: Sequence[Part]) -> Iterator[Change]:
    before: Mapping[str, Part] = {row.id: row for row in old}
    after: Mapping[str, Part] = {row.id: row for row in new}
    for key, row in before.items():
        if key not in after:
            yield Change("removed", part, key, _label(row), "")
    for key, row in after.items():
        if key not in before:
            yield Change("added", part, key, "", _label(row))
        elif changed := _fields(before[key], row):
            yield Change("changed", part, key, _label(before[key]), _label(row), changed)


def _fields(before: Any, after: Any) -> tuple[str, ...]:
    names = (field.name for field in fields(after))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _label(row: Part) -> str:
    return row.ask if isinstance(row, Fact) else row.label
