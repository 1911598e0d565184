"""The list of the conflict desk: one row for each own action that did not go through or waits, and its sections."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.panes.cases.parts.acting.labels import label_of, value_words
from app.panes.cases.parts.offline.conflicts import FOLLOWERS, MOST_NAMED, Desk, Entry
from app.panes.cases.parts.offline.many import alone
from app.panes.cases.parts.plain import one_line
from app.store import PendingCommand
from app.text import N_, _, local_time
from app.words import refusal, word
from widgets.record_list import Face, Mark

_TOLD, MOST_FIELDS = 2, 6
SECTION_WORDS = {
    "": N_("全部"),
    "alone": N_("须逐项"),
    "together": N_("可一并"),
    "conflict": N_("有冲突"),
    "refused": N_("被拒绝"),
    "waiting": N_("等待发送"),
}
FIELD = "field:"


@dataclass(frozen=True, slots=True)
class ClashRow:
    """A row: an entry that wants a decision, or a command that waits; and the sections it belongs to."""

    id: str
    sections: tuple[str, ...]
    entry: Entry | None = None
    waiting: PendingCommand | None = None
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


def rows_of(desk: Desk, names: Mapping[str, str]) -> tuple[ClashRow, ...]:
    """Every row: what wants a decision first, then what waits to be sent, as far as it is named."""
    every = {**names, **(desk.names or {})}
    decide = (ClashRow(entry.trouble.command.id, _sections_of(entry), entry, names=every) for entry in desk.entries)
    waiting = (ClashRow(one.command.id, ("waiting",), None, one, every) for one in desk.waiting[:MOST_NAMED])
    return *decide, *waiting


def sections(rows: Sequence[ClashRow]) -> dict[str, int]:
    """The sections a list may be narrowed to, with their sizes; none where everything is alike."""
    found = Counter(name for row in rows for name in row.sections)
    fields = [name for name, _count in found.most_common() if name.startswith(FIELD)][:MOST_FIELDS]
    shown = {name: found[name] for name in (*list(SECTION_WORDS)[1:], *fields) if 0 < found[name] < len(rows)}
    return {"": len(rows)} | shown if shown else {}


def section_words(name: str) -> str:
    """What a section is called."""
    return label_of(name.removeprefix(FIELD)) if name.startswith(FIELD) else _(SECTION_WORDS[name])


def face_of(row: ClashRow) -> Face:
    """What the list shows of a row."""
    return _entry_face(row.entry, row) if row.entry is not None else _waiting_face(row)


def about(entry: Entry) -> tuple[str, str]:
    """Number and name of what an action was about."""
    case, command = entry.case, entry.trouble.command
    if case is None:
        return "", word("kind", command.noun)
    return one_line(case.case_no, 24) or _("待编号"), one_line(case.matter_name, 16)


def alone_words(why: str) -> str:
    """What wants a decision of its own."""
    return _("其后有等着的") if why == FOLLOWERS else label_of(why)


def _sections_of(entry: Entry) -> tuple[str, ...]:
    fields = (f"{FIELD}{line.field}" for line in entry.lines if not line.safe)
    return "alone" if alone(entry) else "together", entry.trouble.outcome, *fields


def _entry_face(entry: Entry, row: ClashRow) -> Face:
    command, (number, name) = entry.trouble.command, about(entry)
    clash, why = entry.trouble.outcome == "conflict", alone(entry)
    light = Mark(_("有冲突") if clash else _("被拒绝"), "warn" if clash else "alarm", "triangle-alert")
    chip = Mark(_("须逐项"), "warn") if why else Mark(_("可一并"), "ok")
    title = _("我的“{action}”").format(action=word("action", command.operation))
    place = one_line(entry.case.address or entry.case.area_name, 24) if entry.case is not None else ""
    told = _differences(entry, row.names) if entry.lines else (refusal(entry.trouble.code),)
    spoken = (light.text, title, number, name, place, *told, chip.text)
    return Face(
        id=row.id,
        spoken="，".join(part for part in spoken if part),
        light=light,
        light_note=local_time(command.at),
        title=title,
        summary=" ".join(part for part in (name, place) if part),
        number=number,
        details=told,
        chip=chip,
        marks=(Mark(alone_words(why), "warn", "hand"),) if why else (),
    )


def _differences(entry: Entry, names: Mapping[str, str]) -> tuple[str, ...]:
    """Field by field what I asked and what stands there: 地点：我 东关街1号 · 现在 南关街1号."""
    known = dict(names)
    wide = [line for line in entry.lines if not line.safe]
    both = _("{field}：我 {mine} · 现在 {theirs}")
    said = [
        both.format(
            field=label_of(line.field),
            mine=value_words(line.field, line.asked, known),
            theirs=value_words(line.field, line.found, known),
        )
        for line in wide[:_TOLD]
    ]
    more = len(wide) - _TOLD
    return (*said, _("等 {n} 项").format(n=len(wide))) if more > 0 else tuple(said)


def _waiting_face(row: ClashRow) -> Face:
    pending = row.waiting
    assert pending is not None
    command = pending.command
    what = word("action", command.operation) if command.noun == "case" else word("kind", command.noun)
    about_it = row.names.get(command.target) or (_("待编号") if command.noun == "case" else "")
    light = _waiting_mark(pending)
    return Face(
        id=row.id,
        spoken="，".join(part for part in (light.text, what, about_it) if part),
        light=light,
        light_note=local_time(command.at),
        title=what,
        number=about_it,
        faded=True,
    )


def _waiting_mark(pending: PendingCommand) -> Mark:
    if pending.behind:
        return Mark(_("等前一项"), "warn", "hourglass")
    if pending.held:
        return Mark(_("可撤销"), "accent", "undo-2")
    return Mark(_("等回执") if pending.sent else _("待发"), "info", "clock")
