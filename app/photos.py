"""Photographs made safe to keep and to send: upright, without what the camera wrote into them, the facts told apart."""

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from app.domain.clock import HALL_ZONE
from app.domain.errors import Rejected

MIMES = {"JPEG": "image/jpeg", "PNG": "image/png"}
"""What a photo is after it has been made safe."""
_READ = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_MOST_PIXELS = 120_000_000
_QUALITY = 92
_ORIENTATION, _EXIF_IFD, _GPS_IFD = 0x0112, 0x8769, 0x8825
_TAKEN, _OFFSET, _WRITTEN = 0x9003, 0x9011, 0x0132
_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """The safe copy in bytes and pixels, and when and where the photo said that it was taken."""

    size: int
    mime: str
    width: int
    height: int
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def safe_copy(src: Path, dst: Path) -> PhotoFacts:
    """Write an upright copy of `src` without EXIF, GPS, XMP or comments to `dst` and return what the photo told.

    A JPEG that stands upright already keeps its very pixels; any other format becomes JPEG, PNG stays PNG. The copy
    appears only when it is whole. Raises Rejected: photo.unknown, photo.damaged, photo.too_large; OSError.
    """
    data, facts = safe_bytes(src.read_bytes())
    part = dst.with_name(dst.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(dst)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return facts


def safe_bytes(data: bytes) -> tuple[bytes, PhotoFacts]:
    """Return the safe copy of a picture's bytes and what it told. Raises Rejected as `safe_copy` does."""
    try:
        with Image.open(io.BytesIO(data), formats=_READ) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise Rejected("photo.too_large", f"{image.width} × {image.height}")
            exif = image.getexif()
            safe = _safe(image, data, exif.get(_ORIENTATION, 1))
            facts = _facts(exif)
        with Image.open(io.BytesIO(safe)) as image:
            image.load()  # what is kept must be whole itself
            mime, width, height = MIMES[str(image.format)], image.width, image.height
    except UnidentifiedImageError as wrong:
        raise Rejected("photo.unknown", str(wrong)[:80]) from wrong
    except Image.DecompressionBombError as wrong:
        raise Rejected("photo.too_large", str(wrong)[:80]) from wrong
    except Rejected:
        raise
    except Exception as wrong:  # the edge to Pillow: a damaged picture fails in as many ways as there are formats
        raise Rejected("photo.damaged", type(wrong).__name__) from wrong
    return safe, PhotoFacts(len(safe), mime, width, height, **facts)


def _safe(image: Image.Image, data: bytes, orientation: Any) -> bytes:
    image.load()  # a file cut in half is found here
    if image.format in ("JPEG", "MPO") and orientation in (0, 1):
        return _stripped(data)
    upright, out = ImageOps.exif_transpose(image), io.BytesIO()
    profile = image.info.get("icc_profile")
    if image.format == "PNG":
        _bare(upright, "RGBA" if upright.has_transparency_data else "RGB").save(out, "PNG", icc_profile=profile)
    else:
        _bare(upright, "RGB").save(out, "JPEG", quality=_QUALITY, icc_profile=profile)
    return out.getvalue()


def _bare(image: Image.Image, mode: str) -> Image.Image:
    """The pixels alone, on white: Pillow would write the remarks of the image it has read into the new file."""
    fresh = Image.new(mode, image.size, (255, 255, 255, 0)[: len(mode)])
    if mode == "RGB" and image.has_transparency_data:
        clear = image.convert("RGBA")
        fresh.paste(clear, mask=clear.getchannel("A"))
    else:
        fresh.paste(image.convert(mode))
    return fresh


def _stripped(data: bytes) -> bytes:
    """A JPEG without its remarks: only what draws the picture is kept, and nothing after its end."""
    kept = [b"\xff\xd8"]
    kept += [segment for marker, segment in _segments(data) if _draws(marker, segment)]
    return b"".join(kept) + b"\xff\xd9"


def _draws(marker: int, segment: bytes) -> bool:
    """Frames, tables and scans draw; of the applications' own only what says how to read the colours."""
    named = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
    if marker in named:
        return segment[4:].startswith(named[marker])
    return 0xC0 <= marker <= 0xCF or 0xDA <= marker <= 0xDF


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG up to its end; that of a scan brings the picture's data along."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise ValueError("no marker")
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xD9:
            return
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[place:end]
        place = end


def _end_of_scan(data: bytes, place: int) -> int:
    while (place := data.find(b"\xff", place)) >= 0 and place + 1 < len(data):
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2
    return len(data)


def _facts(exif: Image.Exif) -> dict[str, Any]:
    spot = _spot(exif.get_ifd(_GPS_IFD))
    return {"taken_at": _taken(exif), "lon": spot[0] if spot else None, "lat": spot[1] if spot else None}


def _taken(exif: Image.Exif) -> datetime | None:
    """When it was taken, as far as the camera's clock can be believed."""
    inner = exif.get_ifd(_EXIF_IFD)
    said, offset = str(inner.get(_TAKEN) or exif.get(_WRITTEN) or ""), str(inner.get(_OFFSET) or "")
    try:
        taken = datetime.strptime(said.strip("\x00 ")[:19], "%Y:%m:%d %H:%M:%S")
        zoned = datetime.fromisoformat(f"{taken.isoformat()}{offset}") if offset else taken
    except ValueError:
        return None
    aware = (zoned if zoned.tzinfo else zoned.replace(tzinfo=HALL_ZONE)).astimezone(UTC)
    return aware if datetime(1995, 1, 1, tzinfo=UTC) < aware < datetime.now(UTC) + _SLACK else None


def _spot(gps: dict[int, Any]) -> tuple[float, float] | None:
    try:
        lat, lon = (_degrees(gps[place], str(gps.get(place - 1, "")).strip("\x00 ")) for place in (2, 4))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (abs(lon) < 1e-6 and abs(lat) < 1e-6):
        return None
    return round(lon, 7), round(lat, 7)


def _degrees(parts: Any, side: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    if size != size:
        raise ValueError("no number")
    return -size if side.upper() in ("S", "W") else size
