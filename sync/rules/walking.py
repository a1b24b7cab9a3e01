"""Answer a pack's questions from what is true, as the triage does: to see how many it takes."""

from collections.abc import Callable

from sync.rules.deciding import Verdict, decide, next_questions
from sync.rules.kernel import Facts, Value
from sync.rules.packs import Fact, Pack

Answer = Callable[[Fact], Value]


def walk(pack: Pack, answer: Answer) -> tuple[Verdict, tuple[str, ...]]:
    """Ask until the verdict stands; return it with the questions in the order of asking."""
    facts: Facts = {}
    while questions := next_questions(pack, facts):
        facts = {**facts, questions[0]: answer(pack.facts[questions[0]])}
    return decide(pack, facts), tuple(facts)
