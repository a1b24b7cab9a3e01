"""Three-valued rules that explain themselves; pwa/src/rules/kernel.ts answers alike.

A fact that is absent is not known, and what hangs on it is unknown (Kleene), never no. Beside each
value stand the facts that it hangs on: those that settle a yes or a no, or those yet to learn.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sync.rules.conditions import AllOf, AnyOf, Check, Condition, Is, Not, Terms

Value = bool | int | str | tuple[str, ...]
Facts = Mapping[str, Value]
ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
}


@dataclass(frozen=True)
class Weighed:
    """Yes, no or not known (None), and the facts that this hangs on in the order of asking."""

    value: bool | None
    facts: tuple[str, ...]


def weigh(condition: Condition, facts: Facts, terms: Terms) -> Weighed:
    """Return what a condition comes to; `facts` must be of the declared kinds (facts.py)."""
    match condition:
        case AllOf(parts):
            return _join((weigh(part, facts, terms) for part in parts), settles=False)
        case AnyOf(parts):
            return _join((weigh(part, facts, terms) for part in parts), settles=True)
        case Not(part):
            inner = weigh(part, facts, terms)
            return Weighed(None if inner.value is None else not inner.value, inner.facts)
        case Is(term):
            return weigh(terms[term], facts, terms)
        case Check(fact):
            value = facts.get(fact)
            return Weighed(None if value is None else _holds(condition, value), (fact,))


def _join(parts: Iterable[Weighed], *, settles: bool) -> Weighed:
    """Join parts of which one alone `settles` the whole: a no for all, a yes for any."""
    seen: list[Weighed] = []
    for part in parts:
        if part.value is settles:
            return part
        seen.append(part)
    unknown = [part for part in seen if part.value is None]
    behind = dict.fromkeys(fact for part in unknown or seen for fact in part.facts)
    return Weighed(None if unknown else not settles, tuple(behind))


def _holds(test: Check, value: Value) -> bool | None:
    match test.op, value, test.against:
        case "yes", bool(), _:
            return value
        case "in", str(), tuple(words):
            return value in words
        case "has", tuple(), tuple(words):
            return not set(value).isdisjoint(words)
        case "under", tuple(), tuple(prefixes):
            return _is_under(value, prefixes)
    assert type(value) is type(test.against), f"{test.fact} was let in with the wrong kind"
    return ORDERS[test.op](value, test.against)


def _is_under(codes: tuple[str, ...], prefixes: tuple[str, ...]) -> bool | None:
    """Return whether a code lies under a prefix; a code too coarse to say so is unknown."""
    if any(code.startswith(prefix) for code in codes for prefix in prefixes):
        return True
    is_coarse = any(prefix.startswith(code) for code in codes for prefix in prefixes)
    return None if is_coarse else False
