"""The life of a case, step by step through the hall's own rules: every step is a command that `decide` said yes to."""

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.demo import remarks
from app.demo.archive import rate, visit_of
from app.demo.directory import Staff
from app.demo.reports import NOISY, Report
from app.domain.case import Case, Step, decide
from app.domain.clock import HALL_ZONE
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.domain.operator import Role
from app.domain.responsibility import Ruling
from app.domain.rules import Rules
from app.domain.unit import Unit
from app.words import word

_NIGHT_ENDS, _EVENING = time(7, 40), time(20, 30)
_STANDSTILLS = (
    (timedelta(hours=5), 0.66, "accept accept verify_confirm file dispatch sign send_check check_pass"),
    (timedelta(hours=30), 0.24, "accept verify_confirm file dispatch sign sign sign finish send_check check_pass"),
    (timedelta(days=6), 0.07, "dispatch sign sign finish send_check check_pass check_pass"),
    (timedelta(days=20), 0.02, "sign finish finish check_pass"),
)
# What waits for a decision of somebody is left lying longer than what only waits for a hand.
_DECISIONS = frozenset({"approve", "conference_hold", "supervise_reply", "visit"})
_UNDECIDED, _UNDECIDED_SHARE = timedelta(hours=30), 0.75
_ASKED_PEOPLE = frozenset({"hotline", "hotline_12315", "internet"})
_UNTRUE = {"ai": 0.2, "hotline": 0.04, "internet": 0.05}
_BENCH = timedelta(hours=6)
_AT_THE_DESK = frozenset({"reported", "accepted", "filed", "handled"})


class _Present(Exception):
    """The life has reached the present."""


@dataclass(slots=True)
class Life:
    """One case being lived: the case so far, its timeline, and the pictures it names."""

    case: Case | None = None
    steps: list[Step] = field(default_factory=list)
    pictures: list[tuple[str, str, datetime]] = field(default_factory=list)
    papers: list[Letter | Ruling] = field(default_factory=list)


class Lives:
    """Lives cases forward until they are closed or the present is reached."""

    def __init__(
        self, rules: Rules, units: tuple[Unit, ...], staff: tuple[Staff, ...], now: datetime, rng: random.Random
    ) -> None:
        self.rules, self._now, self._rng = rules, now, rng
        self._units: Mapping[str, Unit] = {unit.id: unit for unit in units}
        self._others = [unit for unit in units if unit.kind != "company"]
        self._staff: dict[str, list[Actor]] = {}
        for member in staff:
            p = member.public
            self._staff.setdefault(p.role, []).append(Actor(p.seat, p.id, p.name, p.role))

    def live(
        self, case_id: str, report: Report, slow: bool = False, duplicate_of: str = "", pictures: bool = False
    ) -> Life:
        """Live one case from its report on. `slow` ones drag on or stand on account; duplicates are merged."""
        run = _Run(self, Life(), case_id, report, slow, pictures)
        with suppress(_Present):
            run.all(duplicate_of)
        run.taken_in_hand()
        if run.life.case is not None:
            run.life.case = replace(run.life.case, occurred_at=report.at)
        # Pictures of a step that has not been made yet have not been taken either.
        named = {media_id for step in run.life.steps for media_id in step.media_ids}
        run.life.pictures = [picture for picture in run.life.pictures if picture[0] in named]
        return run.life

    def actor(self, role: str) -> Actor:
        """Return somebody of a post."""
        held = self._staff.get(role) or self._staff[Role.DUTY_OFFICER]
        return self._rng.choice(held)

    def reporter(self, source: str) -> Actor:
        """Return who hands a report in: a collector on patrol, or the channel it came through."""
        return self.actor(Role.COLLECTOR) if source == "patrol" else Actor("", "", word("source", source), Role.SYSTEM)


