"""Rule packs: data with a version, dates, a legal basis for every clause and a content hash."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TypeGuard, TypeVar

from sync.rules.conditions import Condition, PackError, is_integer, parse_condition

KINDS = ("bool", "int", "date", "choice", "choices", "codes")
T = TypeVar("T")


@dataclass(frozen=True)
class Fact:
    """What can be known, how it is asked for, and which answers there are."""

    id: str
    kind: str
    ask: str
    unit: str
    least: int
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Term:
    """A named condition that clauses share; `item` is the entry of a catalogue that it opens."""

    id: str
    label: str
    basis: str
    when: Condition
    item: int | None


@dataclass(frozen=True)
class Clause:
    """One reason for an outcome; a slip for it names `conditions` and runs for `valid_months`."""

    id: str
    outcome: str
    label: str
    basis: str
    when: Condition
    conditions: str = ""
    valid_months: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What a pack can come to."""

    id: str
    label: str
    basis: str


@dataclass(frozen=True)
class Pack:
    """One version of a set of rules. `outcomes` stand highest first, the last if no clause says so.

    `conflicts` are answers that cannot be true together.
    """

    id: str
    version: int
    title: str
    basis: str
    in_force_from: date
    in_force_to: date | None
    outcomes: tuple[Outcome, ...]
    facts: Mapping[str, Fact]
    terms: Mapping[str, Term]
    clauses: tuple[Clause, ...]
    conflicts: tuple[Clause, ...]

    @cached_property
    def meanings(self) -> Mapping[str, Condition]:
        """Return what the terms stand for."""
        return {term.id: term.when for term in self.terms.values()}


def canonical(raw: object) -> str:
    """Return the one way to write JSON whose SHA-256 names a pack: sorted, without white space."""
    return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(text: str) -> str:
    """Return the SHA-256 of a pack's canonical text as hex."""
    return sha256(text.encode()).hexdigest()


def read_pack(text: str) -> Pack:
    """Return the pack of a JSON text; raises PackError, also for fractions and doubled names."""
    return parse_pack(read_json(text))


def read_json(text: str) -> object:
    """Return what a JSON text says; raises PackError, also for fractions and doubled names."""
    try:
        raw: object = json.loads(
            text, parse_float=_Fraction, parse_constant=_Fraction, object_pairs_hook=_once
        )
        _refuse_fractions(raw, "pack")
        canonical(raw).encode()
    except PackError:
        raise
    except (ValueError, RecursionError) as fault:
        raise PackError(f"not JSON: {fault}", "pack") from fault
    return raw


def parse_pack(raw: object) -> Pack:
    """Return the pack that JSON says; raises PackError at the first part that cannot be read."""
    fields = _Fields(raw, "pack")
    to = fields.optional("in_force_to")
    return Pack(
        id=fields.text("pack"),
        version=fields.integer("version"),
        title=fields.text("title"),
        basis=fields.text("basis", empty=True),
        in_force_from=parse_day(fields.text("in_force_from"), "in_force_from"),
        in_force_to=None if to is None else parse_day(to, "in_force_to"),
        outcomes=tuple(_each(fields.rows("outcomes"), "outcomes", _outcome)),
        facts=_by_id(_each(fields.rows("facts"), "facts", _fact), "facts"),
        terms=_by_id(_each(fields.rows("terms"), "terms", _term), "terms"),
        clauses=tuple(_each(fields.rows("clauses"), "clauses", _clause)),
        conflicts=tuple(_each(fields.rows("conflicts"), "conflicts", _clause)),
    )


