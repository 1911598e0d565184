"""Entries as the list control wants them, and the words of the book room."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.clock import hall_day
from app.domain.matter import in_force
from app.domain.rules import Ruleset
from app.domain.workcalendar import WorkCalendar
from app.panes.books.queries import STAND_INS, Entry, Known, spoken
from app.panes.books.sections import fields_of, values_of
from app.text import N_, _, local_time, n_
from app.words import limit, word
from app.words.plain import one_line
from widgets.record_list import Face, Mark, RecordModel

TAB_WORDS = {
    "matter": N_("事项"),
    "responsibility": N_("责任清单"),
    "ruling": N_("裁定"),
    "limits": N_("时限与工作日历"),
    "chains": N_("审批链"),
    "algorithm": N_("算法"),
}
SECTION_WORDS = {
    "work_time": N_("工作时段与工作日"),
    "holidays": N_("节假日与调休"),
    "step_limits": N_("各环节时限"),
    "order_limits": N_("诉求类型时限"),
    "report_limits": N_("紧急信息报送时限"),
    "warnings": N_("预警、静音与下限"),
    "grade_words": N_("定级关键词"),
    "reasons": N_("回退、挂账等的原因"),
    "letters": N_("函件编号"),
    "chain.return": N_("签收后回退"),
    "chain.return_unsigned": N_("签收前回退"),
    "chain.extend": N_("延期"),
    "chain.extend_again": N_("再次延期"),
    "chain.suspend": N_("挂账"),
    "chain.defer": N_("缓办"),
    "chain.void": N_("作废"),
    STAND_INS: N_("岗位代行"),
}
_ICONS = {"limits": "calendar-clock", "chains": "route"}


class Shown:
    """An entry with what its face needs; the list control asks for its id."""

    def __init__(
        self, tab: str, entry: Entry, known: Known, now: datetime, unsaved: bool = False, day: str = ""
    ) -> None:
        self.tab, self.entry, self.known, self.now, self.unsaved = tab, entry, known, now, unsaved
        self._day = day or hall_day(now)
        self.id = entry.id
        """What stays the same while the entry changes."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shown) and self._what() == other._what()

    def __hash__(self) -> int:
        return hash((self.tab, self.entry.id))

    def _what(self) -> tuple[str, Entry, bool, str]:
        return self.tab, self.entry, self.unsaved, self._day


def entry_model() -> RecordModel[Shown]:
    """The list of one book."""
    return RecordModel(face_of)


def title_of(entry: Entry, known: Known) -> str:
    """What an entry is called."""
    record = entry.record
    if record is None:
        return {"matter": _("新事项"), "responsibility": _("新责任条目"), "algorithm": _("新算法")}[entry.kind]
    if entry.follows:
        return _("{name}：下一版本").format(name=title_of(replace(entry, follows=False), known))
    if entry.section:
        return _(SECTION_WORDS[entry.section])
    if entry.kind == "matter":
        return one_line(spoken(record), 40)
    if entry.kind == "ruling":
        return one_line(record.matter_name, 40) or _("全部类别")
    if entry.kind == "responsibility":
        return f"{_matter_of(record, known)} × {_ground_of(record, known)}"
    return one_line(getattr(record, "name", ""), 40) or entry.id


def face_of(shown: Shown) -> Face:
    """What the list shows of an entry."""
    entry, record = shown.entry, shown.entry.record
    light, note = standing(entry, shown.now)
    face = {
        "matter": _matter_face,
        "responsibility": _line_face,
        "ruling": _ruling_face,
        "ruleset": _section_face,
        "algorithm": _algorithm_face,
    }[entry.kind](shown, record)
    title, summary, number, details, chip = face
    return Face(
        id=entry.id,
        spoken="，".join(part for part in (title, summary, number, *details, chip.text, light.text, note) if part),
        light=light,
        title=title,
        summary=summary,
        number=" · ".join(filter(None, (note, number))),
        details=details,
        chip=chip,
        marks=_marks(shown),
        faded=light.tone == "muted",
    )


_FaceParts = tuple[str, str, str, tuple[str, ...], Mark]


def _matter_face(shown: Shown, matter: Any) -> _FaceParts:
    unit = one_line(shown.known.units.get(matter.unit_id, ""), 20)
    chip = Mark(limit(matter.limit_value, matter.limit_unit), "info")
    number = f"{word('kind', matter.kind)} {matter.big_code}{matter.small_code}"
    details = tuple(part for part in (one_line(matter.big_name, 16), unit) if part)
    return title_of(shown.entry, shown.known), one_line(matter.filing_cond, 60), number, details, chip


def _line_face(shown: Shown, line: Any) -> _FaceParts:
    known = shown.known
    title, ground = _matter_of(line, known), _ground_of(line, known)
    unit = one_line(line.unit_name or known.units.get(line.unit_id, line.unit_id), 24)
    helpers = _("协办 {n}").format(n=len(line.assist_unit_ids)) if line.assist_unit_ids else ""
    return title, ground, unit, tuple(part for part in (helpers, one_line(line.basis, 40)) if part), Mark("")


