"""Photos of the street, drawn by ourselves: the trouble before, the same spot after, and the sky of the hour."""

import io
import random
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

_W, _H = 640, 480
_DARK = frozenset({"part-0118", "part-0120"})
Pen = ImageDraw.ImageDraw


@cache
def photo(matter_id: str, stage: str, variant: int) -> bytes:
    """Return a JPEG of a matter, `stage` before or after; the same `variant` is the same spot in both."""
    rng = random.Random(f"{matter_id}-{variant}")
    image = Image.new("RGB", (_W, _H))
    pen = ImageDraw.Draw(image)
    _street(pen, rng)
    if matter_id in _DARK:
        image = ImageEnhance.Brightness(image).enhance(0.3)
        pen = ImageDraw.Draw(image)
    if stage == "before":
        _trouble(matter_id)(pen, random.Random(f"{matter_id}-{variant}-trouble"))
    elif matter_id in _DARK:
        _lamp_lit(pen, random.Random(f"{matter_id}-{variant}-trouble"))
    image = image.filter(ImageFilter.GaussianBlur(0.7))
    noise = Image.effect_noise((_W, _H), 14).convert("RGB")
    image = Image.blend(image, noise, 0.05)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _street(pen: Pen, rng: random.Random) -> None:
    sky = rng.choice([(186, 208, 226), (205, 213, 220), (222, 214, 200), (150, 170, 196)])
    for y in range(200):
        fade = y / 200
        pen.line([(0, y), (_W, y)], fill=tuple(int(c + (238 - c) * fade) for c in sky))
    pen.polygon([(0, 168), (150, 118), (330, 150), (480, 104), (640, 158), (640, 215), (0, 215)], fill=(150, 150, 122))
    pen.rectangle([0, 205, _W, 292], fill=(140, 134, 126))
    x = -20
    while x < _W:
        width, height = rng.randint(70, 130), rng.randint(90, 190)
        shade = rng.choice([(196, 176, 150), (178, 168, 160), (203, 190, 172), (160, 152, 148), (190, 150, 128)])
        _house(pen, x, width, height, shade, rng)
        x += width + rng.randint(0, 14)
    pen.rectangle([0, 290, _W, 340], fill=(172, 166, 158))
    for k in range(-2, 24):
        pen.line([(k * 34, 290), (k * 46 - 90, 340)], fill=(150, 145, 138))
    pen.polygon([(0, 340), (_W, 340), (_W, _H), (0, _H)], fill=(92, 93, 97))
    pen.line([(0, 343), (_W, 343)], fill=(196, 196, 190), width=5)
    for k in range(5):
        pen.polygon(
            [(k * 160 - 20, 424), (k * 160 + 60, 424), (k * 160 + 52, 432), (k * 160 - 30, 432)], fill=(226, 224, 214)
        )
    _tree(pen, rng.randint(40, 240), rng)
    _tree(pen, rng.randint(400, 600), rng)


def _house(pen: Pen, x: int, width: int, height: int, shade: tuple[int, int, int], rng: random.Random) -> None:
    top = 292 - height
    pen.rectangle([x, top, x + width, 292], fill=shade)
    for row in range(top + 14, 240, 30):
        for column in range(x + 9, x + width - 16, 24):
            glass = rng.choice([(88, 104, 122), (110, 124, 138), (70, 84, 100)])
            pen.rectangle([column, row, column + 13, row + 17], fill=glass)
    sign = rng.choice([(170, 58, 48), (40, 96, 140), (44, 122, 88), (190, 130, 40)])
    pen.rectangle([x + 4, 246, x + width - 4, 259], fill=sign)
    pen.rectangle([x + 10, 262, x + width - 10, 292], fill=(74, 80, 86))


