"""Small figures for the streets: cars, buses, boats and people as YUV with a cover, drawn once for each size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from app.devices.drivers.rtsp.simulator.canvas import Colour, mix

Plane = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
_DRAWN_WIDTH = 160
_SHAPE = {"car": 0.8, "bus": 1.15, "sidecar": 0.42, "truck": 0.5, "boat": 0.45, "walker": 2.2}


@dataclass(frozen=True)
class Sprite:
    """A figure: three planes and their covers, even sized."""

    width: int
    height: int
    planes: tuple[Plane, Plane, Plane]
    covers: tuple[Mask, Mask, Mask]


@cache
def sprite(kind: str, colour: Colour, size: int, mirrored: bool, step: int) -> Sprite:
    """The figure of a kind, `size` pixels wide (people: high), walking to the left when mirrored."""
    shape = _SHAPE[kind]
    width = max(2, (size if shape < 2 else round(size / shape)) & ~1)
    height = max(2, round(width * shape) & ~1)
    image = Image.new("RGBA", (_DRAWN_WIDTH, round(_DRAWN_WIDTH * shape)), (0, 0, 0, 0))
    _FIGURES[kind](ImageDraw.Draw(image), image.width, image.height, colour, step)
    if mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return _converted(image.resize((width, height), Image.Resampling.LANCZOS))


def _converted(image: Image.Image) -> Sprite:
    yuv = np.asarray(image.convert("RGB").convert("YCbCr"), np.float32)
    cover = np.asarray(image.getchannel("A")) > 110
    luma = (16 + yuv[:, :, 0] * (219 / 255)).astype(np.uint8)
    small = yuv[::2, ::2, 1:]
    chroma = (128 + (small - 128) * (224 / 255)).astype(np.uint8)
    half = cover[::2, ::2]
    planes = (luma, np.ascontiguousarray(chroma[:, :, 0]), np.ascontiguousarray(chroma[:, :, 1]))
    return Sprite(image.width, image.height, planes, (cover, half, half))


def _car(pen: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, _step: int) -> None:
    pen.ellipse((4, h * 0.86, w - 4, h), fill=(30, 32, 36, 255))
    pen.rounded_rectangle((w * 0.16, h * 0.06, w * 0.84, h * 0.6), w * 0.14, fill=mix(colour, (0, 0, 0), 0.12))
    pen.rounded_rectangle((w * 0.22, h * 0.13, w * 0.78, h * 0.42), w * 0.08, fill=(52, 66, 80))
    pen.rounded_rectangle((w * 0.04, h * 0.42, w * 0.96, h * 0.88), w * 0.08, fill=colour)
    for x in (0.08, 0.74):
        pen.rounded_rectangle((w * x, h * 0.52, w * (x + 0.18), h * 0.64), 6, fill=(255, 246, 210))
        pen.rectangle((w * x, h * 0.86, w * (x + 0.16), h * 0.97), fill=(22, 22, 24))
    pen.rectangle((w * 0.38, h * 0.68, w * 0.62, h * 0.78), fill=(40, 84, 170))


def _bus(pen: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, _step: int) -> None:
    pen.rounded_rectangle((4, 4, w - 4, h * 0.92), 14, fill=(46, 132, 104))
    pen.rounded_rectangle((w * 0.1, h * 0.18, w * 0.9, h * 0.56), 8, fill=(50, 62, 74))
    pen.rectangle((w * 0.2, h * 0.06, w * 0.8, h * 0.14), fill=(255, 176, 60))
    pen.rectangle((w * 0.06, h * 0.62, w * 0.94, h * 0.68), fill=mix(colour, (255, 255, 255), 0.4))
    for x in (0.1, 0.74):
        pen.rectangle((w * x, h * 0.74, w * (x + 0.16), h * 0.8), fill=(255, 246, 210))
        pen.rectangle((w * x, h * 0.9, w * (x + 0.16), h), fill=(22, 22, 24))


def _sidecar(pen: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, _step: int) -> None:
    pen.polygon(
        ((w * 0.2, h * 0.45), (w * 0.34, h * 0.08), (w * 0.7, h * 0.08), (w * 0.84, h * 0.45)),
        fill=mix(colour, (0, 0, 0), 0.1),
    )
    pen.polygon(
        ((w * 0.26, h * 0.44), (w * 0.37, h * 0.15), (w * 0.5, h * 0.15), (w * 0.5, h * 0.44)), fill=(60, 76, 90)
    )
    pen.polygon(
        ((w * 0.53, h * 0.44), (w * 0.53, h * 0.15), (w * 0.68, h * 0.15), (w * 0.78, h * 0.44)), fill=(60, 76, 90)
    )
    pen.rounded_rectangle((w * 0.02, h * 0.42, w * 0.98, h * 0.82), w * 0.06, fill=colour)
    pen.rectangle((w * 0.92, h * 0.5, w * 0.98, h * 0.6), fill=(255, 246, 210))
    pen.rectangle((w * 0.02, h * 0.5, w * 0.06, h * 0.6), fill=(220, 40, 40))
    for x in (0.2, 0.78):
        _wheel(pen, w * x, h * 0.82, h * 0.18)


def _truck(pen: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, _step: int) -> None:
    pen.polygon(((w * 0.02, h * 0.2), (w * 0.7, h * 0.12), (w * 0.66, h * 0.78), (w * 0.06, h * 0.78)), fill=colour)
    pen.polygon(((w * 0.06, h * 0.2), (w * 0.3, h * 0.04), (w * 0.64, h * 0.13)), fill=(120, 92, 60))
    pen.rounded_rectangle((w * 0.72, h * 0.26, w * 0.97, h * 0.8), 8, fill=mix(colour, (255, 255, 255), 0.3))
    pen.rectangle((w * 0.84, h * 0.32, w * 0.95, h * 0.52), fill=(60, 76, 90))
    for x in (0.16, 0.36, 0.82):
        _wheel(pen, w * x, h * 0.82, h * 0.17)


def _wheel(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(24, 24, 26))
    pen.ellipse((x - radius * 0.5, y - radius * 0.5, x + radius * 0.5, y + radius * 0.5), fill=(160, 164, 168))


def _boat(pen: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, _step: int) -> None:
    pen.rectangle((w * 0.25, h * 0.2, w * 0.7, h * 0.62), fill=(230, 224, 212))
    for x in (0.3, 0.42, 0.54):
        pen.rectangle((w * x, h * 0.3, w * (x + 0.08), h * 0.46), fill=(255, 220, 140))
    pen.polygon(((w * 0.02, h * 0.58), (w * 0.98, h * 0.58), (w * 0.86, h * 0.94), (w * 0.12, h * 0.94)), fill=colour)
    pen.line((w * 0.5, h * 0.02, w * 0.5, h * 0.2), fill=(90, 90, 94), width=3)


def _walker(pen: ImageDraw.ImageDraw, w: int, h: int, colour: Colour, step: int) -> None:
    legs = (46, 50, 62)
    reach = w * (0.2 if step else 0.06)
    for side in (-1, 1):
        pen.line((w * 0.5, h * 0.6, w * 0.5 + side * reach, h * 0.97), fill=legs, width=round(w * 0.17))
    pen.rounded_rectangle((w * 0.27, h * 0.22, w * 0.73, h * 0.64), w * 0.18, fill=colour)
    pen.line(
        (w * 0.7, h * 0.3, w * 0.78 + reach * 0.4, h * 0.56), fill=mix(colour, (0, 0, 0), 0.2), width=round(w * 0.13)
    )
    pen.ellipse((w * 0.33, h * 0.02, w * 0.67, h * 0.2), fill=(226, 184, 152))
    pen.pieslice((w * 0.31, h * 0.0, w * 0.69, h * 0.2), 170, 370, fill=(38, 32, 30))


_FIGURES = {"car": _car, "bus": _bus, "sidecar": _sidecar, "truck": _truck, "boat": _boat, "walker": _walker}
