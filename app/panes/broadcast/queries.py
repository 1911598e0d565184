"""What the broadcast room reads: speakers, zones, phrases, and what was said before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.devices.speakers import Target
from app.domain.broadcast import RANK, Broadcast, Phrase
from app.domain.speaker import Speaker, Zone
from app.store import Reader

_LOG_LIMIT = 100
_STALE_AIR = timedelta(hours=4)
"""A broadcast that another seat never ended is not taken for one that still sounds."""


@dataclass(frozen=True, slots=True)
class Street:
    """Everything that can be spoken to."""

    speakers: tuple[Speaker, ...] = ()
    zones: tuple[Zone, ...] = ()

    def of_zone(self, zone_id: str) -> frozenset[str]:
        """The speakers of a zone, whichever side wrote it down."""
        listed = {each for zone in self.zones if zone.id == zone_id for each in zone.speaker_ids}
        return frozenset(listed | {s.id for s in self.speakers if s.zone_id == zone_id})


def street(reader: Reader) -> Street:
    """Read the speakers in use, by number, and the zones by name."""
    speakers = sorted((s for s in reader.all("speaker") if s.enabled), key=lambda s: (s.no, s.id))
    return Street(tuple(speakers), tuple(sorted(reader.all("zone"), key=lambda z: z.name)))


def found(reader: Reader, text: str) -> frozenset[str]:
    """Ids of the speakers that `text` means: number, name, pinyin initials."""
    return frozenset(hit.record.id for hit in reader.search(text, ("speaker",), limit=5000))


def phrases(reader: Reader) -> tuple[Phrase, ...]:
    """Prepared announcements, the gravest first."""
    usable = [p for p in reader.all("phrase") if p.enabled]
    return tuple(sorted(usable, key=lambda p: (RANK.get(p.priority, 9), p.category, p.title)))


def said(reader: Reader) -> list[Broadcast]:
    """The latest broadcasts of all seats, newest first."""
    return list(reader.latest("broadcast", "started_at", _LOG_LIMIT))


def held_elsewhere(broadcasts: list[Broadcast], own: frozenset[str], now: datetime) -> dict[str, Broadcast]:
    """Speaker id to the highest broadcast that another call of the hall has on it now."""
    held: dict[str, Broadcast] = {}
    for each in broadcasts:
        fresh = each.started_at is not None and now - each.started_at < _STALE_AIR
        if each.state != "running" or each.id in own or not fresh:
            continue
        for speaker_id in each.speaker_ids:
            known = held.get(speaker_id)
            if known is None or RANK.get(each.priority, 9) < RANK.get(known.priority, 9):
                held[speaker_id] = each
    return held


def around(reader: Reader, lon: float, lat: float, radius_m: float) -> dict[str, float]:
    """Distances in metres of the speakers near a point; the nearest one even when it is farther."""
    near = {n.record.id: n.distance_m for n in reader.near(lon, lat, radius_m, ("speaker",)) if n.record.enabled}
    if near:
        return near
    return {n.record.id: n.distance_m for n in reader.around(lon, lat, cameras=0, speakers=1, places=0).speakers}


def targets(speakers: tuple[Speaker, ...]) -> tuple[Target, ...]:
    """The lines of speakers that have an address."""
    return tuple(Target(s.id, s.host, s.port, s.codec) for s in speakers if s.host and s.port)
