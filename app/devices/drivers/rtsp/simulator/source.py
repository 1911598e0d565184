"""Where a simulated stream gets its coded pictures: encoded live while watched, or a clip encoded once and repeated."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import av
import numpy as np
import numpy.typing as npt

from app.devices.drivers.rtsp.codec.rtp import nal_units

Planes = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]
_NO_PICTURE = (6, 9)


@dataclass(frozen=True)
class Profile:
    """One of a camera's two streams."""

    name: str
    width: int
    height: int
    fps: int
    bit_rate: int


MAIN = Profile("main", 1920, 1080, 15, 3_000_000)
SUB = Profile("sub", 640, 360, 15, 450_000)
PROFILES = {profile.name: profile for profile in (MAIN, SUB)}


class Painter(Protocol):
    """Draws one stream's pictures as YUV 4:2:0 planes."""

    def picture(self, still: bool) -> Planes:
        """The picture of this moment; `still` repeats the last one, clock and all."""
        ...


class Encoder:
    """x264 without delay, a key frame every two seconds or when a viewer joins; live coding is at its fastest."""

    def __init__(self, profile: Profile, preset: str = "ultrafast") -> None:
        context: Any = av.CodecContext.create("libx264", "w")
        context.width, context.height, context.pix_fmt = profile.width, profile.height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, profile.fps), Fraction(profile.fps)
        context.bit_rate, context.gop_size, context.thread_count = profile.bit_rate, profile.fps * 2, 1
        context.options = {"preset": preset, "tune": "zerolatency", "x264-params": "scenecut=0:slices=1:qpmin=20"}
        self._context = context
        self._frame: Any = av.VideoFrame(profile.width, profile.height, "yuv420p")
        self._number = 0
        self.parameter_sets: tuple[bytes, ...] = ()

    def encode(self, planes: Planes, key: bool = False) -> list[bytes]:
        """NAL units of one picture; a key picture starts with its parameter sets."""
        for plane, data in zip(self._frame.planes, planes, strict=True):
            _fill(plane, data)
        self._frame.pts = self._number
        self._frame.pict_type = av.video.frame.PictureType.I if key else av.video.frame.PictureType.NONE
        self._number += 1
        nals = [nal for packet in self._context.encode(self._frame) for nal in nal_units(bytes(packet))]
        sets = tuple(nal for nal in nals if nal[0] & 31 in (7, 8))
        self.parameter_sets = sets or self.parameter_sets
        return [nal for nal in nals if nal[0] & 31 not in _NO_PICTURE]


def _fill(plane: Any, data: npt.NDArray[np.uint8]) -> None:
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    rows[: data.shape[0], : data.shape[1]] = data


class LiveSource:
    """Paints and encodes each picture when it is asked for; expects to be asked `fps` times a second."""

    def __init__(self, profile: Profile, painter: Painter) -> None:
        self.profile = profile
        self._painter, self._encoder = painter, Encoder(profile)
        self._last: list[bytes] = []
        self.next(True, False)

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """For the session description."""
        return self._encoder.parameter_sets

    def next(self, key: bool, still: bool) -> list[bytes]:
        """NAL units of the next picture; `still` = the camera is frozen and codes the same picture again."""
        return self._encoder.encode(self._painter.picture(still), key)


class ClipSource:
    """A clip encoded once; each viewer group walks through it on its own."""

    def __init__(self, profile: Profile, clip: list[list[bytes]], sets: tuple[bytes, ...], start: int = 0) -> None:
        self.profile, self.parameter_sets = profile, sets
        self._clip, self._at = clip, start

    def next(self, key: bool, still: bool) -> list[bytes]:
        """The next picture, the last one again when frozen."""
        del key  # every second of the clip has a key frame; a viewer waits for it as with a real camera
        if not still:
            self._at = (self._at + 1) % len(self._clip)
        return self._clip[0 if still else self._at]


def encode_clip(profile: Profile, painter: Painter, seconds: int) -> tuple[list[list[bytes]], tuple[bytes, ...]]:
    """Encode a clip as cameras do, with all tools of the coder and a key frame each second: (pictures, sets)."""
    encoder = Encoder(profile, "medium")
    pictures = [
        encoder.encode(painter.picture(False), key=number % profile.fps == 0) for number in range(seconds * profile.fps)
    ]
    return pictures, encoder.parameter_sets
