"""A drawing board in panorama units (960 x 450) with the things a city is made of."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 960, 450
HORIZON = 165
Colour = tuple[int, int, int]
Point = tuple[float, float]


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def chinese_font(size: float, bold: bool = True) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Noto Sans CJK SC where installed, else Pillow's own font (no Chinese, but a clock)."""
    try:
        return ImageFont.truetype(f"NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc", max(6, round(size)), index=2)
    except OSError:
        return ImageFont.load_default(max(6, round(size)))


class Canvas:
    """Draws in panorama units at `scale` pixels a unit; all chance comes from `chance`, so a number draws one city."""

    def __init__(self, scale: float, chance: random.Random) -> None:
        self.scale, self.chance = scale, chance
        self.image = Image.new("RGB", (round(WIDTH * scale), round(HEIGHT * scale)))
        self.pen = ImageDraw.Draw(self.image)

    def _points(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon(self._points(points), fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, round_: float = 0) -> None:
        """A filled rectangle."""
        corners = self._points(((x, y), (x + width, y + height)))
        self.pen.rounded_rectangle([corners[0], corners[1]], round_ * self.scale, fill=colour)

    def disc(self, x: float, y: float, across: float, down: float, colour: Colour) -> None:
        """A filled ellipse around a point."""
        corners = self._points(((x - across, y - down), (x + across, y + down)))
        self.pen.ellipse([corners[0], corners[1]], fill=colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line."""
        self.pen.line(self._points(points), fill=colour, width=max(1, round(width * self.scale)), joint="curve")

    def shade(self, top: float, bottom: float, upper: Colour, lower: Colour) -> None:
        """A vertical gradient over the whole width."""
        first, last = round(top * self.scale), round(bottom * self.scale)
        ramp = np.linspace(0, 1, last - first)[:, None, None]
        rows = np.array(upper) * (1 - ramp) + np.array(lower) * ramp
        block = np.broadcast_to(rows, (last - first, self.image.width, 3)).astype(np.uint8)
        self.image.paste(Image.fromarray(block), (0, first))

    def glow(self, x: float, y: float, reach: float, colour: Colour, strength: float = 0.6) -> None:
        """A soft light."""
        size = max(4, round(reach * 2 * self.scale))
        axis = np.linspace(-1, 1, size)
        level = np.clip(1 - np.hypot(axis[:, None], axis[None, :]), 0, 1) ** 2 * 255 * strength
        mask = Image.fromarray(level.astype(np.uint8))
        self.image.paste(Image.new("RGB", mask.size, colour), self._corner(x, y, reach), mask)

    def _corner(self, x: float, y: float, reach: float) -> tuple[int, int]:
        return round((x - reach) * self.scale), round((y - reach) * self.scale)

    def write(self, x: float, y: float, text: str, size: float, colour: Colour) -> None:
        """Text centred on a point."""
        font = chinese_font(size * self.scale)
        self.pen.text((x * self.scale, y * self.scale), text, fill=colour, font=font, anchor="mm")

    def soften(self, bottom: float, radius: float) -> None:
        """Blur what was drawn above `bottom`, for distance."""
        box = (0, 0, self.image.width, round(bottom * self.scale))
        self.image.paste(self.image.crop(box).filter(ImageFilter.BoxBlur(radius * self.scale)), box)

    # -- things a city is made of ----------------------------------------------------------------------------

    def skyline(self, base: float, tall: float, wall: Colour, lit: float, window: Colour, step: float = 46) -> None:
        """A row of buildings standing on `base`; `lit` is the share of windows with light."""
        x = -20.0
        while x < WIDTH:
            width = self.chance.uniform(step * 0.6, step * 1.4)
            height = self.chance.uniform(tall * 0.45, tall)
            tone = mix(wall, (255, 255, 255), self.chance.uniform(0, 0.16))
            self.building(x, base, width, height, tone, lit, window)
            x += width + self.chance.uniform(0, step * 0.3)

    def building(
        self, x: float, base: float, width: float, height: float, wall: Colour, lit: float, window: Colour
    ) -> None:
        """One building with a shaded side, a roof line and windows."""
        self.box(x, base - height, width, height, wall)
        self.box(x + width * 0.82, base - height, width * 0.18, height, mix(wall, (0, 0, 0), 0.22))
        self.box(x - 1, base - height - 2, width + 2, 3, mix(wall, (0, 0, 0), 0.35))
        dark = mix(wall, (20, 30, 45), 0.55)
        y = base - height + 6
        while y < base - 8:
            at = x + 4
            while at < x + width * 0.8 - 3:
                self.box(at, y, 4, 4.5, window if self.chance.random() < lit else dark)
                at += 7.5
            y += 9

    def tree(self, x: float, base: float, size: float, leaf: Colour) -> None:
        """A tree with a trunk and a shaded crown."""
        self.box(x - size * 0.05, base - size * 0.5, size * 0.1, size * 0.5, mix((78, 58, 42), leaf, 0.15))
        self.disc(x, base, size * 0.35, size * 0.06, mix(leaf, (10, 12, 10), 0.7))
        for _ in range(14):
            dx, dy = self.chance.gauss(0, size * 0.17), self.chance.gauss(0, size * 0.14)
            tone = mix(leaf, (255, 255, 220) if dy < 0 else (0, 20, 0), min(0.3, abs(dy) / size))
            radius = self.chance.uniform(0.1, 0.2) * size
            self.disc(x + dx, base - size * 0.72 + dy, radius, radius * 0.9, tone)

    def lamp(self, x: float, base: float, height: float, on: bool) -> None:
        """A street lamp."""
        self.line(((x, base), (x, base - height), (x + height * 0.16, base - height)), 1.6, (92, 96, 102))
        self.box(x + height * 0.1, base - height - 1, height * 0.14, 2.6, (250, 236, 190) if on else (170, 174, 178))
        if on:
            self.glow(x + height * 0.17, base - height + 2, height * 0.5, (255, 214, 140), 0.55)

    def road(self, vanish: float, near: float, surface: Colour, lanes: int = 4, mark: Colour = (222, 222, 214)) -> None:
        """A road towards the horizon: `vanish` is where it ends, `near` half its width at the lower edge."""
        far = near * 0.05
        top, bottom = HORIZON, HEIGHT
        kerb = mix(surface, (200, 196, 188), 0.55)
        for extra, colour in ((1.1, kerb), (1.0, surface)):
            a, b = far * extra, near * extra
            self.shape(
                ((vanish - a, top), (vanish + a, top), (vanish + b, bottom), (vanish - b, bottom)),
                colour,
            )
        for lane in range(1, lanes):
            share = lane * 2 / lanes - 1
            middle = lane * 2 == lanes
            self._lane(vanish, share * far, share * near, (226, 186, 60) if middle else mark, solid=middle)

    def _lane(self, vanish: float, far: float, near: float, colour: Colour, solid: bool) -> None:
        depth, step = 0.0, 0.055
        while depth < 1:
            a, b = depth**1.7, min(1.0, depth + step * (1.02 if solid else 0.55)) ** 1.7
            width = 0.4 + 3.2 * b
            y = [HORIZON + (HEIGHT - HORIZON) * share for share in (a, b)]
            x = [vanish + far + (near - far) * share for share in (a, b)]
            self.shape(
                (
                    (x[0] - width * 0.4, y[0]),
                    (x[0] + width * 0.4, y[0]),
                    (x[1] + width / 2, y[1]),
                    (x[1] - width / 2, y[1]),
                ),
                colour,
            )
            depth += step

    def crossing(self, left: float, right: float, y: float, depth: float, colour: Colour = (226, 226, 220)) -> None:
        """Zebra stripes."""
        x = left
        while x < right:
            self.shape(((x, y), (x + 9, y), (x + 12, y + depth), (x + 1, y + depth)), colour)
            x += 19

    def ripples(self, top: float, bottom: float, colour: Colour, count: int = 260) -> None:
        """Light on water."""
        for _ in range(count):
            y = self.chance.uniform(top, bottom)
            reach = 3 + 22 * (y - top) / (bottom - top)
            x = self.chance.uniform(-10, WIDTH)
            self.line(((x, y), (x + reach, y)), 0.7 + (y - top) / 160, colour)
