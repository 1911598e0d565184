"""The lights of a case: how much of the running limit is left (standards §1.7)."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.case.noun import Case


class Light(StrEnum):
    """State light; never shown as colour alone."""

    NORMAL = "normal"
    WARNING = "warning"
    OVERDUE = "overdue"
    PAUSED = "paused"
    NONE = "none"


WARN_SHARE = 0.3
WARN_LEAST = timedelta(minutes=30)


def light(case: Case, now: datetime) -> Light:
    """Return the light of the running clock at `now`: yellow near the end of the limit, red from the due time."""
    if not case.is_open:
        return Light.NONE
    if case.paused_at is not None:
        return Light.PAUSED
    if case.due_at is None:
        return Light.NONE
    left = case.due_at - now
    if left <= timedelta(0):
        return Light.OVERDUE
    return Light.WARNING if left <= warn_before(case) else Light.NORMAL


def warn_before(case: Case) -> timedelta:
    """Return how long before the due time the yellow light comes on; short limits warn at 30 % of their own length."""
    if case.due_at is None or case.clock_from is None:
        return WARN_LEAST
    whole = case.due_at - case.clock_from
    return max(whole * WARN_SHARE, min(WARN_LEAST, whole * 0.5))
