"""What the queue shows of a case: its light, its cells by column, and the marks beside its state."""

from collections.abc import Sequence
from datetime import datetime

from app.panes.cases.parts.incident.marks import incident_mark, urgent_mark
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.spans import light_mark, light_note
from app.panes.cases.parts.tones import state_tone
from app.store import CaseRow
from app.text import _, local_time
from app.words import word
from widgets.record_list import Face, Mark

Seats = Sequence[tuple[str, str]]


def face_of(row: CaseRow, now: datetime, seat: str = "", watchers: Seats = ()) -> Face:
    """The face of a case at `now`, as seat `seat` sees it; `watchers` are (seat, name) of who else looks at it."""
    light, state = light_mark(row, now), word("state", row.state)
    title = one_line(row.matter_name, 40) or _("未分类")
    number = one_line(row.case_no, 32) or _("待编号")
    place, unit = one_line(row.address or row.area_name, 24), one_line(row.unit_name, 16)
    marks = marks_of(row, seat, watchers)
    spoken = (light.text, number, title, state, place, unit, *(mark.text for mark in marks))
    return Face(
        id=row.id,
        spoken=_("，").join(part for part in spoken if part),
        light=light,
        light_note=light_note(row, now),
        title=title,
        summary=one_line(row.description, 120),
        number=number,
        details=tuple(part for part in (place, unit, source_words(row)) if part),
        chip=Mark(state, state_tone(row.state)),
        marks=marks,
        faded=not row.is_open,
        cells=_cells(row, number, place, unit),
    )


def source_words(row: CaseRow) -> str:
    """Where a case came from, with the number it has there."""
    return " ".join(part for part in (word("source", row.source), one_line(row.source_no, 24)) if part)


def marks_of(row: CaseRow, seat: str, watchers: Seats) -> tuple[Mark, ...]:
    """What sets a case apart, the gravest first."""
    return tuple(mark for mark in (*_own(row), *_grave(row), *_hands(row, seat, watchers)) if mark.text)


def _own(row: CaseRow) -> tuple[Mark, ...]:
    waiting = Mark(_("可撤销"), "accent", "undo-2") if row.held else Mark(_("待发"), "info", "clock")
    return (
        Mark(_("未通过") if row.trouble else "", "alarm", "triangle-alert"),
        waiting if row.pending else Mark(""),
    )


def _grave(row: CaseRow) -> tuple[Mark, ...]:
    return (
        urgent_mark(row),
        incident_mark(row),
        Mark(word("asked", row.asked) if row.asked else "", "warn", "hand"),
        Mark(_("督") if row.supervised else "", "alarm", "gavel"),
        Mark(_("退{n}").format(n=row.returns) if row.returns else "", "warn", "undo-2"),
        Mark(_("催{n}").format(n=row.urges) if row.urges else "", "warn", "bell"),
        Mark(_("重{n}").format(n=row.repeats) if row.repeats else "", "warn", "repeat"),
        Mark(_("不满") if row.satisfaction == "unsatisfied" else "", "alarm", "message-square"),
    )


def _hands(row: CaseRow, seat: str, watchers: Seats) -> tuple[Mark, ...]:
    mine = bool(seat) and row.claimed_by == seat
    claimed = _("我") if mine else one_line(row.claimed_by, 6)
    seen = _("、").join(one_line(other, 6) for other, _name in watchers if other != seat)
    return (Mark(claimed, "accent" if mine else "info", "user-check"), Mark(seen, "info", "eye"))


def _cells(row: CaseRow, number: str, place: str, unit: str) -> tuple[tuple[str, str], ...]:
    return (
        ("number", number),
        ("title", one_line(row.description, 120)),
        ("place", place),
        ("unit", unit),
        ("source", word("source", row.source)),
        ("source_no", one_line(row.source_no, 24)),
        ("grade", word("grade", str(row.grade))),
        ("order_type", word("order_type", row.order_type) if row.order_type else ""),
        ("reported", _moment(row.reported_at)),
        ("updated", _moment(row.updated_at)),
        ("due", _moment(row.due_at)),
        ("claimed", _claimed(row)),
    )


def _moment(at: datetime | None) -> str:
    return local_time(at, "day") if at is not None else ""


def _claimed(row: CaseRow) -> str:
    return " ".join(one_line(part, 8) for part in (row.claimed_by, row.claimed_name) if part)
