"""What a case can be about: the small classes of parts and events, as editable data (standards §1.6–1.7)."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import HALL_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One small class; its limit runs on the work calendar. `id` is `<kind>-<big><small>`, e.g. `event-0102`.

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


def in_force(valid_from: str, valid_to: str, at: datetime) -> bool:
    """Say whether the hall's date at `at` (aware) lies between two dates, both included; an empty one is open."""
    today = at.astimezone(HALL_ZONE).date().isoformat()
    return (not valid_from or valid_from <= today) and (not valid_to or today <= valid_to)
