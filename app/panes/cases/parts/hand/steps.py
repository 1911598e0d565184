"""The life of a case as lines of a timeline, newest first."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.domain.operator import sits_in_the_hall
from app.domain.reasons import Reason, reason_of
from app.panes.cases.parts.acting.call_words import result_words
from app.panes.cases.parts.acting.keys import GRAVE
from app.panes.cases.parts.acting.reason_field import spoken
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.tones import action_icon, state_tone
from app.store.rows import StepRow
from app.text import _, local_time
from app.words import limit, word
from widgets.timeline import TimelineStep

_OF_HELPERS = ("assist", "assist_done")
_OF_UNIT = ("dispatch", "redispatch", "redo", "sign", "arrive", "return", "finish", "supervise", "urge")


Reasons = Mapping[str, tuple[Reason, ...]]


def timeline_of(
    steps: Iterable[StepRow], reasons: Reasons = MappingProxyType({}), names: Mapping[str, str] = MappingProxyType({})
) -> tuple[TimelineStep, ...]:
    """What was done, by whom, at which seat, when; what still waits for the hub is marked.

    `reasons` are the city's lists, `names` what units are called by id.
    """
    return tuple(_line(step, reasons, names) for step in reversed(list(steps)))


def who_words(step: StepRow) -> str:
    """The person behind a step: 王芳 · 受理员 · 3 号席."""
    seat = _("{seat} 号席").format(seat=step.seat) if step.seat and sits_in_the_hall(step.role) else ""
    role = word("role", step.role) if step.role else ""
    return " · ".join(part for part in (one_line(step.operator, 24), role, seat) if part)


def _line(step: StepRow, reasons: Reasons, names: Mapping[str, str]) -> TimelineStep:
    tone = "alarm" if step.action in GRAVE else state_tone(step.to_state)
    return TimelineStep(
        time=local_time(step.at),
        title=word("action", step.action),
        who=who_words(step),
        note=_note(step, reasons, names),
        tone="info" if step.waiting else tone,
        icon="clock" if step.waiting else action_icon(step.action),
        waiting=step.waiting,
        badge=_("待发") if step.waiting else "",
    )


def _note(step: StepRow, reasons: Reasons, names: Mapping[str, str]) -> str:
    reason = reason_of(reasons, step.action, str(step.detail.get("reason_code", "")))
    parts = [spoken(reason)] if reason is not None else []
    # What a unit does itself already bears its name.
    if step.action in _OF_UNIT and step.unit_name and step.unit_name not in step.operator:
        parts.append(one_line(step.unit_name, 40))
    if step.detail.get("limit_value"):
        parts.append(limit(float(step.detail["limit_value"]), str(step.detail.get("limit_unit", ""))))
    if step.detail.get("close_type"):
        parts.append(word("close_type", str(step.detail["close_type"])))
    if step.action in _OF_HELPERS:
        parts += [one_line(names.get(str(unit_id), ""), 40) for unit_id in step.detail.get("unit_ids") or ()]
    parts += _told(step.detail)
    # A reason without words of anybody's own is its own note: said once.
    note = "" if reason is not None and step.note in (reason.name, reason.name_en) else one_line(step.note, 600)
    return "\n".join(part for part in (" · ".join(filter(None, parts)), note) if part)


def _told(detail: Mapping[str, Any]) -> list[str]:
    """What an operation was told besides its note: numbers, answers, stages."""
    parts = [one_line(str(detail["phone"]), 60)] if detail.get("phone") else []
    if detail.get("answered_by"):
        parts.append(_("接听：{name}").format(name=one_line(str(detail["answered_by"]), 40)))
    if detail.get("result"):
        parts.append(result_words(str(detail["result"])))
    if detail.get("asked"):
        parts.append(word("asked", str(detail["asked"])))
    if detail.get("stage"):
        parts.append(" → ".join((word("stage", str(detail["stage"])), one_line(str(detail.get("to", "")), 40))))
    parts += [
        f"{word('question', name)} {word('answer', str(detail[name]))}"
        for name in ("response", "solved", "satisfied")
        if detail.get(name)
    ]
    if detail.get("unreached") is True:
        parts.append(word("satisfaction", "unreached"))
    if "step" in detail:
        said = _("取消第 {n} 步") if detail.get("off") is True else _("第 {n} 步")
        parts.append(said.format(n=int(detail["step"]) + 1))
    return parts
