"""Pictures that somebody made to do harm, each with what becomes of it."""

import gzip
import io
import random
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin

from tests.server.evidence.pictures import bomb, picture

CANARY = b"canary-5b1e"
NONE, TOO_MUCH = "422.40", "422.41"
SCRIPT = b"<html><script>alert('" + CANARY + b"')</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="http://x/"/></svg>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg">&c;</svg>'
)
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SMALL = (64, 48)


def all_of_them():
    """Return each hostile picture by its name, with the mime that it is taken as or its refusal."""
    return {**not_pictures(), **bombs(), **broken(), **two_things_at_once(), **odd_but_whole()}


def not_pictures():
    return {
        "nothing": (b"", NONE),
        "text": (b"not a photo at all", NONE),
        "html": (SCRIPT, NONE),
        "svg with a script": (SVG, NONE),
        "svg that laughs a billion times": (LAUGHS, NONE),
        "packed svg": (gzip.compress(SVG), NONE),
        "html behind the first bytes of a jpeg": (b"\xff\xd8\xff\xe0" + SCRIPT, NONE),
        "html behind the signature of a png": (SIGNATURE + SCRIPT, NONE),
        "gif": (picture("GIF", size=SMALL), NONE),
        "bmp": (picture("BMP", size=SMALL), NONE),
        "tiff": (picture("TIFF", size=SMALL), NONE),
        "ico": (picture("ICO", size=(32, 32)), NONE),
        "ppm": (picture("PPM", size=SMALL), NONE),
        "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n", NONE),
        "pdf": (b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj\n%%EOF", NONE),
        "zip": (zipped(b"x"), NONE),
        "program": (b"\x7fELF\x02\x01\x01" + bytes(200), NONE),
    }


def bombs():
    return {
        "144 million pixels": (bomb(), TOO_MUCH),
        "64 million pixels": (bomb(8_000), TOO_MUCH),
        "a png that says 2^31": (png(2**31 - 1, 2**31 - 1, b""), TOO_MUCH),
        "48 million pixels in colours": (png(8_000, 6_000, bytes(24_001) * 6_000, 2), TOO_MUCH),
        "25 million pixels of 16 bits": (png(5_000, 5_000, bytes(40_001) * 5_000, 6, 16), TOO_MUCH),
        "a jpeg that says 65,000 by 65,000": (resized_jpeg(65_000, 65_000), TOO_MUCH),
        "a webp that says 16,000 by 16,000": (resized_webp(16_000), TOO_MUCH),
        "a text that unpacks to 60 MB": (with_chunk(b"zTXt", b"a\0\0" + deflated(60)), NONE),
        "a profile that unpacks to 60 MB": (with_chunk(b"iCCP", b"a\0\0" + deflated(60)), NONE),
    }


def broken():
    jpeg, png_file = picture(), picture("PNG")
    return {
        "truncated jpeg": (jpeg[:-4000], NONE),
        "truncated png": (png_file[:-4000], NONE),
        "truncated webp": (picture("WEBP")[:-4000], NONE),
        "truncated heic": (picture("HEIF", size=(128, 96))[:-900], NONE),
        "a jpeg of its first two bytes": (jpeg[:2], NONE),
        "a jpeg without its tables": (jpeg[:2] + jpeg[-2000:], NONE),
        "a png with a wrong sum": (png_file[:60] + b"\0\0\0\0" + png_file[64:], NONE),
        "a png without pixels": (png(64, 48, None), NONE),
        "a png with too few pixels": (png(640, 480, bytes(100)), NONE),
        "a heic of noise": (noisy(picture("HEIF", size=(128, 96))), NONE),
    }


def two_things_at_once():
    jpeg = picture(size=SMALL)
    return {
        "a jpeg that is a page behind": (jpeg + SCRIPT, "image/jpeg"),
        "a jpeg that is an archive behind": (jpeg + zipped(CANARY), "image/jpeg"),
        "a jpeg with a program as its remark": (
            commented(b"<?php " + CANARY + b" ?>"),
            "image/jpeg",
        ),
        "a png with a page as its text": (with_text(), "image/png"),
        "a png that is a page behind": (picture("PNG", size=SMALL) + SCRIPT, "image/png"),
    }


def odd_but_whole():
    frames = [Image.new("RGB", SMALL, (n, n, n)) for n in range(0, 250, 5)]
    return {
        "a moving png": (moving("PNG", frames), "image/png"),
        "a moving webp": (moving("WEBP", frames), "image/webp"),
        "a jpeg of four inks": (of_mode("CMYK"), "image/jpeg"),
        "a jpeg of 60 KB of metadata": (picture(size=SMALL, exif=exif(60_000)), "image/jpeg"),
        "a jpeg whose metadata point at themselves": (looping(), "image/jpeg"),
        "a jpeg that lies in no direction": (picture(size=SMALL, exif=exif(9, 99)), "image/jpeg"),
        "a strip of 60,000 by 1": (picture(size=(60_000, 1)), "image/jpeg"),
        "a webp of noise": (noisy(of_mode("RGB", "WEBP")), NONE),
        "a single pixel": (picture(size=(1, 1)), "image/jpeg"),
        "a png of 16 bits": (of_mode("I;16", "PNG"), "image/png"),
        "a png of a palette": (of_mode("P", "PNG"), "image/png"),
    }


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, rows, colour=0, bits=8):
    """Write a PNG by hand, as no library would write what it does not hold."""
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    pixels = b"" if rows is None else chunk(b"IDAT", zlib.compress(rows, 1))
    return SIGNATURE + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def with_chunk(kind, content):
    whole = picture("PNG", size=SMALL)
    head = len(SIGNATURE) + 25
    return whole[:head] + chunk(kind, content) + whole[head:]


def deflated(megabytes):
    return zlib.compress(bytes(megabytes << 20), 9)


def zipped(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../x.php", content)
    return out.getvalue()


def resized_jpeg(width, height):
    whole = bytearray(picture(size=SMALL))
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def resized_webp(edge):
    whole = bytearray(picture("WEBP", size=SMALL))
    at = whole.index(b"\x9d\x01\x2a") + 3
    whole[at : at + 4] = struct.pack("<HH", edge, edge)
    return bytes(whole)


def noisy(whole):
    chance = random.Random(5)  # noqa: S311 - the same noise each time
    return whole[:40] + bytes(chance.randrange(256) for _ in whole[40:])


def commented(remark):
    whole = picture(size=SMALL)
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(remark) + 2) + remark + whole[2:]


def with_text():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SCRIPT.decode())
    return picture("PNG", size=SMALL, pnginfo=told)


def moving(form, frames):
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def exif(letters, orientation=6):
    told = Image.Exif()
    told[0x010E] = CANARY.decode() + "x" * letters
    told[0x0112] = orientation
    return told


def looping():
    """Write a JPEG whose list of metadata names itself as the next and as its own part."""
    entry = struct.pack(">HHII", 0x8769, 4, 1, 8)
    told = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 8)
    whole = picture(size=SMALL)
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told + whole[2:]


def of_mode(mode, form="JPEG"):
    out = io.BytesIO()
    Image.linear_gradient("L").convert(mode).save(out, form)
    return out.getvalue()
