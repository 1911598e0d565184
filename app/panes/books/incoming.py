"""What a file would do to a book: each row new, changed field by field, unchanged, or refused and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.book_change import BookChange
from app.domain.clock import from_text, hall_day
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.matter import in_force
from app.domain.records import column_types, columns, from_row
from app.domain.rules import Ruleset
from app.panes.books import commands
from app.panes.books.change_words import NOTHING, Difference, differences
from app.panes.books.queries import KIND_OF, RULESET, Entry, Known
from app.panes.books.sections import fields_of, label_of
from app.store import Reader
from app.text import _
from app.words import refusal

KINDS = {"matter": "matter", "responsibility": "responsibility", "ruling": "ruling", "algorithm": "algorithm",
         "limits": "calendar"}  # fmt: skip
"""What a file may bring into which book; into the limits, the days that differ."""
SORTS = ("refused", "next", "changed", "new", "same")
"""In the order in which a person should look at them."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One row of a file: its line there, what it would do (one of `SORTS`), and the command that does it."""

    id: str
    sort: str
    place: int
    title: str = ""
    differences: tuple[Difference, ...] = ()
    why: str = ""
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and what they would be told by the rules; `known` are the names in the books."""

    by: Actor
    at: datetime
    known: Known
    preview: Callable[[Command], Rejected | None]


def read(path: Path, tab: str, reader: Reader, asking: Asking) -> tuple[tuple[Incoming, ...], tuple[str, ...]]:
    """Return the rows of a file, and its columns that nobody asked for. Not for the main thread.

    Raises Rejected for a file that cannot be read at all, OSError.
    """
    # Tables come in through large libraries: bootstrap opens them behind the first look, not the room itself.
    from app.imports.books import read_book
    from app.imports.ground import Ground

    told = read_book(path, KINDS[tab], None, Ground.of_books(reader, asking.at))
    refused = [_refused(KIND_OF[tab], each.place, each.code, each.detail, each.cells) for each in told.rejects]
    rows = zip(told.rows, told.places, strict=True)
    if tab == "limits":
        return _in_order([*refused, *_days(rows, reader, asking)]), told.unknown
    return _in_order([*refused, *(_entry(tab, row, place, reader, asking) for row, place in rows)]), told.unknown


def _in_order(rows: Iterable[Incoming]) -> tuple[Incoming, ...]:
    return tuple(sorted(rows, key=lambda row: (SORTS.index(row.sort), row.place)))


def _refused(kind: str, place: int, code: str, detail: str, cells: Mapping[str, Any]) -> Incoming:
    name = next((str(cells[key]) for key in ("小类", "小类名称", "名称", "name", "责任单位") if cells.get(key)), "")
    return Incoming(f"x{place}", "refused", place, name, why=why_not(kind, code, detail))


def why_not(kind: str, code: str, detail: str) -> str:
    """Why a row is refused, the field in the hall's word: 有一项内容填写不正确（处置时限 -3）."""
    field, _space, rest = detail.partition(" ")
    names = {spec.name: label_of(spec) for spec in fields_of(Entry("", kind, "", None))} if kind != "ruleset" else {}
    names |= {"limit_value": names.get("limit", ""), "limit_unit": names.get("limit", "")}
    told = " ".join(filter(None, (names.get(field) or field, rest)))
    return refusal(code) + (f"（{told}）" if told else "")


def _entry(kind: str, row: dict[str, Any], place: int, reader: Reader, asking: Asking) -> Incoming:
    target = str(row["id"])
    seen = reader.get(kind, target)
    told = {name: value for name, value in row.items() if name != "id" and not _is_said(kind, seen, name, value)}
    if seen is not None and not told:
        return Incoming(target, "same", place, _title(kind, seen, asking.known))
    follows = kind == "matter" and seen is not None and _comes_later(seen, row, asking.at)
    make = commands.succeed if follows else commands.change
    command = make(kind, target, told, seen, asking.by, asking.at)
    if (no := asking.preview(command)) is not None:
        name = str(row.get("name") or row.get("matter_name") or target)
        return Incoming(target, "refused", place, name, why=why_not(kind, no.code, no.detail))
    after = from_row(kind, {**row, "id": target}) if seen is None else seen
    what = _differences(kind, target, seen, told, asking.known)
    sort = "new" if seen is None else "next" if follows else "changed"
    return Incoming(target, sort, place, _title(kind, after, asking.known), what, command=command)


