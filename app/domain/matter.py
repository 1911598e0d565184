"""What a case can be about: the small classes of parts and events, as editable data (standards §1.6–1.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import hall_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One small class; its limit runs on the work calendar. `id` is `<kind>-<big><small>`, e.g. `event-0102`.

    A later version of the same class is a record of its own, `event-0102@2027-01-01`, valid from that day on: a case
    keeps the version it was filed under.

    `valid_from` and `valid_to` are dates of the hall (`2026-01-01`, both included, empty = open). `sop` is the plan
    card: the steps to tick while such a case is handled.
    """

    id: str
    kind: str
    big_code: str
    small_code: str
    big_name: str
    name: str
    name_en: str = ""
    filing_cond: str = ""
    closing_cond: str = ""
    limit_value: float = 1.0
    limit_unit: str = "work_day"
    unit_id: str = ""
    keywords: tuple[str, ...] = ()
    standard: str = ""
    enabled: bool = True
    valid_from: str = ""
    valid_to: str = ""
    sop: tuple[str, ...] = ()

    def is_valid(self, at: datetime) -> bool:
        """Say whether the class is in force at that moment."""
        return self.enabled and in_force(self.valid_from, self.valid_to, at)


def stem_of(matter_id: str) -> str:
    """Return the id of a class without the day its version begins."""
    return matter_id.partition("@")[0]


def version_at(matters: Mapping[str, Matter], matter_id: str, at: datetime) -> Matter | None:
    """Return the version of a class in force at that moment; where none is, the record asked for (None: unknown)."""
    asked = matters.get(matter_id)
    if asked is not None and asked.is_valid(at):
        return asked
    stem = stem_of(matter_id)
    versions = [m for m in matters.values() if m.id.startswith(stem) and stem_of(m.id) == stem and m.is_valid(at)]
    return max(versions, key=lambda m: m.valid_from, default=asked)


def in_force(valid_from: str, valid_to: str, at: datetime) -> bool:
    """Say whether the hall's date at `at` (aware) lies between two dates, both included; an empty one is open."""
    today = hall_day(at)
    return (not valid_from or valid_from <= today) and (not valid_to or today <= valid_to)
