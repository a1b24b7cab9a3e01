"""The forms of a name that a search looks into."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_NOT_WORD = re.compile(r"[\W_]+")


def search_form(name: str) -> str:
    """Return the name simplified, half-width, lower-case and without spaces or punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _NOT_WORD.sub("", simplified(plain))


def simplified(text: str) -> str:
    """Return the text in simplified characters."""
    return str(_converter().convert(text))


def bigrams(name: str) -> str:
    """Return the pairs of neighbours of a search form, each once, with a space on either side."""
    plain = search_form(name)
    pairs = dict.fromkeys(plain[n : n + 2] for n in range(max(1, len(plain) - 1)))
    return f" {' '.join(pairs)} "


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
