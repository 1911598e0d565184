"""When a limit runs out: work hours, work days and clocks that never stop (standards §1.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from app.domain.clock import HALL_ZONE

LIMIT_UNITS = ("minute", "hour", "urgent_hour", "day", "work_hour", "work_day")
_CONTINUOUS = {"minute": 60.0, "hour": 3600.0, "urgent_hour": 3600.0, "day": 86400.0}
_LONGEST_DAYS = 3660


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))


@dataclass(frozen=True)
class WorkCalendar:
    """Duty intervals of a work day (local time), the weekdays that are work days, and the exceptions.

    `days` names single dates that differ: `{"2026-10-01": False, "2026-10-10": True}`.
    """

    intervals: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 0), time(18, 0)))
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    days: Mapping[str, bool] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "WorkCalendar":
        """Build from `{"intervals": [["08:30", "12:00"]], "weekdays": [0], "days": {}}`; what is missing is default."""
        base = cls()
        raw_intervals, raw_week, raw_days = data.get("intervals"), data.get("weekdays"), data.get("days")
        intervals = (
            tuple((_clock(str(start)), _clock(str(end))) for start, end in raw_intervals)
            if isinstance(raw_intervals, list | tuple)
            else base.intervals
        )
        weekdays = tuple(int(day) for day in raw_week) if isinstance(raw_week, list | tuple) else base.weekdays
        days = {str(k): bool(v) for k, v in raw_days.items()} if isinstance(raw_days, Mapping) else {}
        return cls(intervals, weekdays, days)

    def is_work_day(self, day: date) -> bool:
        """Say whether people work on that date, exceptions first."""
        return self.days.get(day.isoformat(), day.weekday() in self.weekdays)

    def due(self, start: datetime, value: float, unit: str) -> datetime:
        """Return when a limit of `value` `unit` that starts at `start` (aware) runs out, as UTC.

        Work hours count inside duty intervals of work days only; work days end at the close of the last duty interval.
        Raises ValueError for an unknown unit or a calendar without work time.
        """
        if unit in _CONTINUOUS:
            return start.astimezone(UTC) + timedelta(seconds=value * _CONTINUOUS[unit])
        if unit == "work_hour":
            return self._after_work_seconds(start, value * 3600.0)
        if unit == "work_day":
            return self._after_work_days(start, value)
        raise ValueError(f"unknown limit unit {unit!r}")

    def move(self, due: datetime, stopped: datetime, resumed: datetime, unit: str) -> datetime:
        """Return a due time moved by as long as the clock stood, counted as the limit itself is counted.

        Of a limit in work hours only work hours are given back; of one in work days, whole work days; else plain time.
        """
        if unit == "work_hour" and (left := self.work_seconds(stopped, due)) > 0:
            return self._after_work_seconds(resumed, left)
        if unit == "work_day" and (days := self.work_days(stopped, due)) > 0:
            return self._after_work_days(resumed, days)
        return due + (resumed - stopped)

    def work_seconds(self, start: datetime, end: datetime) -> float:
        """Return the seconds of work time between two moments (aware); 0 where the end is not after the start."""
        begin, until, total = start.astimezone(HALL_ZONE), end.astimezone(HALL_ZONE), 0.0
        day = begin.date()
        while day <= until.date():
            for opens, closes in self._spans(day):
                total += max(0.0, (min(closes, until) - max(opens, begin)).total_seconds())
            day += timedelta(days=1)
        return total

    def work_days(self, start: datetime, end: datetime) -> int:
        """Return how many work days begin after `start` up to the day of `end`."""
        day, last, count = start.astimezone(HALL_ZONE).date(), end.astimezone(HALL_ZONE).date(), 0
        while day < last:
            day += timedelta(days=1)
            count += self.is_work_day(day)
        return count

    def _after_work_seconds(self, start: datetime, seconds: float) -> datetime:
        local = start.astimezone(HALL_ZONE)
        day, left = local.date(), seconds
        for _ in range(_LONGEST_DAYS):
            for opens, closes in self._spans(day):
                begin = max(opens, local)
                room = (closes - begin).total_seconds()
                if room <= 0:
                    continue
                if left <= room:
                    return (begin + timedelta(seconds=left)).astimezone(UTC)
                left -= room
            day += timedelta(days=1)
        raise ValueError("the work calendar has no work time")

    def _after_work_days(self, start: datetime, days: float) -> datetime:
        local = start.astimezone(HALL_ZONE)
        day, left = local.date(), days
        for _ in range(_LONGEST_DAYS):
            day += timedelta(days=1)
            if not self.is_work_day(day):
                continue
            left -= 1
            if left <= 0:
                return datetime.combine(day, self._closing(), HALL_ZONE).astimezone(UTC)
        raise ValueError("the work calendar has no work day")

    def _closing(self) -> time:
        return max((end for _, end in self.intervals), default=time(18, 0))

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_work_day(day):
            return []
        return [(datetime.combine(day, a, HALL_ZONE), datetime.combine(day, b, HALL_ZONE)) for a, b in self.intervals]