def _tree(pen: Pen, x: int, rng: random.Random) -> None:
    pen.rectangle([x - 4, 216, x + 4, 306], fill=(96, 78, 60))
    for _ in range(26):
        dx, dy, r = rng.randint(-44, 44), rng.randint(-46, 34), rng.randint(14, 26)
        green = rng.choice([(86, 118, 68), (104, 134, 78), (72, 104, 60)])
        pen.ellipse([x + dx - r, 206 + dy - r, x + dx + r, 206 + dy + r], fill=green)


def _heap(pen: Pen, rng: random.Random) -> None:
    for _ in range(70):
        x, y, r = rng.gauss(330, 66), rng.gauss(330, 15), rng.randint(6, 18)
        colour = rng.choice(
            [(60, 64, 70), (210, 206, 196), (60, 96, 140), (170, 64, 52), (186, 160, 110), (236, 236, 232)]
        )
        pen.ellipse([x - r, y - r * 0.7, x + r, y + r * 0.7], fill=colour)


def _spoil(pen: Pen, rng: random.Random) -> None:
    pen.polygon([(200, 360), (260, 306), (330, 282), (420, 300), (480, 360)], fill=(158, 132, 98))
    for _ in range(150):
        x, y = rng.uniform(205, 476), rng.uniform(304, 360)
        r = rng.uniform(2, 8)
        pen.ellipse([x - r, y - r, x + r, y + r], fill=rng.choice([(132, 110, 84), (176, 152, 118), (120, 104, 92)]))


def _hole(pen: Pen, rng: random.Random) -> None:
    x = rng.randint(260, 360)
    pen.ellipse([x - 66, 372, x + 66, 424], fill=(62, 60, 60))
    pen.ellipse([x - 54, 378, x + 54, 420], fill=(24, 23, 24))
    for turn in (-1, 1):
        pen.polygon(
            [(x + turn * 110 - 14, 430), (x + turn * 110 + 14, 430), (x + turn * 110, 366)], fill=(224, 104, 40)
        )
        pen.line([(x + turn * 110 - 8, 404), (x + turn * 110 + 8, 404)], fill=(240, 240, 236), width=6)


def _pool(pen: Pen, rng: random.Random) -> None:
    pen.ellipse([60, 352, 600, 470], fill=(118, 132, 146))
    for _ in range(34):
        x, y = rng.randint(90, 560), rng.randint(366, 456)
        pen.line([(x, y), (x + rng.randint(14, 60), y)], fill=(172, 186, 198), width=2)


def _stalls(pen: Pen, rng: random.Random) -> None:
    for k in range(3):
        x = 140 + k * 130 + rng.randint(-12, 12)
        pen.polygon(
            [(x, 250), (x + 104, 250), (x + 116, 276), (x - 12, 276)],
            fill=rng.choice([(196, 62, 50), (48, 110, 164), (226, 176, 60)]),
        )
        pen.rectangle([x + 4, 276, x + 10, 336], fill=(90, 90, 92))
        pen.rectangle([x + 92, 276, x + 98, 336], fill=(90, 90, 92))
        pen.rectangle([x, 308, x + 102, 334], fill=(150, 112, 76))
        for _ in range(16):
            fx, fy = x + rng.randint(6, 94), rng.randint(302, 312)
            pen.ellipse(
                [fx - 6, fy - 6, fx + 6, fy + 6], fill=rng.choice([(214, 96, 40), (200, 40, 44), (120, 160, 60)])
            )


def _vehicles(pen: Pen, rng: random.Random) -> None:
    for k in range(3):
        x, colour = 70 + k * 190, rng.choice([(232, 232, 230), (60, 66, 74), (150, 40, 40), (70, 100, 140)])
        pen.rounded_rectangle([x, 306, x + 160, 358], 14, fill=colour)
        pen.polygon([(x + 32, 308), (x + 52, 278), (x + 112, 278), (x + 134, 308)], fill=colour)
        pen.polygon([(x + 42, 306), (x + 57, 284), (x + 107, 284), (x + 123, 306)], fill=(90, 108, 124))
        for wheel in (x + 36, x + 124):
            pen.ellipse([wheel - 16, 342, wheel + 16, 374], fill=(30, 30, 32))


