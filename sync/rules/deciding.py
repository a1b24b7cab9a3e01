"""What a pack says of the facts known so far, why, and what is still to be asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sync.rules.kernel import Facts, Weighed, weigh
from sync.rules.packs import Clause, Pack


@dataclass(frozen=True)
class Verdict:
    """`outcome` is None while a missing fact could still change it.

    `at_least` is certain already and `at_most` still possible; `clauses` give the outcome (or what
    is certain so far) and hang on the facts `because`; `items` are the entries of the catalogue
    whose subject this is.
    """

    outcome: str | None
    at_least: str
    at_most: str
    clauses: tuple[Clause, ...]
    because: tuple[str, ...]
    missing: tuple[str, ...]
    items: tuple[int, ...]


def decide(pack: Pack, facts: Facts) -> Verdict:
    """Return the highest outcome for which a clause holds (article 4 of the catalogue).

    Learning a fact never changes an outcome that is given.
    """
    weighed, ranks = _weighed(pack, facts), _ranks(pack)
    best = _best(weighed, ranks)
    open_ = [(c, w) for c, w in weighed if w.value is None and ranks[c.outcome] < best]
    giving = [(c, w) for c, w in weighed if w.value and ranks[c.outcome] == best]
    top = min((ranks[c.outcome] for c, _ in open_), default=best)
    return Verdict(
        outcome=None if open_ else pack.outcomes[best].id,
        at_least=pack.outcomes[best].id,
        at_most=pack.outcomes[top].id,
        clauses=tuple(clause for clause, _ in giving),
        because=_facts_of([w for _, w in giving or weighed if w.value is not None]),
        missing=_facts_of([w for _, w in open_]),
        items=_items(pack, facts),
    )


def next_questions(pack: Pack, facts: Facts) -> tuple[str, ...]:
    """Return the facts to ask now, the one that settles most open clauses first.

    None is asked that could not change the verdict, and none before what it depends on.
    """
    weighed, ranks = _weighed(pack, facts), _ranks(pack)
    best = _best(weighed, ranks)
    wanted = Counter(w.facts[0] for c, w in weighed if w.value is None and ranks[c.outcome] < best)
    order = {fact: place for place, fact in enumerate(pack.facts)}
    return tuple(sorted(wanted, key=lambda fact: (-wanted[fact], order[fact])))


def conflicts(pack: Pack, facts: Facts) -> tuple[Clause, ...]:
    """Return the pairs of answers that cannot be true together."""
    found = (c for c in pack.conflicts if weigh(c.when, facts, pack.meanings).value)
    return tuple(found)


def _weighed(pack: Pack, facts: Facts) -> list[tuple[Clause, Weighed]]:
    meanings = pack.meanings
    return [(clause, weigh(clause.when, facts, meanings)) for clause in pack.clauses]


def _ranks(pack: Pack) -> dict[str, int]:
    return {outcome.id: rank for rank, outcome in enumerate(pack.outcomes)}


def _best(weighed: Sequence[tuple[Clause, Weighed]], ranks: dict[str, int]) -> int:
    return min((ranks[c.outcome] for c, w in weighed if w.value), default=len(ranks) - 1)


def _facts_of(weighed: Sequence[Weighed]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for w in weighed for fact in w.facts))


def _items(pack: Pack, facts: Facts) -> tuple[int, ...]:
    meanings = pack.meanings
    subjects = (term for term in pack.terms.values() if term.item is not None)
    found = (t.item for t in subjects if t.item and weigh(t.when, facts, meanings).value)
    return tuple(found)
