"""Moving pictures out of a drawn place: crops where the head looks, adds traffic and weather, burns in clock, name."""

from __future__ import annotations

import math
import time
from datetime import datetime, timedelta, timezone
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from app.devices.drivers.rtsp.simulator.camera import CameraState
from app.devices.drivers.rtsp.simulator.canvas import HEIGHT, WIDTH, chinese_font
from app.devices.drivers.rtsp.simulator.scenes import Scene, Track, paint
from app.devices.drivers.rtsp.simulator.source import Planes, Profile
from app.devices.drivers.rtsp.simulator.sprites import Sprite, sprite

Plane = npt.NDArray[np.uint8]
VIEW = (640, 360)
CAMERA_ZONE = timezone(timedelta(hours=8))
_WEEKDAYS = "一二三四五六日"


def planes(image: Image.Image) -> Planes:
    """An RGB picture as video-range YUV 4:2:0 planes."""
    full = np.asarray(image.convert("YCbCr"), np.uint8)
    luma = (16 + full[:, :, 0].astype(np.float32) * (219 / 255) + _grain(*full.shape[:2])).astype(np.uint8)
    small = np.asarray(image.reduce(2).convert("YCbCr"), np.uint8)
    chroma = (128 + (small[:, :, 1:] - 128.0) * (224 / 255)).astype(np.uint8)
    return luma, np.ascontiguousarray(chroma[:, :, 0]), np.ascontiguousarray(chroma[:, :, 1])