def _bicycles(pen: Pen, rng: random.Random) -> None:
    for k in range(9):
        x, y = 90 + k * 52 + rng.randint(-10, 10), 330 + rng.randint(-10, 14)
        colour = rng.choice([(40, 130, 200), (240, 190, 40), (60, 160, 90)])
        for wheel in (x, x + 42):
            pen.ellipse([wheel - 16, y - 16, wheel + 16, y + 16], outline=(36, 36, 38), width=3)
        pen.line([(x, y), (x + 16, y - 26), (x + 42, y), (x + 18, y), (x + 16, y - 26)], fill=colour, width=4)


def _posters(pen: Pen, rng: random.Random) -> None:
    for _ in range(22):
        x, y = rng.randint(120, 500), rng.randint(226, 284)
        paper = rng.choice([(244, 240, 220), (250, 220, 90), (236, 150, 150), (200, 226, 240)])
        pen.rectangle([x, y, x + 22, y + 28], fill=paper)
        pen.line([(x + 4, y + 8), (x + 18, y + 8)], fill=(90, 90, 90), width=2)
        pen.line([(x + 4, y + 14), (x + 16, y + 14)], fill=(150, 60, 60), width=2)


def _lamp_out(pen: Pen, rng: random.Random) -> None:
    _lamp(pen, rng, (52, 54, 60))


def _lamp_lit(pen: Pen, rng: random.Random) -> None:
    _lamp(pen, rng, (255, 236, 178))


def _lamp(pen: Pen, rng: random.Random, light: tuple[int, int, int]) -> None:
    x = rng.randint(250, 380)
    pen.rectangle([x - 4, 70, x + 4, 336], fill=(96, 98, 104))
    pen.line([(x, 76), (x + 90, 62)], fill=(96, 98, 104), width=7)
    pen.rectangle([x + 66, 57, x + 116, 72], fill=light)


def _snow(pen: Pen, rng: random.Random) -> None:
    pen.polygon([(0, 332), (_W, 322), (_W, 470), (0, 452)], fill=(226, 232, 238))
    for _ in range(220):
        x, y = rng.randint(0, _W), rng.randint(0, _H)
        pen.ellipse([x, y, x + 4, y + 4], fill=(246, 248, 250))


def _smoke(pen: Pen, rng: random.Random) -> None:
    for k in range(42):
        x, y, r = 330 + rng.gauss(0, 10 + k), 336 - k * 6, 10 + k * 1.3
        grey = 120 + k * 2
        pen.ellipse([x - r, y - r, x + r, y + r], fill=(grey, grey, grey - 4))
    pen.polygon([(310, 346), (330, 300), (342, 322), (356, 296), (366, 346)], fill=(232, 122, 40))


_LOOKS: dict[str, Callable[[Pen, random.Random], None]] = {
    matter: look
    for look, matters in (
        (_heap, "event-0102 event-0106 event-0108 part-0305"),
        (_spoil, "event-0103 event-0104 event-0112 event-0507 event-0302 part-0405 part-0402"),
        (_posters, "event-0201 event-0202 event-0203 part-0307 event-0205"),
        (_pool, "event-0404 event-0402 event-0405 event-0406"),
        (_snow, "event-0407"),
        (_smoke, "event-0115 event-0510"),
        (_stalls, "event-0501 event-0504"),
        (_vehicles, "event-0505 event-0107"),
        (_bicycles, "event-0506"),
        (_lamp_out, "part-0118 part-0120"),
        (_hole, "event-0401 event-0110"),
    )
    for matter in matters.split()
}


def _trouble(matter_id: str) -> Callable[[Pen, random.Random], None]:
    if matter_id.startswith("part-01"):
        return _LOOKS.get(matter_id, _hole)
    return _LOOKS.get(matter_id, _heap)
