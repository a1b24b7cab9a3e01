"""A painted workshop, so that pictures of screens show something like a photo."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIZE = (2400, 1800)


def paint_workshop(path: Path, n: int) -> Path:
    """Paint a factory yard; another `n` stands elsewhere in it."""
    sky = Image.linear_gradient("L").resize(SIZE).point(lambda light: 150 + light // 4)
    picture = Image.merge("RGB", [sky.point(lambda light: light - 25), sky, sky])
    pen = ImageDraw.Draw(picture)
    left = 200 + 500 * (n - 1)
    pen.rectangle((0, 1250, *SIZE), fill=(128, 126, 120))
    pen.rectangle((left, 500, left + 1500, 1300), fill=(196, 190, 178))
    pen.polygon([(left - 60, 520), (left + 750, 300), (left + 1560, 520)], fill=(120, 74, 60))
    for column in range(5):
        x = left + 110 + column * 270
        pen.rectangle((x, 640, x + 170, 860), fill=(92, 116, 130), outline="white", width=12)
    pen.rectangle((left + 600, 950, left + 900, 1300), fill=(84, 92, 98))
    pen.rectangle((left + 1250, 80, left + 1350, 560), fill=(150, 146, 140))
    picture.filter(ImageFilter.GaussianBlur(3)).save(path, quality=90)
    return path
