"""The session description a camera answers DESCRIBE with: which track is the picture and how it is coded."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class VideoTrack:
    """The picture track: control address, payload type, `codec` "H264" or "H265", parameter sets as NAL units."""

    control: str
    payload: int
    codec: str
    parameter_sets: tuple[bytes, ...] = ()
    clock: int = 90_000


def video_track(text: str, base: str) -> VideoTrack | None:
    """The first H.264 or H.265 track of a description fetched from `base`; None where there is none."""
    session, *medias = re.split(r"(?m)^(?=m=)", text.replace("\r\n", "\n"))
    root = _attribute(session, "control")
    base = root if root.startswith("rtsp://") else base
    tracks = (_track(media, base) for media in medias if media.startswith("m=video"))
    return next((track for track in tracks if track is not None), None)


def _track(media: str, base: str) -> VideoTrack | None:
    words = media.split("\n", 1)[0].split()
    payload = int(words[3]) if len(words) > 3 and words[3].isdigit() else -1
    mapped = re.search(rf"(?m)^a=rtpmap:{payload}\s+(\w+)/(\d+)", media)
    codec = mapped.group(1).upper() if mapped else ""
    if codec not in ("H264", "H265", "HEVC"):
        return None
    clock = int(mapped.group(2)) if mapped else 90_000
    codec = "H265" if codec == "HEVC" else codec
    return VideoTrack(_join(base, _attribute(media, "control")), payload, codec, _sets(media, payload), clock)


def _attribute(text: str, name: str) -> str:
    found = re.search(rf"(?m)^a={name}:(.*)$", text)
    return found.group(1).strip() if found else ""


def _join(base: str, control: str) -> str:
    if control.startswith("rtsp://"):
        return control
    if control in ("", "*"):
        return base
    return base.rstrip("/") + "/" + control.lstrip("/")


def _sets(media: str, payload: int) -> tuple[bytes, ...]:
    line = re.search(rf"(?m)^a=fmtp:{payload}\s+(.*)$", media)
    fields = dict(re.findall(r"([\w-]+)=([^;\s]+)", line.group(1))) if line else {}
    names = ("sprop-vps", "sprop-sps", "sprop-pps", "sprop-parameter-sets")
    texts = [text for name in names for text in fields.get(name, "").split(",") if text]
    return tuple(nal for nal in map(_decoded, texts) if nal)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def describe(name: str, codec: str, parameter_sets: tuple[bytes, ...], fps: float) -> str:
    """Write the description of one picture track, as the simulator answers."""
    sets = ",".join(base64.b64encode(nal).decode() for nal in parameter_sets)
    level = parameter_sets[0][1:4].hex() if parameter_sets else "42c01f"
    return "\r\n".join(
        (
            "v=0",
            "o=- 0 0 IN IP4 0.0.0.0",
            f"s={name}",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=control:*",
            "a=range:npt=0-",
            "m=video 0 RTP/AVP 96",
            f"a=rtpmap:96 {codec}/90000",
            f"a=fmtp:96 packetization-mode=1;profile-level-id={level};sprop-parameter-sets={sets}",
            f"a=framerate:{fps:g}",
            "a=control:trackID=1",
            "",
        )
    )
