"""Limits run on the hall's work calendar, not on the wall clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.workcalendar import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = {"2026-10-01": False, "2026-10-02": False, "2026-10-10": True}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "value", "unit", "due"),
    [
        ("2026-11-16 09:00", 2, "work_hour", "2026-11-16 11:00"),
        ("2026-11-16 11:00", 2, "work_hour", "2026-11-16 15:00"),
        ("2026-11-16 17:00", 4, "work_hour", "2026-11-17 11:30"),
        ("2026-11-20 17:30", 1, "work_hour", "2026-11-23 09:00"),
        ("2026-11-21 10:00", 4, "work_hour", "2026-11-23 14:30"),
        ("2026-11-16 03:00", 1, "work_hour", "2026-11-16 09:30"),
        ("2026-11-16 09:00", 1, "work_day", "2026-11-17 18:00"),
        ("2026-11-20 09:00", 1, "work_day", "2026-11-23 18:00"),
        ("2026-11-20 09:00", 5, "work_day", "2026-11-27 18:00"),
        ("2026-11-21 23:00", 4, "urgent_hour", "2026-11-22 03:00"),
        ("2026-11-21 23:00", 30, "minute", "2026-11-21 23:30"),
        ("2026-11-21 23:00", 1, "day", "2026-11-22 23:00"),
        ("2026-09-30 09:00", 1, "work_day", "2026-10-05 18:00"),
        ("2026-10-09 09:00", 1, "work_day", "2026-10-10 18:00"),
    ],
)
def test_a_limit_runs_out_when_the_hall_would_say(start: str, value: float, unit: str, due: str) -> None:
    calendar = WorkCalendar(days=NATIONAL_DAY)
    assert calendar.due(local(start), value, unit) == local(due).astimezone(UTC)


def test_the_city_may_bring_its_own_calendar() -> None:
    calendar = WorkCalendar.from_data({"intervals": [["09:00", "17:00"]], "weekdays": [0, 1, 2, 3, 4, 5]})
    assert calendar.due(local("2026-11-21 16:00"), 2, "work_hour") == local("2026-11-23 10:00").astimezone(UTC)


def test_a_calendar_without_work_time_is_an_error_and_not_a_loop() -> None:
    with pytest.raises(ValueError, match="no work"):
        WorkCalendar(weekdays=()).due(local("2026-11-16 09:00"), 1, "work_hour")


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        WorkCalendar().due(local("2026-11-16 09:00"), 1, "fortnight")