class _Fields:
    """An object of JSON, read field by field."""

    def __init__(self, raw: object, at: str) -> None:
        if not isinstance(raw, dict):
            raise PackError("not an object", at)
        self.raw: dict[str, object] = raw
        self.at = f"{at}/{raw.get('id', '')}".rstrip("/")

    def text(self, name: str, *, empty: bool = False) -> str:
        value = self.raw.get(name, "" if empty else None)
        if not isinstance(value, str) or not (empty or value.strip()) or "\0" in value:
            raise PackError(f"`{name}` must be a text", self.at)
        return value

    def optional(self, name: str) -> object:
        return self.raw.get(name)

    def integer(self, name: str) -> int:
        value = self.raw.get(name)
        if not is_integer(value):
            raise PackError(f"`{name}` must be a whole number", self.at)
        return value

    def rows(self, name: str) -> list[object]:
        value = self.raw.get(name, [])
        if not isinstance(value, list):
            raise PackError(f"`{name}` must be a list", self.at)
        return value

    def words(self, name: str) -> Mapping[str, str]:
        """Return words with their labels in the order in which they are offered."""
        pairs = self.rows(name)
        words = dict(pair for pair in pairs if _is_labelled(pair))
        if len(words) != len(pairs):
            raise PackError(f"`{name}` must be different words, each with its label", self.at)
        return words

    def condition(self) -> Condition:
        return parse_condition(self.raw.get("when"), self.at)


def _is_labelled(pair: object) -> TypeGuard[tuple[str, str]]:
    match pair:
        case [str(), str()]:
            return True
    return False


def _outcome(fields: _Fields) -> Outcome:
    return Outcome(fields.text("id"), fields.text("label"), fields.text("basis", empty=True))


def _fact(fields: _Fields) -> Fact:
    kind = fields.text("kind")
    if kind not in KINDS:
        raise PackError(f"`{kind}` is no kind of fact", fields.at)
    return Fact(
        id=fields.text("id"),
        kind=kind,
        ask=fields.text("ask", empty=True),
        unit=fields.text("unit", empty=True),
        least=fields.integer("least") if "least" in fields.raw else 0,
        choices=fields.words("choices"),
    )


def _term(fields: _Fields) -> Term:
    return Term(
        id=fields.text("id"),
        label=fields.text("label", empty=True),
        basis=fields.text("basis", empty=True),
        when=fields.condition(),
        item=fields.integer("item") if "item" in fields.raw else None,
    )


def _clause(fields: _Fields) -> Clause:
    return Clause(
        id=fields.text("id"),
        outcome=fields.text("outcome", empty=True),
        label=fields.text("label", empty=True),
        basis=fields.text("basis", empty=True),
        when=fields.condition(),
        conditions=fields.text("conditions", empty=True),
        valid_months=fields.integer("valid_months") if "valid_months" in fields.raw else None,
    )


def _each(rows: list[object], at: str, read: Callable[[_Fields], T]) -> list[T]:
    return [read(_Fields(row, at)) for row in rows]


R = TypeVar("R", Fact, Term)


def _by_id(rows: list[R], at: str) -> Mapping[str, R]:
    found: dict[str, R] = {}
    for row in rows:
        if row.id in found:
            raise PackError("stands there twice", f"{at}/{row.id}")
        found[row.id] = row
    return found


class _Fraction:
    """A number that is not the same in every language; read so that its place can be named."""

    def __init__(self, text: str) -> None:
        self.text = text


def _refuse_fractions(raw: object, at: str) -> None:
    match raw:
        case _Fraction():
            raise PackError(f"fractions are not the same in every language: {raw.text}", at)
        case dict():
            named = raw.get("id")
            inner = f"{at}/{named}" if isinstance(named, str) else at
            for name, value in raw.items():
                _refuse_fractions(value, inner if at != "pack" else name)
        case list():
            for value in raw:
                _refuse_fractions(value, at)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise PackError("a name stands there twice", ", ".join(name for name, _ in pairs)[:80])
    return found


def parse_day(raw: object, at: str) -> date:
    """Return a civil date of JSON; raises PackError."""
    try:
        day = date.fromisoformat(str(raw))
    except ValueError:
        raise PackError("not a date", at) from None
    if day.isoformat() != raw:
        raise PackError("not a date", at)
    return day
