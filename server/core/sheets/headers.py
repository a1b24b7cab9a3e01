"""Header cells as offices write them, made comparable."""

import re
import unicodedata

_MARKS = re.compile(r"[\s*:_]|\((?:必填|选填|可选)\)")


def header_key(text: str) -> str:
    """Return a header without case, spaces, stars and brackets such as （必填）."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())
