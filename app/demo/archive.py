"""Cases closed long ago as they lie in the archive: the same stamps a lived case has, without its steps."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.demo.reports import Report
from app.domain.case import Case
from app.domain.clock import HALL_ZONE
from app.domain.matter import Matter
from app.domain.rules import Rules
from app.domain.unit import Unit

_ASKED_PEOPLE = frozenset({"hotline", "hotline_12315", "internet"})


class Archive:
    """Closes old reports in one stroke."""

    def __init__(self, rules: Rules, units: tuple[Unit, ...], rng: random.Random) -> None:
        self._rules, self._rng = rules, rng
        self._units: Mapping[str, Unit] = {unit.id: unit for unit in units}
        self._day_ends: dict[tuple[object, float], datetime] = {}

    def closed(self, case_id: str, report: Report, duplicate_of: str = "") -> Case:
        """Return the case as it was put away: mostly closed, some declined, not filed or voided as a duplicate."""
        rng, draw = self._rng, self._rng.random()
        ended = self._later(report.at, 12)
        if duplicate_of:
            return self._ended(case_id, report, "voided", ended, duplicate_of)
        if draw < {"ai": 0.2, "hotline": 0.04, "internet": 0.05}.get(report.source, 0.012):
            return self._ended(case_id, report, "declined", ended)
        if draw > 0.975:
            return self._ended(case_id, report, "not_filed", self._later(ended, 15), accepted=ended)
        unit = self._units[report.matter.unit_id]
        filed = self._later(ended, 9)
        dispatched = self._later(filed, 11)
        signed = self._later(dispatched, 60)
        due = self._due(dispatched, report.matter)
        share = rng.betavariate(2.6, 2.4) if rng.random() < 0.93 else rng.uniform(1.02, 2.2)
        handled = max(self._later(signed, 15), _milli(dispatched + (due - dispatched) * share))
        checked = self._later(handled, 60)
        closed = self._later(checked, 10)
        satisfaction = rate(report.source, rng)
        bounced = int(rng.random() < 0.06)
        return Case(
            id=case_id,
            **self._told(report),
            state="closed",
            unit_id=unit.id,
            unit_name=unit.short,
            accepted_at=ended,
            filed_at=filed,
            dispatched_at=dispatched,
            signed_at=signed,
            handled_at=handled,
            checked_at=checked,
            closed_at=closed,
            updated_at=closed,
            dispose_due_at=due,
            limit_value=report.matter.limit_value,
            limit_unit=report.matter.limit_unit,
            checked="pass",
            close_type="overtime" if handled > due else "normal",
            returns=bounced,
            transfers=bounced,
            urges=1 if handled > due else 0,
            satisfaction=satisfaction,
            visit=visit_of(satisfaction),
            version=9,
        )

    def _ended(
        self,
        case_id: str,
        report: Report,
        state: str,
        at: datetime,
        duplicate_of: str = "",
        accepted: datetime | None = None,
    ) -> Case:
        return Case(
            id=case_id,
            **self._told(report),
            state=state,
            accepted_at=accepted,
            closed_at=at,
            updated_at=at,
            duplicate_of=duplicate_of,
            version=2,
        )

    def _told(self, report: Report) -> dict[str, Any]:
        """What came with the report, as `case.report` puts it on the case."""
        told = report.args()
        told.pop("grade", None)
        told |= {"matter_name": report.matter.name, "kind": report.matter.kind}
        return told | {"occurred_at": report.at, "reported_at": report.at}

    def _later(self, start: datetime, mean_min: float) -> datetime:
        return _milli(start + timedelta(minutes=min(mean_min * 6, self._rng.expovariate(1 / mean_min)) + 0.5))

    def _due(self, start: datetime, matter: Matter) -> datetime:
        if matter.limit_unit != "work_day":
            return self._rules.calendar.due(start, matter.limit_value, matter.limit_unit)
        key = (start.astimezone(HALL_ZONE).date(), matter.limit_value)
        if key not in self._day_ends:
            self._day_ends[key] = self._rules.calendar.due(start, matter.limit_value, "work_day")
        return self._day_ends[key]


def rate(source: str, rng: random.Random) -> str:
    """Return what a caller said when called back; other sources are not asked."""
    if source not in _ASKED_PEOPLE:
        return ""
    return rng.choices(("satisfied", "basically", "unsatisfied", "unreached"), (72, 14, 6, 8))[0]


def visit_of(satisfaction: str) -> dict[str, Any]:
    """Return the three answers that go with what a caller said in the end."""
    if satisfaction in ("", "unreached"):
        return {"unreached": True} if satisfaction else {}
    satisfied = {"satisfied": "yes", "basically": "basically", "unsatisfied": "no"}[satisfaction]
    return {"response": "yes", "solved": "partly" if satisfied == "no" else "yes", "satisfied": satisfied}


def _milli(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
