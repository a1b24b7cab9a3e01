"""Pictures made in memory, good ones and bad ones."""

import io
import struct
import zlib
from hashlib import sha256

import pillow_heif
from PIL import Image


def picture(form="JPEG", size=(640, 480), **options):
    out = io.BytesIO()
    image = Image.effect_noise(size, 60).convert("RGB")
    if form == "HEIF":
        # Written past Pillow's plugins, so that reading it is the server's own affair.
        pillow_heif.from_pillow(image).save(out)
        return out.getvalue()
    image.save(out, form, **options)
    return out.getvalue()


def with_place():
    """A JPEG whose metadata tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x0112] = 6
    return picture(exif=exif)


def bomb(edge=12_000):
    """A PNG of few bytes that unpacks to 144 million pixels."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((edge // 8 + 1) * edge), 9)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def hash_of(content):
    return sha256(content).hexdigest()
