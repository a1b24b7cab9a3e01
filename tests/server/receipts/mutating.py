"""Texts that are nearly a receipt."""

from server.features.receipts import base45


def mutated(text, other, random):
    """Return `text` changed in one of many ways; never one of the two receipts themselves."""
    changed = text
    while changed.strip() in {text, other}:
        changed = random.choice(WAYS)(text, other, random)
    return changed


def _replaced(text, _, random):
    at = random.randrange(len(text))
    return text[:at] + random.choice(base45.LETTERS) + text[at + 1 :]


def _dropped(text, _, random):
    at = random.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _inserted(text, _, random):
    at = random.randrange(len(text))
    return text[:at] + random.choice((text[at], *base45.LETTERS)) + text[at:]


def _swapped(text, _, random):
    letters = list(text)
    at, to = random.randrange(len(text)), random.randrange(len(text))
    letters[at], letters[to] = letters[to], letters[at]
    return "".join(letters)


def _cut(text, _, random):
    return text[: random.randrange(len(text))]


def _flipped(text, _, random):
    raw = bytearray(base45.decode(text[4:]))
    for _ in range(random.randint(1, 3)):
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return text[:4] + base45.encode(bytes(raw))


def _spliced(text, other, random):
    """Return the head of one receipt and the tail of another."""
    at = random.randrange(len(text))
    return text[:at] + other[at:]


WAYS = (_replaced, _dropped, _inserted, _swapped, _cut, _flipped, _spliced)
