"""Plays one scripted case of a demo city: every line is a command that the hall's own rules say yes to."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.demo.directory import unit_id
from app.demo.lives import Life, Lives, moment_id
from app.demo.reports import Report
from app.demo.scripts import Line, Script
from app.domain.case import Case, Kin, decide
from app.domain.clock import HALL_ZONE
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.domain.operator import Role
from app.domain.responsibility import Ruling
from app.domain.unit import Unit

_IN_OFFICE = frozenset({"return", "conference_call", "conference_hold"})


class Play:
    """One scripted case on its way. `title` is what it is called if it leads a major incident; `lead` leads it."""

    def __init__(
        self, lives: Lives, units: Mapping[str, Unit], now: datetime, rng: random.Random, script: Script,
        report: Report, title: str = "", lead: Life | None = None,
    ) -> None:  # fmt: skip
        self._lives, self._units, self._now, self._rng = lives, units, now, rng
        self._script, self._report, self._title, self._lead = script, report, title, lead
        self._t, self._life = report.at, Life()
        self._id = moment_id(report.at, rng)

    def played(self) -> Life:
        """Live it up to its end or the present."""
        told = self._report
        shots = 2 if told.source == "patrol" else 0
        self._act(
            "report", self._lives.reporter(told.source), {**told.args(), "media_ids": self._shots("before", shots)}
        )
        for line in self._script.lines:
            self._t = self._moment(line)
            if self._t > self._now:
                break
            self._act(line.operation, self._actor(line), self._args(line))
        assert self._life.case is not None  # it begins with its report
        self._life.case = replace(self._life.case, occurred_at=told.at)
        return self._life

    def _moment(self, line: Line) -> datetime:
        """When a line is done: never before the one above it, a meeting not at night, a tie not before its lead."""
        begun, whole = self._report.at, timedelta(hours=1)
        if self._script.until_now:
            whole = self._now - begun
        pause = self._rng.uniform(0.3, 1.5) if self._script.until_now else self._rng.uniform(2, 9)
        at = max(begun + whole * line.at, self._t + timedelta(minutes=pause))
        if line.operation == "tie" and self._lead is not None:
            declared = next(step.at for step in self._lead.steps if step.action == "declare_incident")
            at = max(at, declared + timedelta(minutes=self._rng.uniform(1, 4)))
        return _office_hour(at) if line.operation in _IN_OFFICE and not self._script.until_now else at

    def _actor(self, line: Line) -> Actor:
        if line.post != Role.UNIT:
            return self._lives.actor(line.post)
        held = self._life.case.unit_id if self._life.case is not None else ""
        unit = self._units[unit_id(line.unit) if line.unit else held]
        return Actor("", unit.id, unit.short, Role.UNIT)

    def _args(self, line: Line) -> dict[str, Any]:
        unit = self._units.get(unit_id(line.unit)) if line.unit else None
        named = {"unit_id": unit.id, "unit_name": unit.short} if unit is not None else {}
        args = {**({"note": line.note} if line.note else {}), **named, **line.args}
        if line.shots:
            args["media_ids"] = self._shots("after", line.shots)
        more = _SAYS_MORE.get(line.operation)
        return more(self, args) if more is not None else args

    def _filing(self, args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "matter_id": self._report.matter.id}

    def _declaring(self, args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "title": self._title}

    def _tying(self, args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "into": self._lead_case().id}

    def _assisting(self, args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "unit_ids": [unit_id(key) for key in args.pop("units")]}

    def _inviting(self, args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "letter": {**args["letter"], "id": moment_id(self._t, self._rng)}}

    def _concluding(self, args: dict[str, Any]) -> dict[str, Any]:
        """Minutes that say who sat there, what each said and what was decided, and the ruling that comes of it."""
        chairs = [(self._units[unit_id(key)], said) for key, said in args["attended"]]
        whose = {"unit_id": args.pop("unit_id"), "unit_name": args.pop("unit_name")}
        lines = [args["letter"]["body"], "参会单位：" + "、".join(unit.short for unit, _ in chairs)]
        lines += [f"{unit.short}：{said}" for unit, said in chairs]
        lines += [f"会商结论：{args['note']}", f"权属裁定：由{whose['unit_name']}负责。"]
        return {
            **args,
            "attended": [{"unit_id": unit.id, "unit_name": unit.short, "said": said} for unit, said in chairs],
            "letter": {**args["letter"], "body": "\n".join(lines), "id": moment_id(self._t, self._rng)},
            "ruling": {**args["ruling"], **whose, "id": moment_id(self._t, self._rng)},
        }

    def _lead_case(self) -> Case:
        assert self._lead is not None and self._lead.case is not None  # the lead is reported first
        return self._lead.case

    def _act(self, operation: str, actor: Actor, args: dict[str, Any]) -> None:
        at = self._t.replace(microsecond=self._t.microsecond // 1000 * 1000)
        command = Command(
            kind=f"case.{operation}", target=self._id, by=actor, at=at, args=args, id=moment_id(at, self._rng)
        )
        kin = Kin(lead=self._lead_case()) if operation == "tie" else Kin()
        verdict = decide(self._life.case, command, self._lives.rules, kin)
        if isinstance(verdict, Rejected):
            raise verdict
        case, step, *papers = verdict.records
        self._life.case = case
        self._life.steps.append(step)
        self._life.papers += [paper for paper in papers if isinstance(paper, Letter | Ruling)]

    def _shots(self, stage: str, count: int) -> tuple[str, ...]:
        ids = tuple(moment_id(self._t, self._rng) for _ in range(count))
        self._life.pictures += [(media_id, stage, self._t) for media_id in ids]
        return ids


_SAYS_MORE = {
    "file": Play._filing,
    "declare_incident": Play._declaring,
    "tie": Play._tying,
    "assist": Play._assisting,
    "conference_call": Play._inviting,
    "conference_hold": Play._concluding,
}


def _office_hour(at: datetime) -> datetime:
    """The moment itself in office hours of a weekday, else the next morning of one."""
    local = at.astimezone(HALL_ZONE)
    while not (8 <= local.hour < 18 and local.weekday() < 5):
        day = local + timedelta(days=1 if local.hour >= 8 else 0)
        local = day.replace(hour=8, minute=40 + local.minute % 15)
    return local.astimezone(at.tzinfo)
