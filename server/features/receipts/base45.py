"""Base45 (RFC 9285): bytes in the letters that a QR code's alphanumeric mode has."""

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES = {letter: value for value, letter in enumerate(LETTERS)}
BASE = len(LETTERS)


class NotBase45(ValueError):  # noqa: N818 - what the text is, not what went wrong here
    """No bytes are written like this."""


def encode(raw: bytes) -> str:
    """Return bytes as base45: three letters for two bytes, two for a last odd one."""
    return "".join(_letters(raw[at : at + 2]) for at in range(0, len(raw), 2))


def decode(text: str) -> bytes:
    """Return the bytes of a base45 text; NotBase45 for anything else (RFC 9285 §4.3)."""
    return b"".join(_bytes(text[at : at + 3]) for at in range(0, len(text), 3))


def _letters(pair: bytes) -> str:
    n = int.from_bytes(pair, "big")
    return "".join(LETTERS[n // BASE**at % BASE] for at in range(len(pair) + 1))


def _bytes(letters: str) -> bytes:
    if len(letters) == 1 or any(letter not in VALUES for letter in letters):
        raise NotBase45
    places = (1, BASE, BASE * BASE)
    n = sum(VALUES[letter] * place for letter, place in zip(letters, places, strict=False))
    width = len(letters) - 1
    if n >> (8 * width):
        raise NotBase45
    return n.to_bytes(width, "big")