def _is_said(kind: str, seen: Any, name: str, value: Any) -> bool:
    """Whether an entry says so already; a table knows no fractions of a second."""
    if seen is None or name not in columns(kind):
        return False
    now = getattr(seen, name)
    if column_types(kind)[name] == "time":
        there = from_text(value) if isinstance(value, str) and value else value or None
        return bool(now == there or (now and there and abs((now - there).total_seconds()) < 1))
    return bool((list(now) if isinstance(now, tuple) else now) == value)


def _comes_later(seen: Any, row: Mapping[str, Any], at: datetime) -> bool:
    """Whether a row is the next version of what is in force: it begins on a day to come."""
    day = str(row.get("valid_from") or "")
    return day > hall_day(at) and day != seen.valid_from and in_force(seen.valid_from, seen.valid_to, at)


def _title(kind: str, record: Any, known: Known) -> str:
    if kind == "responsibility":
        matter = known.matters.get(record.matter_id, record.matter_id) or _("全部类别")
        return f"{matter} × {known.areas.get(record.area_code, record.area_code) or _('全区')}"
    return str(getattr(record, "name", "") or getattr(record, "matter_name", "") or record.id)


def _differences(kind: str, target: str, seen: Any, told: Mapping[str, Any], known: Known) -> tuple[Difference, ...]:
    values = {name: [getattr(seen, name) if seen is not None else None, value] for name, value in told.items()}
    if seen is not None and {"limit_value", "limit_unit"} & values.keys():
        for name in ("limit_value", "limit_unit"):
            values.setdefault(name, [getattr(seen, name)] * 2)
    change = BookChange(id="", kind=kind, entry_id=target, values=values)
    return differences(Entry(target, kind, target, seen), change, known)


def joined(asked: Iterable[Command]) -> list[Command]:
    """Return the commands to send: days that differ are parts of one calendar and go together, all else goes alone."""
    found: dict[str, Command] = {}
    for command in asked:
        before = found.get(command.id)
        found[command.id] = (
            command if before is None else _with_days(command, {**_days_of(before), **_days_of(command)})
        )
    return list(found.values())


def _days(rows: Iterable[tuple[dict[str, Any], int]], reader: Reader, asking: Asking) -> list[Incoming]:
    """Days off and work days out of turn: parts of one command, of which each row carries its own day."""
    ruleset = reader.get("ruleset", RULESET) or Ruleset()
    before = dict(ruleset.calendar.get("days") or {})
    row = {"calendar": dict(ruleset.calendar)}
    command = commands.change("ruleset", RULESET, row, ruleset, asking.by, asking.at)
    said = {None: NOTHING, True: _("上班"), False: _("放假")}
    found = []
    for told, place in rows:
        day, works = str(told["id"]), bool(told["work"])
        same = before.get(day) is works
        what = ((str(told.get("name") or _("当天")), said[before.get(day)], said[works]),)
        sort = "same" if same else "changed" if day in before else "new"
        own = None if same else _with_days(command, {**before, day: works})
        found.append(Incoming(day, sort, place, day, what, command=own))
    return found


def _days_of(command: Command) -> dict[str, bool]:
    return dict(command.args["row"]["calendar"].get("days") or {})


def _with_days(command: Command, days: Mapping[str, bool]) -> Command:
    calendar = {**command.args["row"]["calendar"], "days": dict(sorted(days.items()))}
    return replace(command, args={"row": {"calendar": calendar}})
