"""The life of a case as lines of a timeline, newest first."""

from collections.abc import Iterable

from app.panes.cases.parts.keys import GRAVE
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.tones import action_icon, state_tone
from app.store.rows import StepRow
from app.text import _, local_time
from app.words import limit, word
from widgets.timeline import TimelineStep


def timeline_of(steps: Iterable[StepRow]) -> tuple[TimelineStep, ...]:
    """What was done, by whom, at which seat, when; what still waits for the hub is marked."""
    return tuple(_line(step) for step in reversed(list(steps)))


def who_words(step: StepRow) -> str:
    """The person behind a step: 王芳 · 受理员 · 3 号席."""
    seat = _("{seat} 号席").format(seat=step.seat) if step.seat else ""
    role = word("role", step.role) if step.role else ""
    return " · ".join(part for part in (one_line(step.operator, 24), role, seat) if part)


def _line(step: StepRow) -> TimelineStep:
    tone = "alarm" if step.action in GRAVE else state_tone(step.to_state)
    return TimelineStep(
        time=local_time(step.at),
        title=word("action", step.action),
        who=who_words(step),
        note=_note(step),
        tone="info" if step.waiting else tone,
        icon="clock" if step.waiting else action_icon(step.action),
        waiting=step.waiting,
        badge=_("待发") if step.waiting else "",
    )


def _note(step: StepRow) -> str:
    parts = []
    if step.action in ("dispatch", "redispatch", "sign", "return", "finish") and step.unit_name:
        parts.append(one_line(step.unit_name, 40))
    if step.detail.get("limit_value"):
        parts.append(limit(float(step.detail["limit_value"]), str(step.detail.get("limit_unit", ""))))
    if step.detail.get("close_type"):
        parts.append(word("close_type", str(step.detail["close_type"])))
    parts += [one_line(str(step.detail[name]), 60) for name in ("phone", "result") if step.detail.get(name)]
    head = " · ".join(parts)
    return "\n".join(part for part in (head, one_line(step.note, 600)) if part)
