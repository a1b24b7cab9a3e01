"""The decoder: a confined program that reads pictures which strangers' hands may have made.

An order is a picture's bytes, `decoded` says what is answered. The copies are made of the pixels
alone, so that neither metadata nor foreign content travels on.
"""

import io
import sys

import pi_heif
from PIL import Image, ImageOps

from server.core.confinement import answer, keep_within, orders, speak_in_lines
from server.features.evidence.decoded import NONE, TOO_MUCH, Picture, written

# A JPEG that carries a second picture, as some phones make it, calls itself MPO.
MIMES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 50_000_000
# What fails with more pixels than these failed for want of memory, whatever its decoder calls it.
ROOMY_PIXELS = 16_000_000
MEMORY_BYTES = 240 * 1024**2
PROCESSOR_S = 3600
FULL_EDGE = 2048
THUMB_EDGE = 320
TURNED = range(5, 9)
ORIENTATION = 0x0112


class TooMuchError(Exception):
    """The picture has more pixels than are unpacked."""


def main() -> None:
    """Serve orders until there are no more."""
    speak_in_lines()
    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    Image.preinit()
    keep_within(MEMORY_BYTES, PROCESSOR_S)
    for order in orders(sys.stdin.buffer):
        answer(_told(order))


def _told(content: bytes) -> bytes:
    try:
        return written(read(content))
    except (TooMuchError, Image.DecompressionBombError, MemoryError):
        return TOO_MUCH
    # Decoders fail on broken files with errors of every kind.
    except Exception:  # noqa: BLE001
        return NONE


def read(content: bytes) -> Picture:
    """Decode a picture wholly, or raise whatever its decoder raises."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        pixels = image.width * image.height
        if pixels > MOST_PIXELS:
            raise TooMuchError
        try:
            return _decoded(image)
        except Exception as error:
            if pixels > ROOMY_PIXELS:
                raise TooMuchError from error
            raise


def _decoded(image: Image.Image) -> Picture:
    width, height = image.size
    if image.getexif().get(ORIENTATION) in TURNED:
        width, height = height, width
    mime = MIMES[image.format or ""]
    # Of a JPEG only as many pixels are made as the copy needs, though all of it is read.
    image.draft(None, (FULL_EDGE, FULL_EDGE))
    image.load()
    small = _smooth(image)
    small.thumbnail((FULL_EDGE, FULL_EDGE))
    full = _on_white(ImageOps.exif_transpose(small))
    thumb = full.copy()
    thumb.thumbnail((THUMB_EDGE, THUMB_EDGE))
    return Picture(mime, width, height, _as_jpeg(full), _as_jpeg(thumb))


def _smooth(image: Image.Image) -> Image.Image:
    """Return a picture whose pixels can be averaged: no palette, no 16 bits."""
    if image.mode in {"RGB", "RGBA", "L", "CMYK"}:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white


def _as_jpeg(image: Image.Image) -> bytes:
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
