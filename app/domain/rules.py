"""What differs by city: step limits, work calendar, powers and quiet hours, carried as one editable record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from app.domain.clock import HALL_ZONE
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.workcalendar import WorkCalendar

_DESK = frozenset(
    "report accept decline send_verify note call_note claim release amend attach urge send_check assist merge".split()
)
_LEAD = frozenset("file not_file void close check_fail check_pass reopen supervise".split())
_SEND = frozenset("dispatch redispatch approve refuse resume suspend".split())
_FIELD = frozenset("report verify_confirm verify_deny check_pass check_fail note attach self_handle".split())
_UNIT = frozenset("sign return finish request_extend request_return request_suspend note attach".split())
_SPEAK = frozenset({"broadcast"})

DEFAULT_POWERS: Mapping[str, frozenset[str]] = {
    Role.COLLECTOR: _FIELD,
    Role.ACCEPTOR: _DESK | {"check_pass"},
    Role.SHIFT_LEADER: _DESK | _LEAD | _SEND | _SPEAK,
    Role.DISPATCHER: _DESK | _SEND | {"void"},
    Role.UNIT: _UNIT,
    Role.SUPERVISOR: frozenset({"supervise", "urge", "note"}),
    Role.DUTY_OFFICER: _DESK | _LEAD | _SEND | _SPEAK | {"verify_confirm", "verify_deny"},
    Role.DUTY_LEADER: _DESK | _LEAD | _SEND | _SPEAK,
    Role.BROADCASTER: frozenset({"note", "report", "attach"}) | _SPEAK,
    # Files of other systems are brought in by whoever keeps the hub.
    Role.SYS_ADMIN: frozenset({"report"}),
    Role.SYSTEM: _DESK | _FIELD | _UNIT,
}

DEFAULT_STEP_LIMITS: Mapping[str, tuple[float, str]] = {
    "accept": (30, "minute"),
    "verify": (30, "minute"),
    "file": (30, "minute"),
    "dispatch": (30, "minute"),
    "sign": (2, "hour"),
    "check": (2, "hour"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """The record `ruleset/default` that the hub keeps and every seat caches; empty parts mean the defaults above."""

    id: str = "default"
    name: str = ""
    step_limits: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    powers: dict[str, Any] = field(default_factory=dict)
    quiet_hours: tuple[str, str] = ("22:00", "06:00")
    warn_share: float = 0.3
    warn_minutes: float = 30.0


@dataclass(frozen=True)
class Rules:
    """Everything `decide` may ask: made once from the ruleset and the matters, then only read."""

    matters: Mapping[str, Matter] = field(default_factory=dict)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    step_limits: Mapping[str, tuple[float, str]] = field(default_factory=lambda: dict(DEFAULT_STEP_LIMITS))
    powers: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict(DEFAULT_POWERS))
    quiet_hours: tuple[time, time] = (time(22, 0), time(6, 0))

    @classmethod
    def from_records(cls, ruleset: Ruleset | None, matters: Iterable[Matter] = ()) -> "Rules":
        """Lay the city's own ruleset over the defaults."""
        given = ruleset or Ruleset()
        limits = dict(DEFAULT_STEP_LIMITS)
        limits.update({step: (float(v), str(u)) for step, (v, u) in given.step_limits.items()})
        powers = dict(DEFAULT_POWERS)
        powers.update({role: frozenset(ops) for role, ops in given.powers.items()})
        opens, closes = (time.fromisoformat(text) for text in given.quiet_hours)
        calendar = WorkCalendar.from_data(given.calendar)
        return cls({m.id: m for m in matters}, calendar, limits, powers, (opens, closes))

    def may(self, role: str, operation: str) -> bool:
        """Say whether a post may do an operation; an unknown post may do nothing."""
        return operation in self.powers.get(role, frozenset())

    def step_due(self, step: str, start: datetime) -> datetime:
        """Return when the limit of a step of the desk runs out. Raises KeyError for an unknown step."""
        value, unit = self.step_limits[step]
        return self.calendar.due(start, value, unit)

    def quiet(self, moment: datetime) -> bool:
        """Say whether the streets should be left in peace at that moment (local quiet hours, over midnight too)."""
        now, (start, end) = moment.astimezone(HALL_ZONE).time(), self.quiet_hours
        return start <= now < end if start <= end else now >= start or now < end