def _matter_of(line: Any, known: Known) -> str:
    return one_line(known.matters.get(line.matter_id, line.matter_id), 30) or _("全部类别")


def _ground_of(line: Any, known: Known) -> str:
    return one_line(known.areas.get(line.area_code, line.area_code), 30) or _("全区")


def _ruling_face(shown: Shown, ruling: Any) -> _FaceParts:
    unit = one_line(ruling.unit_name or shown.known.units.get(ruling.unit_id, ""), 24)
    when = local_time(ruling.decided_at, "date") if ruling.decided_at else ""
    who = " ".join(part for part in (one_line(ruling.decided_by, 16), when) if part)
    return (
        title_of(shown.entry, shown.known),
        one_line(ruling.basis, 60),
        unit,
        tuple(part for part in (who,) if part),
        Mark(""),
    )


def _section_face(shown: Shown, ruleset: Ruleset) -> _FaceParts:
    return title_of(shown.entry, shown.known), "", _section_words(shown.entry, ruleset), (), Mark("")


def _algorithm_face(shown: Shown, algorithm: Any) -> _FaceParts:
    matter = one_line(shown.known.matters.get(algorithm.matter_id, ""), 20)
    floor = _("下限 {n}").format(n=f"{algorithm.floor * 100:.0f}%")
    tone = {"normal": "ok", "lowered": "warn", "stopped": "alarm"}.get(algorithm.standing, "muted")
    details = tuple(part for part in (matter, one_line(algorithm.kind, 20)) if part)
    return title_of(shown.entry, shown.known), "", floor, details, Mark(word("standing", algorithm.standing), tone)


def _section_words(entry: Entry, ruleset: Ruleset) -> str:
    """A section in one line: what stands in it now."""
    values = values_of(entry, Known())
    if entry.section == "work_time":
        return "  ".join(f"{start}-{end}" for start, end in values["calendar/intervals"])
    if entry.section == "holidays":
        days = len(WorkCalendar.from_data(ruleset.calendar).days)
        return n_("{n} 天与平常不同", days).format(n=days)
    if entry.section.startswith("chain."):
        (posts,) = values.values()
        return " → ".join(word("role", post) for post in posts) or _("不需审批")
    if entry.section == "step_limits":
        said = [f"{word(spec.book, spec.label)} {limit(*values[spec.name])}" for spec in fields_of(entry)[:3]]
        return "  ".join(said) + "…"
    given = [value for value in values.values() if value not in (None, "", ())]
    return _("{n} 项").format(n=len(given)) if given else _("未设")


def standing(entry: Entry, now: datetime) -> tuple[Mark, str]:
    """Whether an entry is in force: icon and word, and from or until when."""
    record = entry.record
    if entry.kind == "ruleset":
        return Mark(
            _("规则"), "accent", _ICONS["chains" if entry.section.startswith(("chain", "stand")) else "limits"]
        ), ""
    if not record.enabled:
        return Mark(_("已废止") if entry.kind == "ruling" else _("已停用"), "muted", "circle-minus"), ""
    starts, ends = getattr(record, "valid_from", ""), getattr(record, "valid_to", "")
    until = _("至 {date}").format(date=ends) if ends else ""
    if in_force(starts, ends, now):
        return Mark(_("有效"), "ok", "circle-check"), until
    if starts and not in_force(starts, "", now):
        return Mark(_("未生效"), "info", "calendar-clock"), _("自 {date} 起").format(date=starts)
    return Mark(_("已失效"), "muted", "history"), until


def _marks(shown: Shown) -> tuple[Mark, ...]:
    entry = shown.entry
    if shown.unsaved:
        return (Mark(_("未保存"), "warn", "pencil"),)
    if entry.trouble:
        return (Mark(_("冲突") if entry.trouble == "conflict" else _("未通过"), "alarm", "triangle-alert"),)
    return (Mark(_("待发"), "info", "clock"),) if entry.pending else ()


def ground_words(known: Known) -> Any:
    """Say of a ruling where it holds, and who made it when."""

    def say(ruling: Any) -> dict[str, Any]:
        spot = f"{ruling.lon:.5f}, {ruling.lat:.5f}" if ruling.lon is not None and ruling.lat is not None else ""
        near = _("{spot} 周边 {n} 米").format(spot=spot, n=f"{ruling.radius_m:g}") if spot else ""
        places = (known.areas.get(ruling.area_code, ruling.area_code), ruling.part_code, ruling.place_id, near)
        when = local_time(ruling.decided_at, "full") if ruling.decided_at else ""
        return {
            "ground": " · ".join(part for part in places if part) or _("全区"),
            "decided": " ".join(part for part in (ruling.decided_by, when) if part),
        }

    return say


def section_words() -> Mapping[str, str]:
    """The sections of the ruleset in the operator's language."""
    return {name: _(said) for name, said in SECTION_WORDS.items()}
