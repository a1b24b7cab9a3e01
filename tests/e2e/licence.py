"""A business licence with its QR code, as a camera sees it."""

from io import BytesIO

import segno
from PIL import Image, ImageDraw

SEEN = (1280, 720)
CODE_AT = (760, 120)


def licence_held_still(text: str) -> bytes:
    """Return a JPEG, which is also the shortest film in Motion JPEG."""
    seen = Image.new("RGB", SEEN, "#5c4a3a")
    ImageDraw.Draw(seen).rectangle((180, 60, 1100, 680), fill="#f4ecd8", outline="#b03020", width=6)
    seen.paste(_code(text).rotate(4, fillcolor="#f4ecd8"), CODE_AT)
    file = BytesIO()
    seen.save(file, "JPEG", quality=80)
    return file.getvalue()


def _code(text: str) -> Image.Image:
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    return Image.open(drawn).convert("RGB").resize((280, 280))