class _Run:
    """One case on its way: the running time, and what comes next."""

    def __init__(self, lives: Lives, life: Life, case_id: str, report: Report, slow: bool, pictures: bool) -> None:
        self.lives, self.life, self._id, self._report = lives, life, case_id, report
        self._rng, self._rules, self._now = lives._rng, lives.rules, lives._now
        self._t, self._slow, self._pictures = report.at, slow, pictures
        age = lives._now - report.at
        self._stalls = 0.16 if age < timedelta(hours=10) else 0.06 if age < timedelta(hours=40) else 0.02
        self._waits_for = self._standstill(age)

    def _standstill(self, age: timedelta) -> str:
        """The step that nobody has found time for yet, if any: what a hall looks like on a busy day."""
        if self._report.source == "ai" and age < _BENCH and self._rng.random() < 0.9:
            return "triage"
        for longest, share, steps in _STANDSTILLS:
            if age < longest:
                return self._rng.choice(steps.split()) if self._rng.random() < share else ""
        return ""

    def all(self, duplicate_of: str) -> None:
        """The whole road: desk, unit, check, close, call back."""
        self._report_it()
        if duplicate_of:
            self._desk("merge", 14, into=duplicate_of, note="与在办案件为同一问题。")
            return
        if self._case.urgent:
            self._desk("report_up", 5, stage="first_phone", to="市应急指挥中心", note="已电话报送。")
        if self._desk_says_no():
            return
        self._desk("file", 11, Role.SHIFT_LEADER, matter_id=self._report.matter.id)
        self._dispatch(self._report.matter.unit_id)
        self._bounce()
        self._handle()
        self._check()
        self._call_back()

    def taken_in_hand(self) -> None:
        """Some of what waits at the desk is claimed by a seat just now."""
        case = self.life.case
        if case is None or case.state not in _AT_THE_DESK or self._rng.random() > 0.2:
            return
        last = self.life.steps[-1].at
        self._t = last + (self._now - last) * self._rng.uniform(0.5, 0.98)
        self._act("claim", 0, self._desk_actor(Role.ACCEPTOR, "claim"))

    def _report_it(self) -> None:
        who = self.lives.reporter(self._report.source)
        people = self._report.source in ("hotline", "hotline_12315", "internet")
        shots = self._shots("before", 0 if people else 1 if self._report.source == "ai" else self._rng.randint(1, 2))
        self._act("report", 0, who, **(self._report.args() | {"media_ids": shots}))

    def _desk_says_no(self) -> bool:
        """Decline what is out of scope or untrue; have the collector verify what the public says."""
        draw, source = self._rng.random(), self._report.source
        wrong = 0.55 if self._report.algorithm == NOISY else _UNTRUE.get(source, 0.012)
        if draw < wrong:
            reason = {"reason_code": self._rng.choice(remarks.REJECTED)} if source == "ai" else {}
            self._desk("decline", 8, **(remarks.why(self._rng.choice(remarks.UNTRUE)) | reason))
            return True
        public = source in ("hotline", "report_reward", "media") and not self._report.matter.id.startswith("event-21")
        if public and draw > 0.6:
            self._desk("send_verify", 9)
            if draw >= 0.95:
                self._field("verify_deny", 22, **remarks.why(remarks.UNTRUE[0]))
                return True
            self._field("verify_confirm", 22, note=remarks.CONFIRMED)
        else:
            self._desk("accept", 12)
        if draw < 0.06:
            self._desk("not_file", 12, Role.SHIFT_LEADER, **remarks.why(remarks.NOT_FILED))
            return True
        return False

    def _dispatch(self, unit_id: str, note: str = "") -> None:
        unit = self.lives._units[unit_id]
        self._desk("dispatch", 13, Role.DISPATCHER, unit_id=unit.id, unit_name=unit.short, note=note)

    def _bounce(self) -> None:
        """Some cases go from hand to hand before one unit keeps them."""
        while self._rng.random() < (0.3 if self._slow else 0.07):
            self._wait_for_day(self._gap(80))
            back_from = self._case.unit_id
            self._unit("return", **remarks.why(self._rng.choice(remarks.RETURNED)))
            other = self._rng.choice([unit for unit in self.lives._others if unit.id != back_from])
            if self._case.transfers >= self._rules.bounces:
                self._confer(other)
            self._dispatch(other.id, "会商后改派。")
        self._wait_for_day(self._gap(190 if self._slow else 45))
        if self._rng.random() < 0.04:
            self._desk("urge", 12, note="请尽快签收。")
        self._unit("sign")

    def _confer(self, unit: Unit) -> None:
        """Those who pass it on sit down together, and what they decide is remembered."""
        self._desk("conference_call", 20, note="多次回退，权属不清，召集会商。")
        self._wait_for_day(self._gap(600))
        basis = {"unit_id": unit.id, "unit_name": unit.short, "basis": "现场会商纪要"}
        ruling = {"id": moment_id(self._t, self._rng), **basis}
        self._desk("conference_hold", 30, Role.DISPATCHER, note=f"明确由{unit.short}负责。", ruling=ruling)

    def _handle(self) -> None:
        case = self._case
        if case.urgent:
            self._wait_for_day(self._rng.uniform(8, 35))
            self._unit("arrive")
        for step in range(self._rng.randint(0, len(self._report.matter.sop))):
            self._desk("tick", 3, step=step)
        whole = ((case.dispose_due_at or self._t) - self._t).total_seconds() / 60
        share = self._rng.betavariate(5.0, 1.5) if self._rng.random() < 0.92 else self._rng.uniform(1.02, 1.9)
        minutes = max(18.0, whole * share) * (self._rng.uniform(2.5, 7.0) if self._slow else 1.0)
        if self._rng.random() < (0.3 if self._slow else 0.009):
            self._stand_on_account(minutes)
        elif self._rng.random() < (0.35 if self._slow else 0.05):
            self._ask_for_time(minutes)
        elif self._rng.random() < (0.8 if share > 1 else 0.06):
            self._press(minutes, share > 1)
        else:
            self._wait_for_day(minutes)
        self._finish()

    def _stand_on_account(self, minutes: float) -> None:
        self._wait_for_day(minutes * 0.3)
        self._unit("request_suspend", **remarks.why(self._rng.choice(self._excuses())))
        self._agree(40, "同意挂账。")
        self._wait_for_day(self._rng.uniform(12, 140) * 1440)
        self._desk("resume", 5, Role.DISPATCHER, note="条件具备，恢复处置。")
        self._wait_for_day(max(120.0, minutes * 0.4))

    def _excuses(self) -> tuple[str, ...]:
        return remarks.SHELVED_PARTS if self._report.matter.kind == "part" else remarks.SHELVED_EVENTS

    def _ask_for_time(self, minutes: float) -> None:
        self._wait_for_day(minutes * 0.55)
        self._unit("request_extend", **remarks.why(self._rng.choice(remarks.LATER)))
        if self._rng.random() < 0.75:
            self._agree(60, "同意延期一次。")
        else:
            self._desk("refuse", 60, Role.DISPATCHER, note="请按期办结。")
        self._wait_for_day(minutes * 0.6)

    def _agree(self, mean_min: float, note: str) -> None:
        """Every post of the chain signs in its turn."""
        while self._case.asked:
            self._desk("approve", mean_min, str(self._case.request["chain"][0]), note=note)

    def _press(self, minutes: float, late: bool) -> None:
        self._t += timedelta(minutes=minutes * 0.6)
        self._desk("urge", 6, note="请抓紧处置。")
        self._desk("call_note", 8, note=self._rng.choice(remarks.CALLED), phone="", result="")
        if late and self._rng.random() < 0.25:
            self._supervise()
        self._wait_for_day(minutes * 0.4)

    def _supervise(self) -> None:
        case = self._case
        body = f"贵单位承办的{case.matter_name}问题（{case.address}）已超过处置时限，请于一个工作日内办结并书面回复。"
        letter = {"id": moment_id(self._t, self._rng), "subject": f"关于{case.matter_name}的督办函", "body": body}
        self._desk("supervise", 30, Role.SUPERVISOR, note="超期未办结，予以督办。", letter=letter)
        self._wait_for_day(self._gap(240))
        self._unit("supervise_reply", note="已安排人员，今日内办结。")

    def _finish(self) -> None:
        self._unit("finish", note=self._rng.choice(remarks.FINISHED), media_ids=self._shots("after", 1))

    def _check(self) -> None:
        self._desk("send_check", 14)
        while self._rng.random() < 0.07:
            self._field("check_fail", 50, note=self._rng.choice(remarks.NOT_DONE))
            self._wait_for_day(self._gap(420))
            self._finish()
            self._desk("send_check", 14)
        self._field("check_pass", 46, note=remarks.RESTORED)
        self._desk("close", 10, Role.SHIFT_LEADER)

    def _call_back(self) -> None:
        """Who called is called back; who is not satisfied has it done again, once."""
        if self._report.source not in _ASKED_PEOPLE:
            return
        for last in (False, True):
            self._wait_for_day(self._gap(900))
            visit = visit_of(rate(self._report.source, self._rng))
            self._desk("visit", 10, **visit)
            if last or visit.get("satisfied") != "no" or self._rng.random() < 0.4:
                return
            self._desk("redo", 15, Role.SHIFT_LEADER, note="来电人不满意，退回重办。")
            self._wait_for_day(self._gap(60))
            self._unit("sign")
            self._wait_for_day(self._gap(420))
            self._finish()
            self._check()

    @property
    def _case(self) -> Case:
        assert self.life.case is not None  # a life begins with its report
        return self.life.case

    def _desk(self, operation: str, mean_min: float, role: str = Role.ACCEPTOR, **args: Any) -> None:
        night = not _NIGHT_ENDS <= self._t.astimezone(HALL_ZONE).time() <= time(22, 30)
        self._act(operation, self._gap(mean_min * (2.2 if night else 1.0)), self._desk_actor(role, operation), **args)

    def _desk_actor(self, role: str, operation: str) -> Actor:
        actor = self.lives.actor(role)
        if self._rules.may(actor.role, operation):
            return actor
        return self.lives.actor(Role.SHIFT_LEADER)

    def _field(self, operation: str, mean_min: float, **args: Any) -> None:
        self._wait_for_day(self._gap(mean_min))
        self._act(operation, 0, self.lives.actor(Role.COLLECTOR), **args)

    def _unit(self, operation: str, **args: Any) -> None:
        unit = self.lives._units[self._case.unit_id]
        self._act(operation, 0, Actor("", unit.id, unit.short, Role.UNIT), **args)

    def _gap(self, mean_min: float) -> float:
        """Minutes until the next hand is free; now and then one waits for hours, more often today than long ago."""
        gap = min(mean_min * 6, self._rng.expovariate(1 / mean_min)) + 0.5
        if self._rng.random() < self._stalls:
            gap += self._rng.uniform(0.4, 14) * 60
        return gap

    def _wait_for_day(self, minutes: float) -> None:
        """Units and collectors go out by day; what falls into the night waits for the morning, unless urgent."""
        self._t += timedelta(minutes=minutes)
        if self._report.matter.limit_unit == "urgent_hour":
            return
        local = self._t.astimezone(HALL_ZONE)
        if local.time() >= _EVENING or local.time() < _NIGHT_ENDS:
            day = local.date() + timedelta(days=1 if local.time() >= _EVENING else 0)
            morning = datetime.combine(day, _NIGHT_ENDS, HALL_ZONE).astimezone(UTC)
            self._t = morning + timedelta(minutes=self._rng.uniform(5, 170))

    def _shots(self, stage: str, count: int) -> tuple[str, ...]:
        if not self._pictures:
            return ()
        ids = tuple(moment_id(self._t, self._rng) for _ in range(count))
        self.life.pictures += [(media_id, stage, self._t) for media_id in ids]
        return ids

    def _is_left_lying(self, operation: str) -> bool:
        if self._waits_for == "triage" and operation in ("accept", "decline"):
            return True
        undecided = operation in _DECISIONS and self._now - self._t < _UNDECIDED
        return operation == self._waits_for or (undecided and self._rng.random() < _UNDECIDED_SHARE)

    def _act(self, operation: str, minutes: float, actor: Actor, **args: Any) -> None:
        self._t += timedelta(minutes=minutes)
        if self._t > self._now or self._is_left_lying(operation):
            raise _Present
        at = self._t.replace(microsecond=self._t.microsecond // 1000 * 1000)
        command = Command(
            kind=f"case.{operation}", target=self._id, by=actor, at=at, args=args, id=moment_id(at, self._rng)
        )
        verdict = decide(self.life.case, command, self._rules)
        if isinstance(verdict, Rejected):
            raise verdict
        self.life.case, step, *papers = verdict.records
        self.life.steps.append(step)
        self.life.papers += papers


def moment_id(at: datetime, rng: random.Random) -> str:
    """Return a UUIDv7 for a moment, its random bits from `rng`, so that the same city has the same ids."""
    value = int(at.timestamp() * 1000) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
