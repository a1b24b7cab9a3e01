"""Text tables (.csv, .csv.gz) in the encodings and with the separators that offices use."""

import codecs
import csv
import re
import zlib
from collections.abc import Iterator

from server.core.sheets.sheet import (
    Limits,
    Sheet,
    SheetRefusedError,
    refuse_if_too_large,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEPARATORS = ",;\t"
_LOOKED_AT = 20
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CHUNK = 1 << 20
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# Some may stand in quotes; a reader would make a cell of each of millions.
_MOST_SEPARATORS = 10_000


def read_text_sheet(content: bytes, limits: Limits) -> Sheet:
    """Read a CSV file's bytes; raises SheetRefusedError with the reason."""
    text = decode(content)
    if not text.strip():
        raise SheetRefusedError("文件是空的")
    rows = list(_records(text, separator_of(text), limits))
    refuse_if_too_large(rows, limits)
    return Sheet(rows)


def unpack(content: bytes, limits: Limits) -> bytes:
    """Unpack gzip, giving up as soon as it grows beyond the limit."""
    parts: list[bytes] = []
    total = 0
    try:
        for part in _unpacked(content):
            total += len(part)
            limits.refuse_growth(total, len(content))
            parts.append(part)
    except zlib.error as broken:
        raise SheetRefusedError("压缩文件（.gz）已损坏，请重新压缩后再传") from broken
    return b"".join(parts)


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with or without mark, or GB 18030; refuse what is not text."""
    text = _decoded(content)
    if text is None or _BINARY.search(text):
        raise SheetRefusedError("看不懂文件的文字编码，请在表格软件里另存为 CSV UTF-8 或 XLSX")
    return text


def separator_of(text: str) -> str:
    """Return the separator that the first line with any of them has most of."""
    for line in text.splitlines()[:_LOOKED_AT]:
        bare = re.sub(r'"[^"]*"', "", line)
        best = max(_SEPARATORS, key=bare.count)
        if best in bare:
            return best
    return ","


def _decoded(content: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _try(content[len(mark) :], encoding)
    if b"\0" in content[:4096]:
        return _try(content, _utf16_order(content[:4096]))
    text = _try(content, "utf-8")
    return _try(content, "gb18030") if text is None else text


def _utf16_order(start: bytes) -> str:
    """Tell the byte order: commas and digits have their zero byte last in little-endian."""
    little = start[1::2].count(0) >= start[0::2].count(0)
    return "utf-16-le" if little else "utf-16-be"


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _records(text: str, separator: str, limits: Limits) -> Iterator[list[str]]:
    reader = csv.reader(_lines(text, separator), delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if number > limits.rows:
                raise SheetRefusedError(f"表格太长，一次最多 {limits.rows} 行，请分几次导入")
            yield record
    except csv.Error as broken:
        raise SheetRefusedError(
            f"第 {number + 1} 行附近的引号不成对，请用表格软件打开检查后另存"
        ) from broken


def _lines(text: str, separator: str) -> Iterator[str]:
    """Yield line by line: the text itself is large enough to be held once."""
    for number, found in enumerate(_LINE.finditer(text), start=1):
        line = found.group()
        if line.count(separator) > _MOST_SEPARATORS:
            raise SheetRefusedError(f"第 {number} 行的列太多，请检查分隔符，或删去多余的列")
        yield line


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what the gzip members hold, never more than a chunk at once."""
    rest = content
    while rest.strip(b"\0"):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            part = member.decompress(rest, _CHUNK)
            rest = member.unconsumed_tail or member.unused_data
            if not part and not rest and not member.eof:
                raise zlib.error("cut short")
            yield part
