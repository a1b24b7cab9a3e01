"""The register: what became of every number, for those who answer for a branch."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.core.auth import Actor
from server.core.problems import NotFound
from server.features.accounts import queries as accounts
from server.features.numbering import queries
from server.features.numbering.models import NumberEntry, NumberLease, NumberSeries
from server.features.numbering.problems import refuse_other_branches
from server.features.organisation import queries as organisation
from sync import numbers
from sync.numbers import Explained

OF_SERIES = ("id", "branch_id", "kind", "year", "part", "pattern", "start_after", "next")
OF_BLOCK = ("id", "device_id", "first", "last", "next", "state", "leased_at", "ended_reason")


@dataclass(frozen=True)
class Line:
    """One number and what is known of it. `is_passed`: its phone has gone on without telling."""

    n: int
    text: str
    state: str
    act_id: str | None
    about: str
    given_on: date | None
    reason: str
    lease_id: str | None
    person_name: str
    is_passed: bool


def series_seen(
    session: Session, by: Actor, *, branch_id: str | None, year: int | None
) -> Sequence[Mapping[str, Any]]:
    """Return the series that a person may see: a branch head those of the own branch."""
    branch = branch_id if by.sees_all_branches else by.branch_id
    names = {one.id: one.name for one in organisation.branches(session)}
    return [
        {name: getattr(one, name) for name in OF_SERIES}
        | {"branch_name": names.get(one.branch_id, "")}
        for one in queries.all_series(session, branch_id=branch, year=year)
    ]


def seen(session: Session, by: Actor, series_id: str) -> NumberSeries:
    """Return a series that a person may see, or refuse."""
    found = queries.series(session, series_id)
    if found is None:
        raise NotFound
    refuse_other_branches(by, found.branch_id)
    return found


def lines(session: Session, series: NumberSeries) -> Iterator[Line]:
    """Yield every number that was ever leased, given or made void, the lowest first."""
    entries = {one.n: one for one in queries.entries_of(session, series.id)}
    leases = {one.id: one for one in queries.leases_of(session, series.id)}
    holding = _holding(leases.values())
    names = {person.id: person.name for person in accounts.people(session)}
    for n in range(1, max([series.next - 1, *entries]) + 1):
        found = numbers.explain(
            n,
            holding[n],
            entries[n].state if n in entries else None,
            start_after=series.start_after,
            ahead_from=series.next,
        )
        if found.state != "ahead":
            yield _line(series, n, found, (entries.get(n), leases), names)


def tally(found: Sequence[Line]) -> Mapping[str, int]:
    """Return how many numbers became what."""
    return Counter(line.state for line in found)


def blocks(session: Session, series: NumberSeries) -> Sequence[Mapping[str, Any]]:
    """Return the blocks of a series with whose phone carries them, the lowest first."""
    names = {person.id: person.name for person in accounts.people(session)}
    return [
        {name: getattr(one, name) for name in OF_BLOCK}
        | {"person_name": names.get(one.person_id, "")}
        for one in queries.leases_of(session, series.id)
    ]


def _holding(leases: Any) -> Mapping[int, list[numbers.Lease]]:
    held: dict[int, list[numbers.Lease]] = defaultdict(list)
    for block in map(queries.as_block, leases):
        for n in range(block.first, block.end + 1):
            held[n].append(block)
    return held


def _line(
    series: NumberSeries,
    n: int,
    found: Explained,
    known: tuple[NumberEntry | None, Mapping[str, NumberLease]],
    names: Mapping[str, str],
) -> Line:
    entry, leases = known
    lease = leases[found.lease.id] if found.lease else None
    person = entry.person_id if entry else lease.person_id if lease else ""
    ended = lease.ended_reason if lease else ""
    return Line(
        n=n,
        text=numbers.number_text(series.pattern, series.year, n),
        state=found.state,
        act_id=entry.act_id if entry else None,
        about=entry.about if entry else "",
        given_on=entry.given_on if entry else None,
        reason=entry.reason if entry else ended,
        lease_id=lease.id if lease else None,
        person_name=names.get(person, ""),
        is_passed=found.state == "leased" and lease is not None and n < lease.next,
    )
