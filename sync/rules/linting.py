"""What must be right of a pack before it is published; each fault names its clause."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sync.rules.conditions import (
    COMPARED,
    AllOf,
    AnyOf,
    Check,
    Condition,
    Is,
    Not,
    checks_in,
)
from sync.rules.kernel import Facts, Value, weigh
from sync.rules.packs import Clause, Fact, Pack
from sync.rules.witness import witness

OPERATORS = {
    "bool": ("yes",),
    "int": COMPARED,
    "date": COMPARED,
    "choice": ("in",),
    "choices": ("has",),
    "codes": ("under",),
}
MIN_OUTCOMES = 2
# Whoever is exempt gets a slip, and it must say for how long and on what terms.
EXEMPTION = "exemption"


@dataclass(frozen=True)
class LintFault:
    """`why` is a stable word, `at` the clause, term or fact, `what` the detail."""

    why: str
    at: str
    what: str = ""


Dated = tuple[int, date, date | None]


class Versioned(Protocol):
    """A pack of whatever kind: one version, in force from a day on."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def in_force_from(self) -> date: ...
    @property
    def in_force_to(self) -> date | None: ...


def lint(pack: Pack, published: Sequence[Dated] = ()) -> list[LintFault]:
    """Return what stands against publishing, given version and dates of what is published."""
    faults = [*_form(pack), *_names(pack), *date_faults(pack, published)]
    return faults or list(_unreachable(pack)) or list(_contradicted(pack))


def _form(pack: Pack) -> Iterator[LintFault]:
    if len(pack.outcomes) < MIN_OUTCOMES:
        yield LintFault("few_outcomes", pack.id)
    counted = Counter(clause.id for clause in (*pack.clauses, *pack.conflicts))
    yield from (LintFault("doubled", name) for name, times in counted.items() if times > 1)
    outcomes = Counter(outcome.id for outcome in pack.outcomes)
    yield from (LintFault("doubled", name) for name, times in outcomes.items() if times > 1)
    for clause in pack.clauses:
        if not clause.basis.strip():
            yield LintFault("no_basis", clause.id)
        if clause.outcome not in {outcome.id for outcome in pack.outcomes[:-1]}:
            yield LintFault("no_outcome", clause.id, clause.outcome)
        if pack.id == EXEMPTION and not (clause.conditions.strip() and clause.valid_months):
            yield LintFault("no_slip", clause.id)
    labelled = (*pack.clauses, *pack.conflicts)
    yield from (LintFault("no_label", c.id) for c in labelled if not c.label.strip())
    yield from (LintFault("no_label", fact.id) for fact in pack.facts.values() if not fact.ask)


def _names(pack: Pack) -> Iterator[LintFault]:
    """Yield unknown terms and cycles; only without them can the tests be looked at."""
    conditions = [(t.id, t.when) for t in pack.terms.values()]
    conditions += [(c.id, c.when) for c in (*pack.clauses, *pack.conflicts)]
    unknown = [
        LintFault("unknown_term", at, term)
        for at, when in conditions
        for term in _terms_in(when)
        if term not in pack.terms
    ]
    cycles = [] if unknown else [LintFault("cycle", term) for term in _cycles(pack)]
    if unknown or cycles:
        yield from (*unknown, *cycles)
        return
    for at, when in conditions:
        for test in dict.fromkeys(checks_in(when, pack.meanings)):
            yield from _test_faults(pack, at, test)


def _test_faults(pack: Pack, at: str, test: Check) -> Iterator[LintFault]:
    fact = pack.facts.get(test.fact)
    if fact is None:
        yield LintFault("unknown_fact", at, test.fact)
    elif test.op not in OPERATORS[fact.kind]:
        yield LintFault("wrong_operator", at, f"{test.op} {test.fact}")
    elif not _is_answer(fact, test.against):
        yield LintFault("no_such_answer", at, f"{test.fact} {test.against}")


def _is_answer(fact: Fact, against: object) -> bool:
    match fact.kind, against:
        case "bool", _:
            return True
        case "int", int():
            return True
        case "date", str(text):
            return _is_day(text)
        case "codes", tuple(words):
            return all(any(code.startswith(w) for code in fact.choices) for w in words)
        case _, tuple(words):
            return all(word in fact.choices for word in words)
    return False


def date_faults(pack: Versioned, published: Sequence[Dated]) -> Iterator[LintFault]:
    """Yield clashes with published versions; a new version may cut an open-ended one short."""
    if pack.in_force_to is not None and pack.in_force_to < pack.in_force_from:
        yield LintFault("dates", pack.id, f"{pack.in_force_from} > {pack.in_force_to}")
    for version, since, until in published:
        if pack.version <= version:
            yield LintFault("version", pack.id, str(version))
        ends_before = until is not None and until < pack.in_force_from
        is_followed = until is None and since < pack.in_force_from
        if not ends_before and not is_followed:
            yield LintFault("overlap", pack.id, str(version))


def _unreachable(pack: Pack) -> Iterator[LintFault]:
    """Yield clauses that give the verdict under no facts at all."""
    ranks = {outcome.id: rank for rank, outcome in enumerate(pack.outcomes)}
    for clause in pack.clauses:
        above = [c.when for c in pack.clauses if ranks[c.outcome] < ranks[clause.outcome]]
        if not _gives_verdict(pack, clause, AnyOf(tuple(above))):
            yield LintFault("unreachable", clause.id)
    yield from _impossible(pack, pack.conflicts)


def _gives_verdict(pack: Pack, clause: Clause, above: Condition) -> bool:
    """Return whether some facts meet a clause and nothing above it: plain facts are tried first."""
    met = witness(pack, clause.when)
    if met is None:
        return False
    if weigh(above, {**_plain(pack), **met}, pack.meanings).value is False:
        return True
    return witness(pack, AllOf((clause.when, Not(above)))) is not None


def _plain(pack: Pack) -> Facts:
    """Return for every fact the answer to which least is tied."""
    plain: dict[str, Value] = {}
    for fact in pack.facts.values():
        last = next(reversed(list(fact.choices)), "")
        answers: dict[str, Value] = {"bool": False, "int": fact.least, "choice": last}
        answers["date"] = date.min.isoformat()
        plain[fact.id] = answers.get(fact.kind, ())
    return plain


def _impossible(pack: Pack, conflicts: Iterable[Clause]) -> Iterator[LintFault]:
    for conflict in conflicts:
        if witness(pack, conflict.when) is None:
            yield LintFault("unreachable", conflict.id)


def _contradicted(pack: Pack) -> Iterator[LintFault]:
    """Yield clauses that hold only under answers which the pack itself calls contradictory."""
    peace = Not(AnyOf(tuple(conflict.when for conflict in pack.conflicts)))
    for clause in pack.clauses:
        if witness(pack, AllOf((clause.when, peace))) is None:
            yield LintFault("contradicted", clause.id)


def _cycles(pack: Pack) -> list[str]:
    """Return the terms that hang on themselves."""
    after = {term.id: set(_terms_in(term.when)) for term in pack.terms.values()}
    while leaves := {term for term, needs in after.items() if not needs & after.keys()}:
        after = {term: needs for term, needs in after.items() if term not in leaves}
    return sorted(after)


def _terms_in(condition: Condition) -> Iterator[str]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _terms_in(part)
        case Not(part):
            yield from _terms_in(part)
        case Is(term):
            yield term


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
