"""What the form of a new case looks up: places by words and codes, the ground of a point, duplicates, callers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.clock import from_text
from app.domain.intake import Code, Likeness, Sighting, ranked, telling
from app.domain.matter import Matter
from app.domain.media import Media
from app.domain.place import Place
from app.store import CaseRow, Reader
from app.text import local_time

DISTRICT, STREET, COMMUNITY, GRID = 6, 9, 12, 15
SHOWN = 6


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place found: what it sets in the case, and what its card says."""

    place: Mapping[str, Any]
    title: str
    kind: str = ""
    code: str = ""
    unit_name: str = ""
    area_name: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground a point lies on; `outside` where the hall has boundaries and the point is in none of them."""

    area_code: str = ""
    area_name: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open case that may be about the same thing, how alike it is, and its pictures."""

    case: CaseRow
    likeness: Likeness
    photos: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Calls:
    """Earlier cases of the same telephone number, newest first."""

    phone: str = ""
    cases: tuple[CaseRow, ...] = field(default_factory=tuple)


def ground_at(reader: Reader, lon: float, lat: float) -> Ground:
    """Return the ground of a point: grid, street and community."""
    grid = reader.around(lon, lat, cameras=0, speakers=0, places=0).grid
    if grid is not None:
        return Ground(grid.id, area_words(reader, grid.id))
    return Ground(outside=any(area.rings for area in reader.all("area")))


def area_words(reader: Reader, code: str) -> str:
    """Return the names of street and community of a piece of ground."""
    lengths = [length for length in (STREET, COMMUNITY) if length <= len(code)]
    parts = [reader.get("area", code[:length]) for length in lengths]
    return "".join(area.name for area in parts if area is not None)


def seek_places(reader: Reader, text: str) -> tuple[PlaceHit, ...]:
    """Return places and areas by name, code, address or pinyin initials, best first."""
    if len(text.strip()) < 2:
        return ()
    return tuple(hit_of(reader, found.record) for found in reader.search(text, ("place", "area"), SHOWN))


def resolve(reader: Reader, codes: Sequence[Code]) -> PlaceHit | None:
    """Return what the first code that this hall knows stands for; None where it knows none of them."""
    plates = {place.code.upper(): place for place in reader.all("place") if place.code} if codes else {}
    for code in codes:
        if code.kind in ("part", "plate") and code.text in plates:
            return hit_of(reader, plates[code.text])
        if code.kind == "part" and reader.get("area", code.text[:DISTRICT]) is not None:
            return PlaceHit({"part_code": code.text}, "", "part", code.text)
        if code.kind == "grid" and (area := reader.get("area", code.text)) is not None:
            return hit_of(reader, area)
        if code.kind == "position":
            return PlaceHit({"lon": code.lon, "lat": code.lat}, "", "position", code.text)
    return None


def hit_of(reader: Reader, record: Any) -> PlaceHit:
    """Return what a place or an area sets in a case."""
    if not isinstance(record, Place):
        name = area_words(reader, record.id) + (record.name if len(record.id) == GRID else "")
        place = {"area_code": record.id, "area_name": area_words(reader, record.id), "address": name or record.name}
        return PlaceHit(place, name or record.name, "area", record.id, area_name=place["area_name"])
    unit = reader.get("unit", record.unit_id) if record.unit_id else None
    values: dict[str, Any] = {
        "lon": record.lon,
        "lat": record.lat,
        "place_id": record.id,
        "address": record.address or record.name,
        "area_code": record.area_code,
        "area_name": area_words(reader, record.area_code),
    }
    if len(record.code) == 16 and record.code.isdigit():
        values["part_code"] = record.code
    owner = unit.name if unit is not None else ""
    return PlaceHit(values, record.name, record.kind, record.code, owner, values["area_name"])


def look_alike(
    reader: Reader, new: Sighting, now: datetime, urgent: bool = False, text: str = ""
) -> tuple[Candidate, ...]:
    """Return open cases that may be about the same thing, the likeliest first, with their pictures.

    `text` is what the new report says: its words count where one of two reports has no matter yet. What is urgent is
    told in many ways: an open urgent report nearby is offered whatever matter it was given and whatever it says.
    """
    if new.lon is not None and new.lat is not None:
        rows = reader.duplicates(new.lon, new.lat, "" if urgent else new.matter_id, now)
    elif len(new.address) >= 4 and (new.matter_id or urgent):
        rows = [found.record for found in reader.search(new.address, ("case",), 40)]
    else:
        return ()
    known = {row.id: row for row in rows if row.is_open and not row.duplicate_of}
    matters = tuple(reader.rules().matters.values())
    new = replace(new, told=telling(text, new.address, matters, now))
    others = (_told(row, urgent, matters, now) for row in known.values())
    return tuple(
        Candidate(known[other.id], alike, pictures(reader, other.id)) for other, alike in ranked(new, others, most=3)
    )


def _told(row: CaseRow, urgent: bool, matters: Sequence[Matter], now: datetime) -> Sighting:
    told = Sighting.of(row)
    if urgent and row.urgent:
        return replace(told, matter_id="")
    said = telling(f"{row.matter_name}，{row.description}", row.address, matters, now)
    return replace(told, told=said)


def pictures(reader: Reader, case_id: str) -> tuple[Media, ...]:
    """Return the pictures of a case, its own and those its steps brought along."""
    found = {media.id: media for media in reader.owned("media", case_id)}
    for media_id in (media_id for step in reader.steps(case_id) for media_id in step.media_ids):
        media = reader.get("media", media_id) if media_id not in found else None
        if media is not None:
            found[media_id] = media
    return tuple(media for media in found.values() if media.mime.startswith("image/"))


def calls_of(reader: Reader, phone: str) -> Calls:
    """Return earlier cases of a telephone number (digits only)."""
    return Calls(phone, tuple(reader.calls_of(phone)))


def due_words(side: Mapping[str, Any], name: str) -> str:
    """When one of the clocks beside a case runs out, in local time; a dash where it does not run."""
    due = (side.get(name) or {}).get("due")
    return local_time(from_text(due), "time") if due else "—"
