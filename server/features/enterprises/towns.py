"""Which town an address lies in, told from its words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.core.names import simplified

_SPACES = re.compile(r"\s+")
_CITY = re.compile(r"^(?:\w{2,3}省)?(\w{2,3}市)")
_NAME_ENDINGS = ("街道", "镇")
# 东莞生态园 is also written 生态园, but 东莞港 never 港.
_SHORTEST_PARK = 3
# 东城街道 was 东城区 before 2010, and licences of that time still say so.
_WRITTEN_ENDINGS = ("街道", "镇", "区", "街道办事处", "办事处")


class Names:
    """Ways to write towns, the longest tried first."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self._codes = codes
        longest_first = sorted(codes, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def at_start(self, text: str) -> str | None:
        """Return the town that the text begins with."""
        found = self._pattern.match(text)
        return self._codes[found.group()] if found else None

    def only_one(self, text: str) -> str | None:
        """Return the town that the text names, if it names just one."""
        found = {self._codes[name] for name in self._pattern.findall(text)}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Gazetteer:
    """The towns of one city, ready for looking up. Build it with `gazetteer`."""

    city: str
    prefix: re.Pattern[str]
    full: Names
    bare: Names


def gazetteer(towns: Iterable[tuple[str, str]], *, city: str = "东莞市") -> Gazetteer:
    """Build the look-up from (code, name) pairs."""
    stem = city.removesuffix("市")
    full: dict[str, str] = {}
    bare: dict[str, str] = {}
    for code, name in towns:
        short = _without_ending(name)
        bare[short] = code
        full.update({short + ending: code for ending in _WRITTEN_ENDINGS} | {name: code})
        if len(name.removeprefix(stem)) >= _SHORTEST_PARK:
            full[name.removeprefix(stem)] = code
    prefix = re.compile(f"^(?:广东省?)?(?:{stem}市?)+")
    return Gazetteer(city, prefix, Names(full), Names(bare))


def town_of(address: str, places: Gazetteer) -> str | None:
    """Return the code of the town that the address names; None when it is silent or ambiguous."""
    plain = simplified(_SPACES.sub("", unicodedata.normalize("NFKC", address)))
    if _is_elsewhere(plain, places):
        return None
    local = places.prefix.sub("", plain)
    return (
        _at_start(plain, places)
        or _at_start(local, places)
        or places.full.only_one(local)
        or places.bare.only_one(local)
    )


def _is_elsewhere(plain: str, places: Gazetteer) -> bool:
    city = _CITY.match(plain)
    return city is not None and city.group(1) != places.city and places.city not in plain


def _at_start(text: str, places: Gazetteer) -> str | None:
    return places.full.at_start(text) or places.bare.at_start(text)


def _without_ending(name: str) -> str:
    for ending in _NAME_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name
