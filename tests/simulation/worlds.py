"""Many worlds of one kind, and whether what they are about happened in enough of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol


class World(Protocol):
    """One run of a simulation, decided by its seed."""

    def __init__(self, seed: int) -> None: ...

    def go(self) -> Counter[str]: ...


def happened_in(kind: type[World], seeds: Iterable[int]) -> Counter[str]:
    """Return in how many of these worlds each thing happened; one that ends badly raises."""
    struck: Counter[str] = Counter()
    for seed in seeds:
        struck += Counter(dict.fromkeys(+kind(seed).go(), 1))
    return struck


def too_seldom(struck: Counter[str], shares: Mapping[str, int], worlds: int) -> dict[str, int]:
    """Return what happened in less than its share of a thousand worlds; any share wants one."""
    return {
        thing: struck[thing]
        for thing, share in shares.items()
        if struck[thing] * 1000 < worlds * share
    }
