"""Say how alike two reports are, by matter or words, distance and time, with the reasons in the order they weigh."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.case import Case
from app.domain.geo import distance_m
from app.domain.intake.telling import Telling, in_common

NEAR_M = 300.0
LONG_AGO = timedelta(days=7)
LIKELY = 0.75
POSSIBLE = 0.45
_AT_ONCE = timedelta(hours=2)
# The inaccuracy of a point on the map: within it two positions are the same one.
_SAME_SPOT_M = 15.0
_WEIGHTS = (0.4, 0.4, 0.2)
# What a matter counts that one of the two has not got: where words cannot help, and the least where they can.
_UNSAID, _NO_WORD = 0.6, 0.25


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one report says; empty text and None mean "not said". `at` is aware UTC, the position WGS-84.

    `told` is what its words speak of; they count where one of two reports has no matter yet.
    """

    id: str = ""
    matter_id: str = ""
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    part_code: str = ""
    place_id: str = ""
    phone: str = ""
    at: datetime | None = None
    told: Telling | None = None

    @classmethod
    def of(cls, case: Case) -> "Sighting":
        """Return what a case says."""
        return cls(
            id=case.id, matter_id=case.matter_id, lon=case.lon, lat=case.lat, address=case.address,
            part_code=case.part_code, place_id=case.place_id, phone=case.reporter_phone,
            at=case.occurred_at or case.reported_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two reports are alike or not: a code and, where it has them, its figure (metres, minutes) and its words."""

    code: str
    value: float = 0.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 (nothing in common) to 1 (the same thing), with the reasons."""

    score: float
    reasons: tuple[Reason, ...] = ()

    @property
    def level(self) -> str:
        """`likely`, `possible` or `unlikely`."""
        return "likely" if self.score >= LIKELY else "possible" if self.score >= POSSIBLE else "unlikely"


def likeness(one: Sighting, other: Sighting) -> Likeness:
    """Compare two reports; the order of the two does not matter."""
    matter, about = _matter(one, other)
    place, where = _place(one, other)
    time, when = _time(one, other)
    reasons = [reason for reason in (about, where, when) if reason is not None]
    if one.phone and _digits(one.phone) == _digits(other.phone):
        reasons.append(Reason("same_caller"))
    if not (matter and place and time):
        return Likeness(0.0, tuple(reasons))
    score = sum(weight * part for weight, part in zip(_WEIGHTS, (matter, place, time), strict=True))
    return Likeness(round(score, 4), tuple(reasons))


def ranked(new: Sighting, others: Iterable[Sighting], most: int = 5) -> tuple[tuple[Sighting, Likeness], ...]:
    """Return the others that may be the same thing, the likeliest first, at equal likeness the newest."""
    pairs = [(other, likeness(new, other)) for other in others if other.id != new.id or not new.id]
    alike = [pair for pair in pairs if pair[1].score >= POSSIBLE]
    alike.sort(key=lambda pair: (-pair[1].score, -(pair[0].at.timestamp() if pair[0].at else 0.0), pair[0].id))
    return tuple(alike[:most])


def _matter(one: Sighting, other: Sighting) -> tuple[float, Reason | None]:
    if not one.matter_id or not other.matter_id:
        return _words(one, other)
    if one.matter_id == other.matter_id:
        return 1.0, Reason("same_matter")
    # `event-0102`: kind and big class are what comes before the last two digits.
    return (0.5, Reason("same_class")) if one.matter_id[:-2] == other.matter_id[:-2] else (0.0, Reason("other_matter"))


def _words(one: Sighting, other: Sighting) -> tuple[float, Reason | None]:
    """What speaks for the same matter where one of the two has none: the words of both."""
    found = in_common(one.told, other.told) if one.told is not None and other.told is not None else None
    if found is None:
        return _UNSAID, None
    if found.apart:
        return 0.0, Reason("other_words")
    if not found.share:
        return _NO_WORD, Reason("no_word")
    return min(1.0, _NO_WORD + found.share), Reason("same_words", found.share, found.words)


def _place(one: Sighting, other: Sighting) -> tuple[float, Reason | None]:
    if one.part_code and one.part_code == other.part_code:
        return 1.0, Reason("same_part")
    if one.place_id and one.place_id == other.place_id:
        return 1.0, Reason("same_place")
    if one.lon is not None and one.lat is not None and other.lon is not None and other.lat is not None:
        metres = distance_m(one.lon, one.lat, other.lon, other.lat)
        close = 1.0 if metres <= _SAME_SPOT_M else max(0.0, 1.0 - metres / NEAR_M)
        return close, Reason("distance", metres)
    alike = _alike(one.address, other.address)
    if alike >= 0.5:
        return alike, Reason("same_address" if alike == 1.0 else "like_address", alike)
    return 0.0, None


def _time(one: Sighting, other: Sighting) -> tuple[float, Reason | None]:
    if one.at is None or other.at is None:
        return 0.5, None
    apart = abs(one.at - other.at)
    minutes = apart / timedelta(minutes=1)
    if apart > LONG_AGO:
        return 0.0, Reason("apart", minutes)
    return (1.0 if apart <= _AT_ONCE else 1.0 - 0.8 * (apart / LONG_AGO)), Reason("apart", minutes)


def _alike(one: str, other: str) -> float:
    """How much two addresses share: pairs of characters after Dice, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _pairs(text: str) -> set[str]:
    flat = "".join(char for char in text[:200] if char.isalnum())
    return {flat[n : n + 2] for n in range(len(flat) - 1)}


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())[-11:]
