"""What both languages answer to every deed: `python -m tests.sync.matter_vectors`."""

import json
from collections.abc import Iterator
from dataclasses import asdict, astuple
from itertools import product
from pathlib import Path
from typing import Any

from sync import matters
from sync.matters import Deed, Stand, after

FILE = Path(__file__).resolve().parents[2] / "sync" / "vectors" / "matters.json"
PEOPLE = ("a", "b", "c")


def matter_vectors() -> dict[str, Any]:
    """Return every stand that can be reached, with the answers to all deeds in their order."""
    deeds = list(_deeds())
    return {
        "deeds": [asdict(deed) for deed in deeds],
        "stands": [
            {"stand": _row(stand), "answers": [_plain(after(stand, deed)) for deed in deeds]}
            for stand in _reached(deeds)
        ],
    }


def _reached(deeds: list[Deed]) -> list[Stand]:
    found, waiting = {Stand()}, [Stand()]
    while waiting:
        stand = waiting.pop()
        new = {n for deed in deeds if isinstance(n := after(stand, deed), Stand)} - found
        found |= new
        waiting += new
    return sorted(found, key=lambda stand: json.dumps(asdict(stand)))


def _deeds() -> Iterator[Deed]:
    """Two people are enough to cross each other, and to be handed something."""
    for verb, by, leads in product(matters.VERBS, PEOPLE[:2], (False, True)):
        if verb == "hand_over":
            yield from (Deed(verb, by, leads, to) for to in PEOPLE[:2])
        elif verb == "accept":
            yield from (Deed(verb, by, leads, None, agrees) for agrees in (True, False))
        else:
            yield Deed(verb, by, leads)
    yield from (Deed(verb, None) for verb in ("confirm", "dispute"))


def _row(stand: Stand) -> list[str | None]:
    return list(astuple(stand))


def _plain(answer: Stand | str) -> list[str | None] | str:
    return answer if isinstance(answer, str) else _row(answer)


if __name__ == "__main__":
    FILE.write_text(json.dumps(matter_vectors(), separators=(",", ":")) + "\n")
