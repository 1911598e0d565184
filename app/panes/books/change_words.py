"""What a change of an entry says in words: the field, what it said before, and what it says since."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.domain.book_change import FILE, LOAD, BookChange
from app.domain.records import from_row
from app.panes.books.queries import Entry, Known
from app.panes.books.sections import FieldSpec, fields_of, label_of, ruleset_value
from app.text import N_, _, local_time
from app.words import books, limit, word
from app.words.plain import one_line

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
NOTHING = "—"
MOST_SAID = 2
# Columns that no form has and that other actions change.
_BESIDE = (
    FieldSpec("standing", N_("状态"), "choice", "standing"),
    FieldSpec("proposed", N_("提请"), "choice", "standing"),
    FieldSpec("reason", N_("理由")),
    FieldSpec("enabled", N_("启用"), "bool"),
)
Difference = tuple[str, str, str]
"""Name of the field, old and new in words; old is empty where the entry was new."""


def differences(entry: Entry, change: BookChange, known: Known) -> tuple[Difference, ...]:
    """Return what a change did to this entry; nothing where it was about another section of the same record.

    Of a load that is told as a whole, what it did to the book: this entry may be among it or not.
    """
    if not change.entry_id and change.action == LOAD:
        return ((_("整本批量导入"), "", _load_words(change)),)
    specs = fields_of(entry)
    names = {spec.name for spec in specs}
    found = []
    for spec in (*specs, *(spec for spec in _BESIDE if spec.name not in names)):
        pair = _pair(spec, change)
        if pair is not None:
            old, new = (value_words(spec, value, known) for value in pair)
            if old != new:
                found.append((label_of(spec), "" if _is_new(change) else old, new))
    return tuple(found)


def told_by(change: BookChange) -> str:
    """Who did it, when and where: 2026-03-04 12:05:33 · 03 席 赵（系统管理员）."""
    said = _("{time} · {seat} 席 {name}（{role}）")
    name, role = one_line(change.operator, 20) or NOTHING, word("role", change.role)
    told = said.format(time=local_time(change.at, "full"), seat=change.seat or NOTHING, name=name, role=role)
    file = one_line(str(change.values.get(FILE, (None, ""))[1] or ""), 60)
    return _("{told} · 导入自 {file}").format(told=told, file=file) if file else told


def in_short(entry: Entry, change: BookChange, known: Known) -> str:
    """The change in one line."""
    found = differences(entry, change, known)
    if _is_new(change):
        return _("新建")
    said = "；".join(f"{name}：{old} → {new}" for name, old, new in found[:MOST_SAID])
    return _("{said} 等 {n} 项").format(said=said, n=len(found)) if len(found) > MOST_SAID else said


def _load_words(change: BookChange) -> str:
    new, changed, listed = (change.values[name][1] for name in ("@new", "@changed", "@listed"))
    said = _("新增 {new:,} 条，改动 {changed:,} 条；前 {listed:,} 条逐条记录，其余只记总数")
    return said.format(new=new, changed=changed, listed=listed)


def value_words(spec: FieldSpec, value: Any, known: Known) -> str:
    """A value as its field shows it, on one line."""
    if value in (None, "", (), [], {}) and spec.sort not in ("bool", "chain"):
        return NOTHING
    if spec.sort == "pick":
        return known.of(spec.source).get(value, str(value))
    if spec.sort == "names":
        return "、".join(known.of(spec.source).get(each, each) for each in value)
    if spec.sort == "choice":
        return _(books()[spec.source].get(value, str(value)))
    return _SAID.get(spec.sort, _text)(value)


def _pair(spec: FieldSpec, change: BookChange) -> tuple[Any, Any] | None:
    """Old and new value of a field, None where its column was not changed."""
    values, (column, slash, _part) = change.values, spec.name.partition("/")
    if spec.sort == "limit" and not slash:
        if "limit_value" not in values:
            return None
        sides = zip(values["limit_value"], values.get("limit_unit", ["", ""]), strict=True)
        old, new = (None if None in side else side for side in sides)
        return old, new
    if column not in values:
        return None
    old, new = values[column]
    if slash:
        old, new = (ruleset_value(from_row("ruleset", {column: side or {}}), spec.name) for side in (old, new))
    if spec.sort == "days":
        # A year of holidays is long: only the days that differ are told.
        return _without(old, new), _without(new, old)
    return old, new


def _without(days: dict[str, bool], others: dict[str, bool]) -> dict[str, bool]:
    return {day: works for day, works in days.items() if others.get(day) is not works}


def _is_new(change: BookChange) -> bool:
    return bool(change.values) and all(old is None for old, _new in change.values.values())


def _text(value: Any) -> str:
    return one_line(str(value), 120)


def _days(value: dict[str, bool]) -> str:
    words = {True: _("班"), False: _("休")}
    return "、".join(f"{_day(day)} {words[bool(works)]}" for day, works in sorted(value.items()))


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}/{day.month}/{day.day}"


def _number(value: Any) -> str:
    return f"{value:g}"


_SAID: dict[str, Callable[[Any], str]] = {
    "bool": lambda value: _("是") if value else _("否"),
    "lines": lambda value: one_line("、".join(value), 160),
    "percent": lambda value: f"{value * 100:g}%",
    "number": _number,
    "whole": _number,
    "limit": lambda value: limit(float(value[0]), str(value[1])),
    "pair": lambda value: _("电话 {a} 分钟，书面 {b} 分钟").format(a=_number(value[0]), b=_number(value[1])),
    "span": lambda value: "-".join(value),
    "spans": lambda value: "  ".join("-".join(span) for span in value),
    "weekdays": lambda value: "、".join(_(WEEKDAYS[day]) for day in sorted(value)),
    "days": _days,
    "chain": lambda value: " → ".join(word("role", post) for post in value or ()) or _("不需审批"),
    "roles": lambda value: "、".join(word("role", post) for post in sorted(value)),
}
