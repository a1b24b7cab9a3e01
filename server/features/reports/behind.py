"""Who is behind under a plan: by branch, by rank and by person, lowest first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.features.accounts.standing import RANK_WORDS, Rank
from server.features.quotas.standings import Standing

# A phone that was not heard of for so long may hold what would change a figure.
STALE_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Group:
    """The people of a branch or a rank: how much of what is asked of them is reached.

    `unheard` people have a phone that was silent for three days or never met the bureau;
    `waiting` is how many items all their phones still hold.
    """

    id: str | None
    name: str
    people: int
    done: int
    waived: int
    asked: int
    reached: int
    visits: int
    waiting: int
    unheard: int

    @property
    def share(self) -> float:
        """Return how much of the targets is reached, from 0 to 1."""
        return self.reached / self.asked if self.asked else 1.0


@dataclass(frozen=True)
class PersonLine:
    """A person under the plan, with the visits of the period that the page shows."""

    standing: Standing
    visits: int
    unheard: bool

    @property
    def asked(self) -> int:
        """Return how much is asked of the person."""
        return self.standing.target_visits + self.standing.target_solved

    @property
    def reached(self) -> int:
        """Return how much of that is reached; more of one thing never stands in for another."""
        one = self.standing
        return min(one.enterprises, one.target_visits) + min(one.solved, one.target_solved)


def people_lines(
    standings: Iterable[Standing], visits: Mapping[str, int], at: datetime
) -> list[PersonLine]:
    """Return the people in the order of their standings, those who lack most first."""
    return [
        PersonLine(one, visits.get(one.person_id, 0), _is_unheard(one.last_sync_at, at))
        for one in standings
    ]


def by_branch(people: Sequence[PersonLine]) -> list[Group]:
    """Return the branches, the one that has reached least of its targets first."""
    names = {one.standing.branch_id: one.standing.branch_name for one in people}
    return _groups(people, lambda one: one.standing.branch_id, names)


def by_rank(people: Sequence[PersonLine]) -> list[Group]:
    """Return the ranks, the one that has reached least of its targets first."""
    names = {rank.value: words for rank, words in RANK_WORDS.items()}
    return _groups(people, lambda one: Rank(one.standing.rank).value, names)


def _groups(people: Sequence[PersonLine], key: Any, names: Mapping[Any, str]) -> list[Group]:
    members: dict[Any, list[PersonLine]] = defaultdict(list)
    for one in people:
        members[key(one)].append(one)
    groups = [_group(name, names[name], lines) for name, lines in members.items()]
    return sorted(groups, key=lambda group: (group.share, -group.asked, group.name))


def _group(group_id: str | None, name: str, lines: Sequence[PersonLine]) -> Group:
    return Group(
        id=group_id,
        name=name,
        people=len(lines),
        done=sum(line.standing.state == "done" for line in lines),
        waived=sum(line.standing.state == "waived" for line in lines),
        asked=sum(line.asked for line in lines),
        reached=sum(line.reached for line in lines),
        visits=sum(line.visits for line in lines),
        waiting=sum(line.standing.waiting for line in lines),
        unheard=sum(line.unheard for line in lines),
    )


def _is_unheard(last_sync_at: datetime | None, at: datetime) -> bool:
    return last_sync_at is None or at - last_sync_at > STALE_AFTER
