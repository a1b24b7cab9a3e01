"""Request bodies that come packed by gzip, where a door says that it reads them (RFC 7694)."""

import zlib

from server.core.problems import Problem, TooLarge

READ = "gzip"
GZIP = 16 + zlib.MAX_WBITS


class UnknownPacking(Problem):
    code = "415.01"
    title = "请求的压缩方式读不懂，什么都没有做"


class BrokenPackingError(Exception):
    """The bytes are no whole gzip file."""


def unpacked(content: bytes, packing: str, *, most: int) -> bytes:
    """Return the bytes within, never more than `most`; an empty `packing` means as they are."""
    if packing in {"", "identity"}:
        return content
    if packing != READ:
        raise UnknownPacking
    unpacking = zlib.decompressobj(GZIP)
    try:
        plain = unpacking.decompress(content, most + 1)
    except zlib.error as error:
        raise BrokenPackingError(str(error)) from error
    if len(plain) > most:
        raise TooLarge
    if not unpacking.eof or unpacking.unused_data:
        raise BrokenPackingError("cut short, or followed by something else")
    return plain
