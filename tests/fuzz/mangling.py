"""Good messages made bad: every kind of damage that a line, a bug or a stranger can do to JSON."""

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 2**31, 2**53, 2**63, 2**200, -(2**70), 1.5, -0.0, 1e308),
    *(
        "",
        " ",
        "0",
        "-1",
        "null",
        "\0",
        "a\0b",
        "\ud800",
        "\udc00\ud800",
        "𠮷",
        "\u202e",
        "' OR 1=1 --",
    ),
    *("__proto__", "../../etc/passwd", "%00", "2026-13-45", "9999-12-31T23:59:59Z", "x" * 201),
    *([], {}, [[]], [None], {"": ""}, {"\ud800": 1}, {"a": {"b": {"c": []}}}),
    *(float("nan"), float("inf")),
)


@dataclass(frozen=True)
class Mangler:
    """Damages messages by one source of chance."""

    chance: Random

    def text(self, message: Any) -> bytes:
        """Return a message as bytes, damaged once or more, as a value or on the line."""
        for _ in range(self.chance.choice((0, 1, 1, 1, 2, 3))):
            message = self._damaged(message)
        raw = json.dumps(message).encode()
        return self.chance.choice(LINE)(self.chance, raw) if self.chance.random() < 0.25 else raw

    def _damaged(self, message: Any) -> Any:
        """Return a copy in which one place is not as it was; texts of commands count as deeper."""
        places = list(_places(message))
        if not places:
            return self._odd(message)
        place = self.chance.choice(places)
        return self._changed(message, place)

    def _changed(self, message: Any, place: tuple[Any, ...]) -> Any:
        head, *rest = place
        if head is INSIDE:
            inner = json.loads(message)
            return json.dumps(self._changed(inner, tuple(rest)) if rest else self._odd(inner))
        copy = message.copy()
        if rest:
            copy[head] = self._changed(message[head], tuple(rest))
            return copy
        return self.chance.choice((self._replaced, self._dropped, self._added))(copy, head)

    def _replaced(self, copy: Any, key: Any) -> Any:
        copy[key] = self._odd(copy[key])
        return copy

    def _dropped(self, copy: Any, key: Any) -> Any:
        del copy[key]
        return copy

    def _added(self, copy: Any, key: Any) -> Any:
        if isinstance(copy, list):
            copy.insert(self.chance.randrange(len(copy) + 1), copy[key])
            self.chance.shuffle(copy)
            return copy
        copy[self.chance.choice(("unknown", "", key * 2, "\ud800"))] = copy[key]
        return dict(self.chance.sample(list(copy.items()), len(copy)))

    def _odd(self, value: Any) -> Any:
        kind = self.chance.random()
        if kind < 0.06:
            return _nested(self.chance.choice((50, 500, 5000)))
        if kind < 0.12:
            return [value] * self.chance.choice((250, 3000))
        if kind < 0.18:
            return "长" * self.chance.choice((5001, 70_000, 300_000))
        return self.chance.choice(ODD)


INSIDE = object()


def _places(value: Any, depth: int = 12) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each part of a value, that of texts which hold JSON included."""
    if isinstance(value, str) and value.startswith("{"):
        yield (INSIDE,)
        yield from ((INSIDE, *place) for place in _places(_inner(value)))
    if not isinstance(value, dict | list) or depth == 0:
        return
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield (key,)
        yield from ((key, *place) for place in _places(part, depth - 1))


def _inner(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _nested(depth: int) -> Any:
    value: Any = 0
    for n in range(min(depth, 900)):
        value = [value] if n % 2 else {"a": value}
    return value


def _truncated(chance: Random, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _flipped(chance: Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _spliced(chance: Random, raw: bytes) -> bytes:
    a, b = sorted((chance.randrange(len(raw)), chance.randrange(len(raw))))
    return raw[b:] + raw[a:b] + raw[:a]


def _stuffed(chance: Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + chance.choice((b"\xff", b"\xed\xa0\x80", b"\0", b"\xef\xbb\xbf")) + raw[at:]


def _doubled(_: Random, raw: bytes) -> bytes:
    return raw + raw


def _deep(chance: Random, _: bytes) -> bytes:
    return chance.choice((b"[", b'{"a":')) * 100_000


def _packed(_: Random, raw: bytes) -> bytes:
    return zlib.compress(raw)


def _wide(_: Random, raw: bytes) -> bytes:
    return raw.decode().encode("utf-16")


def _nothing(_: Random, __: bytes) -> bytes:
    return b""


LINE: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_truncated, _flipped, _spliced, _stuffed, _doubled, _deep, _packed, _wide, _nothing),
)
