"""Numbers of official papers: how one is written, which comes next, what became of each.

A series is one branch, one kind and one year, counted from 1. Blocks of it are leased to phones
ahead of time, so that a number can be given with no network (docs/registrations.md §2). Phone and
bureau must answer alike here; the phone's side is `pwa/src/sync/numbers.ts`.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# Numbers of a block, and of how few left a new one is leased.
BLOCK = 20
LOW_WATER = BLOCK // 4
# From this month on phones carry numbers of the next year too: it may begin without a network.
NEXT_YEAR_FROM_MONTH = 12
MOST = 9_999_999

OPEN, RETURNED, CLOSED, LOST = "open", "returned", "closed", "lost"


class NumberError(ValueError):
    """A number that no paper can bear."""


@dataclass(frozen=True)
class Lease:
    """A block of numbers, `first` to `last`, that one phone may give until `expires_on`.

    `next` is the first one that the bureau has not seen used. A returned block holds what is below
    `returned_from` only.
    """

    id: str
    kind: str
    year: int
    first: int
    last: int
    next: int
    expires_on: date
    state: str = OPEN
    returned_from: int | None = None

    @property
    def end(self) -> int:
        """Return the last number that it holds; one below `first` where all were given back."""
        return self.last if self.returned_from is None else self.returned_from - 1

    def holds(self, n: int) -> bool:
        """Return whether a number is within the block, and was not given back with its tail."""
        return self.first <= n <= self.end


@dataclass(frozen=True)
class Explained:
    """What became of a number; `lease` is the block that says so, if one does.

    paper: given before numbers were leased · used · void · leased: in an open block · lost: its
    block is closed, so it is possibly issued · returned: free, leased again first · ahead: never
    leased.
    """

    state: str
    lease: Lease | None = None


def for_branch(pattern: str, branch: str) -> str:
    """Return a pattern with a branch's short name in it: where it says so, else before the year.

    Each branch counts for itself, and no two papers of the bureau bear one number.
    """
    if "{branch}" in pattern:
        return pattern.replace("{branch}", branch)
    before, bracket, rest = pattern.partition("〔")
    return f"{before}（{branch}）{bracket}{rest}"


def for_part(pattern: str, part: int) -> str:
    """Return the pattern of a later part of a series, begun when nobody knew what was leased."""
    return pattern if part == 1 else pattern.replace("{n}", f"{part}-{{n}}")


def number_text(pattern: str, year: int, n: int) -> str:
    """Return a number as it stands on a paper: no leading zeros, the brackets of the pattern."""
    if not 1 <= n <= MOST:
        raise NumberError(n)
    return pattern.replace("{year}", str(year)).replace("{n}", str(n))


def number_in(pattern: str, year: int, text: str) -> int | None:
    """Return the number that a text names under a pattern; None where it is not written so."""
    before, _, after = pattern.replace("{year}", str(year)).partition("{n}")
    written = text.removeprefix(before).removesuffix(after)
    if not re.fullmatch("[1-9][0-9]{0,6}", written) or text != f"{before}{written}{after}":
        return None
    return int(written)


def years_wanted(day: date) -> tuple[int, ...]:
    """Return the years of which a phone should carry numbers on a day of the city."""
    is_late = day.month >= NEXT_YEAR_FROM_MONTH
    return (day.year, day.year + 1) if is_late else (day.year,)


def end_of_year(year: int) -> date:
    """Return the last day on which a number of a year may be given."""
    return date(year, 12, 31)


def next_of(lease: Lease, taken: Mapping[str, int]) -> int | None:
    """Return the next number of a block; None where it is used up or not to be used.

    `taken` is the phone's chain: for each block the first number that it has not given.
    """
    n = max(lease.next, taken.get(lease.id, lease.first))
    return n if lease.state == OPEN and n <= lease.last else None


def pick(
    leases: Iterable[Lease], taken: Mapping[str, int], kind: str, day: date
) -> tuple[Lease, int] | None:
    """Return the block and the number that a paper of a kind gets on a day; None: none is left."""
    usable = (one for one in leases if one.kind == kind and one.year == day.year)
    for lease in sorted(usable, key=lambda one: (one.first, one.id)):
        n = next_of(lease, taken)
        if n is not None and day <= lease.expires_on:
            return lease, n
    return None


def remaining(leases: Iterable[Lease], taken: Mapping[str, int], kind: str, year: int) -> int:
    """Return how many numbers of a kind and year a phone can still give."""
    own = [one for one in leases if one.kind == kind and one.year == year]
    return sum(one.last - n + 1 for one in own if (n := next_of(one, taken)) is not None)


def is_low(left: int) -> bool:
    """Return whether so few numbers are left that a phone needs a new block."""
    return left < LOW_WATER


def next_block(
    leases: Sequence[Lease], entered: Collection[int], start_after: int, size: int = BLOCK
) -> tuple[int, int]:
    """Return first and last of the next block to lease: the lowest numbers that are free.

    Given back numbers go first, and nothing is ever leased that a block holds or that was entered.
    """
    spoken_for = sorted([(one.first, one.end) for one in leases] + [(n, n) for n in entered])
    first = start_after + 1
    for begin, end in spoken_for:
        if begin > first:
            return first, min(first + size, begin) - 1
        first = max(first, end + 1)
    return first, first + size - 1


def unknown(
    journal: Iterable[Mapping[str, Any]], known: Collection[str]
) -> list[Mapping[str, Any]]:
    """Return the journalled blocks, in order, that a restored database lacks."""
    lacking = {line["id"]: line for line in journal if line["id"] not in known}
    return list(lacking.values())


def explain(
    n: int, leases: Iterable[Lease], entry: str | None, *, start_after: int, ahead_from: int
) -> Explained:
    """Return what became of a number of a series. `entry` is `used`, `void` or None.

    `ahead_from` is the first number that was never leased. An open block says more than a closed
    one: after a restore both may hold a number.
    """
    holding = [one for one in leases if one.holds(n)]
    lease = next((one for one in holding if one.state == OPEN), next(iter(holding), None))
    if entry is not None:
        return Explained(entry, lease)
    if lease is not None:
        return Explained("leased" if lease.state == OPEN else "lost", lease)
    if n <= start_after:
        return Explained("paper")
    return Explained("ahead" if n >= ahead_from else "returned")