def _grain(high: int, wide: int) -> npt.NDArray[np.float32]:
    """Texture, so that large areas do not look painted; stays inside the room video range leaves."""
    noise = np.random.default_rng(3).normal(0, 1.8, (128, 128)).clip(-8, 8).astype(np.float32)
    return np.tile(noise, (high // 128 + 1, wide // 128 + 1))[:high, :wide]


class ScenePainter:
    """Paints one stream of one camera; drawing the panorama (a fraction of a second) happens in the constructor."""

    def __init__(self, state: CameraState, profile: Profile, step_s: float = 0.0) -> None:
        # With a step, time passes by pictures instead of by the clock: a clip is painted faster than it plays.
        self._state, self._profile, self._step_s = state, profile, step_s
        self._painted = 0
        self._scale = profile.width // VIEW[0]
        scene = paint(state.camera.kind, state.camera.no, 2 if self._scale == 1 else self._scale)
        size = WIDTH * self._scale, HEIGHT * self._scale
        self._panorama = planes(scene.image if scene.image.size == size else scene.image.reduce(2))
        self._scene = scene
        self._weather = _weather(scene, profile.width, profile.height, self._scale)
        self._name = _label(state.camera.name, self._text_size)
        self._last: Planes | None = None
        self._begun, self._begun_at = time.monotonic(), datetime.now(CAMERA_ZONE)
        self._clock_at = ""
        self._clock: tuple[Plane, Plane] | None = None

    @property
    def _text_size(self) -> int:
        return 19 * self._scale

    def picture(self, still: bool) -> Planes:
        """The picture of this moment; `still` repeats the last one, clock and all."""
        if still and self._last is not None:
            return self._last
        self._painted += 1
        passed = self._painted * self._step_s or time.monotonic() - self._begun
        x, y, width, height = self._window()
        view = _crop(self._panorama, x, y, width, height)
        for track in self._scene.tracks:
            self._move(view, track, passed, x, y)
        view = view if width == self._profile.width else _enlarge(view, self._profile.width, self._profile.height)
        self._fall(view[0], passed)
        self._burn(view, passed)
        self._last = view
        return view

    def _window(self) -> tuple[int, int, int, int]:
        head = self._state.head
        head.settle()
        whole_x, whole_y = self._panorama[0].shape[1], self._panorama[0].shape[0]
        width = int(self._profile.width / head.zoom) & ~1
        height = int(self._profile.height / head.zoom) & ~1
        x = int((whole_x - width) * (head.pan + 1) / 2) & ~1
        y = int((whole_y - height) * (1 - head.tilt) / 2) & ~1
        return x, y, width, height

    def _move(self, view: Planes, track: Track, passed: float, x: int, y: int) -> None:
        share = (passed / track.seconds + track.phase) % 1
        near = track.begin[2] != track.end[2]
        # Perspective: what comes towards the camera seems to speed up.
        along = (share**2.2 if track.begin[2] < track.end[2] else 1 - (1 - share) ** 2.2) if near else share
        at = [a + (b - a) * along for a, b in zip(track.begin, track.end, strict=True)]
        size = max(4, round(at[2] * self._scale / 4) * 4)
        step = int(passed * 5) % 2 if track.kind == "walker" else 0
        figure = sprite(track.kind, track.colour, size, track.end[0] < track.begin[0], step)
        left = round(at[0] * self._scale) - figure.width // 2 - x
        top = round(at[1] * self._scale) - figure.height - y
        _blend(view, figure, left & ~1, top & ~1)

    def _fall(self, luma: Plane, passed: float) -> None:
        if self._weather is None:
            return
        mask, speed = self._weather
        height = luma.shape[0]
        offset = height - 1 - int(passed * speed * self._scale) % height
        np.maximum(luma, mask[offset : offset + height], out=luma)

    def _burn(self, view: Planes, passed: float) -> None:
        margin = 12 * self._scale
        _stamp(view, self._clock_label(passed), margin, margin)
        label = self._name
        right = self._profile.width - margin - label[0].shape[1]
        _stamp(view, label, right & ~1, (self._profile.height - margin - label[0].shape[0]) & ~1)

    def _clock_label(self, passed: float) -> tuple[Plane, Plane]:
        now = self._begun_at + timedelta(seconds=passed)
        text = f"{now:%Y-%m-%d} 星期{_WEEKDAYS[now.weekday()]} {now:%H:%M:%S}.{now.microsecond // 100_000}"
        if text != self._clock_at or self._clock is None:
            self._clock_at, self._clock = text, _joined(text, self._text_size)
        return self._clock


def _crop(whole: Planes, x: int, y: int, width: int, height: int) -> Planes:
    luma, blue, red = whole
    half = np.s_[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2]
    return luma[y : y + height, x : x + width].copy(), blue[half].copy(), red[half].copy()


def _enlarge(view: Planes, width: int, height: int) -> Planes:
    luma, blue, red = view
    return (
        _nearest(luma, width, height),
        _nearest(blue, width // 2, height // 2),
        _nearest(red, width // 2, height // 2),
    )


def _nearest(plane: Plane, width: int, height: int) -> Plane:
    rows = np.arange(height) * plane.shape[0] // height
    columns = np.arange(width) * plane.shape[1] // width
    return np.ascontiguousarray(plane[rows][:, columns])


def _blend(view: Planes, figure: Sprite, left: int, top: int) -> None:
    height, width = view[0].shape
    x0, x1 = max(left, 0), min(left + figure.width, width)
    y0, y1 = max(top, 0), min(top + figure.height, height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    for plane, colour, cover, by in zip(view, figure.planes, figure.covers, (1, 2, 2), strict=True):
        target = plane[y0 // by : y1 // by, x0 // by : x1 // by]
        part = np.s_[
            (y0 - top) // by : (y0 - top) // by + target.shape[0],
            (x0 - left) // by : (x0 - left) // by + target.shape[1],
        ]
        np.copyto(target, colour[part], where=cover[part])


def _stamp(view: Planes, label: tuple[Plane, Plane], left: int, top: int) -> None:
    ink, cover = label
    height, width = ink.shape
    if left < 0 or left + width > view[0].shape[1]:
        return
    np.copyto(view[0][top : top + height, left : left + width], ink, where=cover > 0)
    half = cover[::2, ::2] > 0
    for plane in view[1:]:
        np.copyto(plane[top // 2 : top // 2 + half.shape[0], left // 2 : left // 2 + half.shape[1]], 128, where=half)


@cache
def _label(text: str, size: int) -> tuple[Plane, Plane]:
    """White text with a dark edge: (brightness, cover), even sized."""
    font = chinese_font(size)
    edge = max(1, size // 12)
    width = (math.ceil(font.getlength(text)) + 2 * edge + 2) & ~1
    height = (round(size * 1.5)) & ~1
    image = Image.new("LA", (width, height), (0, 0))
    ImageDraw.Draw(image).text(
        (edge, height / 2), text, font=font, fill=(235, 255), stroke_width=edge, stroke_fill=(16, 255), anchor="lm"
    )
    pixels = np.asarray(image, np.uint8)
    return np.ascontiguousarray(pixels[:, :, 0]), np.where(pixels[:, :, 1] > 100, np.uint8(255), np.uint8(0))


@cache
def _glyph(character: str, size: int) -> tuple[Plane, Plane]:
    return _label(character, size)


def _joined(text: str, size: int) -> tuple[Plane, Plane]:
    glyphs = [_glyph(character, size) for character in text]
    return np.hstack([ink for ink, _ in glyphs]), np.hstack([cover for _, cover in glyphs])


def _weather(scene: Scene, width: int, height: int, scale: int) -> tuple[Plane, float] | None:
    """A falling pattern twice the height of the picture, so that any offset can be cut from it, and its speed."""
    if not scene.weather:
        return None
    rain = scene.weather == "rain"
    chance = np.random.default_rng(7)
    image = Image.new("L", (width, height))
    pen = ImageDraw.Draw(image)
    for x, y in chance.uniform((0, 0), (width, height), (150, 2)):
        if rain:
            pen.line((x, y, x - 2 * scale, y + 14 * scale), fill=178, width=scale)
        else:
            radius = chance.uniform(0.8, 2.4) * scale
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=228)
    pattern = np.asarray(image, np.uint8)
    return np.vstack((pattern, pattern)), 420.0 if rain else 70.0
