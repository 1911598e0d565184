"""What a case can be about: the small classes of parts and events, as editable data (standards §1.6–1.7)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One small class; its limit runs on the work calendar. `id` is `<kind>-<big><small>`, e.g. `event-0102`."""

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
