"""Acts at the door in a period: by outcome, branch and lead officer (docs/reports.md)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.features.accounts.queries import Colleague
from server.features.organisation import queries as organisation
from server.features.registrations import queries as registrations
from server.features.registrations.queries import Tally
from server.features.reports.figures import HEADQUARTERS, Span

# In the order in which the page and the workbook tell them.
ACT_WORDS: Mapping[str, str] = {
    "decision": "批准",
    "assistance": "备案协助",
    "exemption": "豁免",
    "referral": "转报告表、报告书",
    "outside": "不属于环评管理",
    "notice": "一次性告知",
}
IN_REVIEW, WAITING, WITHDRAWN = "in_review", "waiting", "withdrawn"


@dataclass(frozen=True)
class ActLine:
    """Acts of a branch or of an officer; `kinds` counts those that stand, by what they came to.

    Of those that stand, `in_review` are to be looked at by the branch, and `waiting` by their
    co-officer. Those that were withdrawn stand beside them.
    """

    id: str | None
    name: str
    branch_name: str
    kinds: Mapping[str, int]
    in_review: int
    waiting: int
    withdrawn: int

    @property
    def standing(self) -> int:
        """Return how many stand."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class DoorActs:
    """All of a period together, and by branch and lead officer, those with most acts first."""

    total: ActLine
    branches: Sequence[ActLine]
    officers: Sequence[ActLine]


def door_acts(session: Session, span: Span, colleagues: Iterable[Colleague]) -> DoorActs:
    """Return the acts at doors of a branch, or of the bureau."""
    told = registrations.tallies(session, span.first, span.last, branch_id=span.branch_id)
    branches = {branch.id: branch.name for branch in organisation.branches(session)}
    people = {person.id: person for person in colleagues}

    def of_branch(branch_id: str | None, tallies: Iterable[Tally]) -> ActLine:
        name = branches.get(branch_id or "", HEADQUARTERS)
        return _line(branch_id, name, name, tallies)

    def of_officer(person_id: str | None, tallies: Iterable[Tally]) -> ActLine:
        person = people[person_id or ""]
        home = branches.get(person.branch_id or "", HEADQUARTERS)
        return _line(person_id, person.name, home, tallies)

    return DoorActs(
        total=_line(None, "", "", told),
        branches=_lines(told, lambda tally: tally.branch_id, of_branch),
        officers=_lines(told, lambda tally: tally.lead_id, of_officer),
    )


def _lines(
    told: Iterable[Tally],
    key: Callable[[Tally], str | None],
    line: Callable[[str | None, Iterable[Tally]], ActLine],
) -> list[ActLine]:
    groups: dict[str | None, list[Tally]] = defaultdict(list)
    for tally in told:
        groups[key(tally)].append(tally)
    lines = [line(one, tallies) for one, tallies in groups.items()]
    return sorted(lines, key=lambda one: (-one.standing, one.name, one.id or ""))


def _line(line_id: str | None, name: str, branch: str, tallies: Iterable[Tally]) -> ActLine:
    kinds: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for tally in tallies:
        states[tally.state] += tally.n
        if tally.state != WITHDRAWN:
            kinds[tally.act] += tally.n
    return ActLine(
        id=line_id,
        name=name,
        branch_name=branch,
        kinds={act: kinds[act] for act in ACT_WORDS},
        in_review=states[IN_REVIEW],
        waiting=states[WAITING],
        withdrawn=states[WITHDRAWN],
    )
