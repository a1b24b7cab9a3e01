"""Conditions of rule packs: twelve operators, read once from JSON into frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

MAX_INTEGER = 2**53
COMPARED = ("ge", "gt", "le", "lt")
LISTED = ("in", "has", "under")


class PackError(ValueError):
    """A pack that cannot be read; `at` names the place in it."""

    def __init__(self, words: str, at: str) -> None:
        super().__init__(f"{at}: {words}")
        self.words = words
        self.at = at


@dataclass(frozen=True)
class AllOf:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class AnyOf:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class Is:
    """A named term of the pack."""

    term: str


@dataclass(frozen=True)
class Check:
    """One fact against a bound (compared), a list of words (listed), or by itself (`yes`)."""

    fact: str
    op: str
    against: int | str | tuple[str, ...] = ()


Condition = AllOf | AnyOf | Not | Is | Check
Terms = Mapping[str, Condition]


def parse_condition(raw: object, at: str) -> Condition:
    """Return the condition that a list of JSON says, as `["ge", "beds", 20]`.

    Raises PackError where it says none, with `at` and the way to the faulty part.
    """
    match raw:
        case ["all" | "any" as op, *parts]:
            read = tuple(parse_condition(part, f"{at}/{n}") for n, part in enumerate(parts))
            return AllOf(read) if op == "all" else AnyOf(read)
        case ["not", part]:
            return Not(parse_condition(part, f"{at}/not"))
        case ["is", str(term)]:
            return Is(term)
        case ["yes", str(fact)]:
            return Check(fact, "yes")
        case [str(op), str(fact), bound] if op in COMPARED and _is_bound(bound):
            return Check(fact, op, bound)
        case [str(op), str(fact), *words] if op in LISTED and words and _are_words(words):
            return Check(fact, op, tuple(words))
    raise PackError("not a condition", at)


def checks_in(condition: Condition, terms: Terms) -> Iterator[Check]:
    """Yield every test of a condition, those of its terms included."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from checks_in(part, terms)
        case Not(part):
            yield from checks_in(part, terms)
        case Is(term):
            yield from checks_in(terms[term], terms)
        case Check():
            yield condition


def _is_bound(raw: object) -> TypeGuard[int | str]:
    return isinstance(raw, str) or is_integer(raw)


def is_integer(raw: object) -> TypeGuard[int]:
    """Return whether both languages hold this as the same whole number."""
    return type(raw) is int and abs(raw) < MAX_INTEGER


def _are_words(raw: list[object]) -> TypeGuard[list[str]]:
    return all(isinstance(word, str) and word for word in raw)
