"""Decode pictures that strangers' hands may have made, and make the copies that are served.

The original is evidence and is kept byte for byte, but never handed out: only copies made of
the decoded pixels are, so that neither metadata nor foreign content travels on.
"""

import io
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageFile, ImageOps

from server.core.problems import Problem

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# A JPEG that carries a second picture, as some phones make it, calls itself MPO.
MIMES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
MOST_PIXELS = 50_000_000
FULL_EDGE = 2048
THUMB_EDGE = 320

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NotAnImage(Problem):
    code = "422.40"
    title = "这个文件不是能识别的照片"


class TooManyPixels(Problem):
    code = "422.41"
    title = "照片的像素太大，请缩小后再传"


@dataclass(frozen=True)
class Picture:
    """A decoded picture: what it was, and the two copies to serve."""

    mime: str
    width: int
    height: int
    full: bytes
    thumb: bytes


def read_picture(content: bytes) -> Picture:
    """Decode a picture wholly; refuse what is none, is broken or unpacks to too much."""
    # WeasyPrint, once loaded, has Pillow take broken files for whole ones everywhere.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return _decoded(image)
    except Problem:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    # Decoders fail on broken files with errors of every kind.
    except Exception as error:
        raise NotAnImage from error


def _decoded(image: Image.Image) -> Picture:
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    mime = MIMES[image.format or ""]
    image.load()
    upright = _on_white(ImageOps.exif_transpose(image))
    return Picture(
        mime, upright.width, upright.height, _copy(upright, FULL_EDGE), _copy(upright, THUMB_EDGE)
    )


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white


def _copy(image: Image.Image, edge: int) -> bytes:
    small = image.copy()
    small.thumbnail((edge, edge))
    small.info.clear()
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
