"""What differs by city: step limits, work calendar, powers and quiet hours, carried as one editable record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from app.domain.clock import HALL_ZONE
from app.domain.matter import Matter
from app.domain.operator import Role
from app.domain.reasons import DEFAULT_REASONS, Reason, read_reasons
from app.domain.workcalendar import LIMIT_UNITS, WorkCalendar

_DESK = frozenset(
    "report accept decline send_verify note call_note claim release amend attach urge send_check assist merge split "
    "request_void feedback visit mark_urgent report_up tick reward conference_call propose_algorithm tie untie".split()
)
_LEAD = frozenset(
    "file not_file void close check_fail check_pass reopen redo defer supervise start_response end_response "
    "settle_algorithm".split()
)
_INCIDENT = frozenset("declare_incident end_incident".split())
_SEND = frozenset("dispatch redispatch approve refuse resume suspend redo conference_hold rule".split())
_FIELD = frozenset("report verify_confirm verify_deny check_pass check_fail note attach self_handle".split())
_UNIT = frozenset(
    "sign arrive return finish request_extend request_return request_suspend feedback supervise_reply assist_done tick "
    "note attach".split()
)
_SPEAK = frozenset({"broadcast"})
_BOOKS = frozenset({"edit_books"})

DEFAULT_POWERS: Mapping[str, frozenset[str]] = {
    Role.COLLECTOR: _FIELD,
    Role.ACCEPTOR: _DESK | {"check_pass"},
    Role.SHIFT_LEADER: _DESK | _LEAD | _SEND | _SPEAK | _INCIDENT,
    Role.DISPATCHER: _DESK | _SEND,
    Role.UNIT: _UNIT,
    Role.SUPERVISOR: frozenset("supervise urge note call_note conference_call".split()),
    Role.DUTY_OFFICER: _DESK | _LEAD | _SEND | _SPEAK | {"verify_confirm", "verify_deny"},
    Role.DUTY_LEADER: _DESK | _LEAD | _SEND | _SPEAK | _INCIDENT,
    Role.BROADCASTER: frozenset({"note", "report", "attach"}) | _SPEAK,
    # Files of other systems are brought in, and the books kept, by whoever keeps the hub.
    Role.SYS_ADMIN: _BOOKS | {"report"},
    Role.SYSTEM: _DESK | _FIELD | _UNIT,
}

DEFAULT_STEP_LIMITS: Mapping[str, tuple[float, str]] = {
    "accept": (30, "minute"),
    "verify": (30, "minute"),
    "file": (30, "minute"),
    "dispatch": (30, "minute"),
    "sign": (2, "hour"),
    "check": (2, "hour"),
    "arrive": (1, "hour"),
    "feedback": (1, "work_day"),
    "supervise": (1, "work_day"),
    "conference": (2, "work_day"),
    "visit": (3, "work_day"),
}

DEFAULT_CHAINS: Mapping[str, tuple[str, ...]] = {
    "return": (Role.DISPATCHER,),
    "return_unsigned": (),
    "extend": (Role.DISPATCHER,),
    "extend_again": (Role.DISPATCHER, Role.DUTY_LEADER),
    "suspend": (Role.DISPATCHER, Role.SHIFT_LEADER),
    "defer": (Role.DUTY_LEADER,),
    "void": (Role.SHIFT_LEADER,),
}

DEFAULT_STAND_INS: Mapping[str, frozenset[str]] = {
    Role.SHIFT_LEADER: frozenset({Role.DISPATCHER, Role.ACCEPTOR}),
    Role.DUTY_OFFICER: frozenset({Role.DISPATCHER, Role.ACCEPTOR, Role.SHIFT_LEADER}),
    Role.DUTY_LEADER: frozenset({Role.DISPATCHER, Role.ACCEPTOR, Role.SHIFT_LEADER}),
}

# Minutes until the word by phone and until the written report must have gone up, by grade (standards §3.6).
DEFAULT_REPORT_LIMITS: Mapping[str, tuple[float, float]] = {
    "1": (15, 30),
    "2": (15, 30),
    "3": (30, 60),
    "4": (60, 120),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """The record `ruleset/default` that the hub keeps and every seat caches; empty parts mean the defaults above.

    `chains` names who must agree, in order, by request; `stand_ins` who may act for which posts; `order_limits` the
    limit of a type of order (`{"petition": [15, "work_day"]}`); `report_limits` minutes by grade; `grade_words` words
    that raise the grade (`{"2": ["坍塌"]}`); `letter_numbers` the number's form by kind of letter
    (`{"supervision": "{prefix}督〔{year}〕{n}号"}`, with `prefix`); `bounces` from which hand-over on a conference is
    proposed; `precision_floor` the share of true captures below which an algorithm is questioned; `outbox_days` how
    long a seat keeps what the hub has settled and a verified backup has; `reasons` the lists of `app.domain.reasons`.
    """

    id: str = "default"
    name: str = ""
    step_limits: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    powers: dict[str, Any] = field(default_factory=dict)
    quiet_hours: tuple[str, str] = ("22:00", "06:00")
    warn_share: float = 0.3
    warn_minutes: float = 30.0
    chains: dict[str, Any] = field(default_factory=dict)
    stand_ins: dict[str, Any] = field(default_factory=dict)
    order_limits: dict[str, Any] = field(default_factory=dict)
    report_limits: dict[str, Any] = field(default_factory=dict)
    grade_words: dict[str, Any] = field(default_factory=dict)
    letter_numbers: dict[str, Any] = field(default_factory=dict)
    bounces: int = 2
    precision_floor: float = 0.7
    outbox_days: float = 35.0
    reasons: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """Everything `decide` may ask: made once from the ruleset and the matters, then only read."""

    matters: Mapping[str, Matter] = field(default_factory=dict)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    step_limits: Mapping[str, tuple[float, str]] = field(default_factory=lambda: dict(DEFAULT_STEP_LIMITS))
    powers: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict(DEFAULT_POWERS))
    quiet_hours: tuple[time, time] = (time(22, 0), time(6, 0))
    chains: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(DEFAULT_CHAINS))
    stand_ins: Mapping[str, frozenset[str]] = field(default_factory=lambda: dict(DEFAULT_STAND_INS))
    order_limits: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    report_limits: Mapping[str, tuple[float, float]] = field(default_factory=lambda: dict(DEFAULT_REPORT_LIMITS))
    grade_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letter_numbers: Mapping[str, str] = field(default_factory=dict)
    bounces: int = 2
    precision_floor: float = 0.7
    outbox_days: float = 35.0
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=lambda: dict(DEFAULT_REASONS))

    @classmethod
    def from_records(cls, ruleset: Ruleset | None, matters: Iterable[Matter] = ()) -> "Rules":
        """Lay the city's own ruleset over the defaults. Raises ValueError or TypeError for one that makes no sense."""
        given = ruleset or Ruleset()
        opens, closes = (time.fromisoformat(text) for text in given.quiet_hours)
        return cls(
            matters={m.id: m for m in matters},
            calendar=WorkCalendar.from_data(given.calendar),
            step_limits={**DEFAULT_STEP_LIMITS, **_limits(given.step_limits)},
            powers={**DEFAULT_POWERS, **{role: frozenset(ops) for role, ops in given.powers.items()}},
            quiet_hours=(opens, closes),
            chains={**DEFAULT_CHAINS, **{name: tuple(posts) for name, posts in given.chains.items()}},
            stand_ins={**DEFAULT_STAND_INS, **{role: frozenset(posts) for role, posts in given.stand_ins.items()}},
            order_limits=_limits(given.order_limits),
            report_limits={
                **DEFAULT_REPORT_LIMITS,
                **{str(g): (float(a), float(b)) for g, (a, b) in given.report_limits.items()},
            },
            grade_words={str(g): tuple(words) for g, words in given.grade_words.items()},
            letter_numbers={str(k): str(v) for k, v in given.letter_numbers.items()},
            bounces=given.bounces,
            precision_floor=given.precision_floor,
            outbox_days=given.outbox_days,
            reasons=read_reasons(given.reasons),
        )

    def may(self, role: str, operation: str) -> bool:
        """Say whether a post may do an operation; an unknown post may do nothing."""
        return operation in self.powers.get(role, frozenset())

    def acts_as(self, role: str, post: str) -> bool:
        """Say whether somebody in `role` may sign for `post`: as themselves or standing in."""
        return role == post or post in self.stand_ins.get(role, frozenset())

    def chain_left(self, role: str, chain: Iterable[str]) -> tuple[str, ...]:
        """Return who must still agree after somebody in `role` has signed for every next post they may sign for."""
        left = list(chain)
        while left and self.acts_as(role, left[0]):
            left.pop(0)
        return tuple(left)

    def step_due(self, step: str, start: datetime) -> datetime:
        """Return when the limit of a step of the desk runs out. Raises KeyError for an unknown step."""
        value, unit = self.step_limits[step]
        return self.calendar.due(start, value, unit)

    def quiet(self, moment: datetime) -> bool:
        """Say whether the streets should be left in peace at that moment (local quiet hours, over midnight too)."""
        now, (start, end) = moment.astimezone(HALL_ZONE).time(), self.quiet_hours
        return start <= now < end if start <= end else now >= start or now < end


def _limits(given: Mapping[str, Any]) -> dict[str, tuple[float, str]]:
    limits = {str(name): (float(value), str(unit)) for name, (value, unit) in given.items()}
    for name, (value, unit) in limits.items():
        if unit not in LIMIT_UNITS or not value > 0:
            raise ValueError(f"limit of {name}: {value} {unit}")
    return limits
