"""Passwords that anybody would try first (OWASP ASVS 5.0, 6.1.2, 6.2.4, 6.2.11, 6.2.12)."""

from collections.abc import Iterable
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

# Of this system and this place, as `pwa/src/core/vault/judging.ts` has them for passphrases.
OURS = ("doorstep", "shangmenban", "上门办", "dongguan", "东莞", "huanbao", "环保")


def is_guessed(password: str, about: Iterable[str]) -> bool:
    """Return whether a password is among the 30,000 commonest that were ever leaked, or is a word.

    `about` are words about the person; words of ours, of the place and of the person are no better
    for the digits and signs around them, nor for being written twice.
    """
    plain = password.casefold()
    word = "".join(letter for letter in plain if letter.isalpha())
    words = {known.casefold() for known in (*OURS, *about) if known}
    return plain in _common() or any(word in {known, known * 2} for known in words)


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])
