"""What the keeper's hands do: open an entry, start a new one, save what differs, retire a ruling."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.dispatch import Sent
from app.domain.clock import hall_day
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.domain.records import from_row, to_row
from app.domain.workcalendar import WorkCalendar
from app.panes.books import commands
from app.panes.books.change_words import differences, in_short, told_by
from app.panes.books.model import ground_words, standing, title_of
from app.panes.books.parts.building import Surroundings
from app.panes.books.parts.form import EntryForm
from app.panes.books.queries import KIND_OF, Entry, Shelf, changes
from app.panes.books.sections import fields_of, row_of, spec_of_column, values_of
from app.panes.books.view import BooksView
from app.qt.draft_keeper import DraftKeeper
from app.qt.drafts import Drafts
from app.qt.pane import PaneContext
from app.text import _
from app.words import refusal

NEW = "new"
MADE_HERE = frozenset({"matter", "responsibility", "algorithm"})


class Keeping(QObject):
    """One form in front. What is typed in any of them stays on disk until it is saved or dropped.

    `saved(id)` when something was; `moved` when the list should mark its entries again.
    """

    saved = Signal(str)
    moved = Signal()

    def __init__(self, ctx: PaneContext, view: BooksView, shelf: Callable[[], Shelf], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._shelf = ctx, view, shelf
        self._drafts = Drafts()
        self._keeper = DraftKeeper(ctx.profile.folder / "book_drafts.json", self._drafts, ctx.tasks, self)
        self._history = self._followed = False
        self.entry: Entry | None = None

    @property
    def may_edit(self) -> bool:
        """Whether this post keeps the books."""
        return self._ctx.reader.rules().may(self._ctx.actor().role, "edit_books")

    def unsaved(self, tab: str) -> frozenset[str]:
        """The entries of a book with something unsaved; `NEW` among them is one not there yet."""
        return frozenset(name.removesuffix(commands.NEXT) for name in self._drafts.of_case(tab))

    def stop(self) -> None:
        """Write what is not written yet."""
        self._keeper.stop()

    def open(self, tab: str, entry: Entry | None) -> None:
        """Show an entry, with what was typed and not saved; None shows nothing."""
        self.entry = entry
        if entry is None:
            self._view.put(None)
            return
        draft = self._drafts.find(tab, entry.id) if not self._why_locked(entry) else {}
        if draft:
            self.entry = _as_seen(entry, draft.get("seen"))
        form = self._shown(self.entry or entry, draft.get("typed") or {})
        if draft and self.entry is not None and self.entry.record != entry.record:
            self._warn(form)
        if not entry.follows and self._drafts.find(tab, f"{entry.id}{commands.NEXT}"):
            form.tell(_("下一版本还没有保存；按 V 接着写"))

    def begin(self, tab: str) -> None:
        """Open the form of a new entry."""
        if tab in MADE_HERE and self.may_edit:
            self.open(tab, Entry(NEW, KIND_OF[tab], "", None))
            if self._view.form is not None:
                self._view.form.focus_first()

    def succeed(self) -> None:
        """Open the form of the next version of the matter in hand."""
        if self.may_succeed() and (entry := self.entry) is not None:
            self.open(self._view.tab, replace(entry, id=f"{entry.id}{commands.NEXT}", follows=True))
            if self._view.form is not None:
                self._view.form.focus_first("valid_from")

    def may_succeed(self) -> bool:
        """Whether the entry in hand is a matter that may be changed from a day on."""
        entry = self.entry
        return entry is not None and entry.kind == "matter" and _is_there(entry) and self.may_edit

    def turn_history(self) -> None:
        """Show what was done to the entries, or their fields again."""
        self._history = not self._history
        if self._view.form is not None and self.entry is not None:
            self._tell_changes(self._view.form, self.entry)

    def refreshed(self, tab: str) -> None:
        """The books were read again: what nobody is typing in follows, what somebody is typing in says so."""
        form, entry = self._view.form, self.entry
        if form is None or entry is None or entry.record is None:
            return
        now = self._shelf().find(tab, entry.id.removesuffix(commands.NEXT))
        if now is None or now.record == entry.record:
            self._mark(form, now or entry)
        elif form.dirty or entry.follows:
            self._warn(form)
        else:
            self.entry = now
            form.fill(self._values(now))
            self._mark(form, now)

    def save(self) -> None:
        """Send what differs, or point at what is wrong."""
        form, entry = self._view.form, self.entry
        if form is None or entry is None or self._why_locked(entry):
            return
        changed = form.changes()
        if not changed:
            return
        target = entry.target or self._target(entry, changed, form)
        if not target:
            return
        row = row_of(entry, {name: value for name, value in changed.items() if name != "id"}, self._shelf().known)
        make = commands.succeed if entry.follows else commands.change
        command = make(entry.kind, target, row, entry.record, self._ctx.actor(), self._ctx.clock.now())
        self._settle(commands.write(self._ctx.dispatch, command), form, entry, target)

    def retire(self) -> None:
        """End the ruling in hand."""
        form, entry = self._view.form, self.entry
        if form is not None and entry is not None and entry.kind == "ruling":
            answer = commands.retire(self._ctx.dispatch, entry.target)
            form.tell(refusal(answer.code) if isinstance(answer, Rejected) else "")
            self.moved.emit()

    def leave(self) -> None:
        """Drop what was typed; with nothing typed, back to the list."""
        form, entry = self._view.form, self.entry
        if form is not None and entry is not None and (form.dirty or not _is_there(entry)):
            self._drafts.drop(self._view.tab, entry.id)
            now = self._shelf().find(self._view.tab, entry.id.removesuffix(commands.NEXT))
            self.open(self._view.tab, now)
        self.moved.emit()
        self._view.list.setFocus()

    # --- inside ---

    def _shown(self, entry: Entry, typed: Mapping[str, Any]) -> EntryForm:
        """The form with an entry in it: the one that is there where its controls serve, else a new one."""
        around, form = self._around(), self._view.form
        if form is not None and _is_there(entry) and not self._followed and form.serves(fields_of(entry), around):
            form.turn_to(title_of(entry, self._shelf().known), self._values(entry), typed)
            self._mark(form, entry)
        else:
            form = self._make(entry, around)
            form.retype(typed)
            self._view.put(form)
            form.edited.connect(self._remember)
        self._followed = entry.follows
        return form

    def _around(self) -> Surroundings:
        ruleset = self._ctx.reader.get("ruleset", "default")
        calendar = WorkCalendar.from_data(ruleset.calendar if ruleset is not None else {})
        today = date.fromisoformat(hall_day(self._ctx.clock.now()))
        return Surroundings(self._shelf().known, today, calendar.weekdays)

    def _make(self, entry: Entry, around: Surroundings) -> EntryForm:
        form = EntryForm(
            title_of(entry, self._shelf().known),
            fields_of(entry),
            self._values(entry),
            around,
            entry.record is None,
            self._view.beside,
        )
        form.submitted.connect(self.save)
        form.left.connect(self.leave)
        form.asked.connect(self._asked)
        form.edited.connect(self.moved)
        self._mark(form, entry)
        return form

    def _asked(self, intent: str) -> None:
        {"retire": self.retire, "succeed": self.succeed, "changes": self.turn_history}[intent]()

    def _remember(self) -> None:
        """Keep what is typed, and what its entry said when it was."""
        form, entry = self._view.form, self.entry
        if form is None or entry is None:
            return
        if typed := form.typed():
            seen = to_row(entry.record) if entry.record is not None else None
            self._drafts.keep(self._view.tab, entry.id, {"typed": typed, "seen": seen})
        else:
            self._drafts.drop(self._view.tab, entry.id)

    def _values(self, entry: Entry) -> dict[str, Any]:
        known = self._shelf().known
        values = values_of(entry, known, ground_words(known))
        return values | {"valid_from": "", "valid_to": ""} if entry.follows else values

    def _why_locked(self, entry: Entry) -> str:
        if entry.kind == "ruling":
            return _("裁定在派遣或会商时作出，或从文件导入；这里可以查看和废止")
        return "" if self.may_edit else _("您可以查看；修改由系统管理员办理")

    def _mark(self, form: EntryForm, entry: Entry) -> None:
        if entry.trouble:
            form.badge.set(_("有未通过的修改，见 F7"), "alarm", "triangle-alert")
        else:
            form.badge.set(_("待发") if entry.pending else "", "info", "clock")
        if _is_there(entry):
            light, note = standing(entry, self._ctx.clock.now())
            in_force = light.tone in ("ok", "accent") and not note
            form.standing.set("" if in_force else " ".join(filter(None, (light.text, note))), light.tone, light.icon)
        form.lock(self._why_locked(entry), self._open_to(entry))
        self._tell_changes(form, entry)

    def _open_to(self, entry: Entry) -> list[str]:
        """The buttons of an entry besides saving."""
        if not _is_there(entry):
            return []
        rules = self._ctx.reader.rules()
        retires = entry.kind == "ruling" and entry.record.enabled and rules.may(self._ctx.actor().role, "rule")
        succeeds = entry.kind == "matter" and self.may_edit
        return ["changes", *(["retire"] if retires else []), *(["succeed"] if succeeds else [])]

    def _tell_changes(self, form: EntryForm, entry: Entry) -> None:
        if not _is_there(entry):
            return
        known = self._shelf().known
        told = [(change, differences(entry, change, known)) for change in changes(self._ctx.reader, entry)]
        told = [(change, what) for change, what in told if what]
        last, own = "", [change for change, _what in told if change.entry_id]
        if own:
            change = own[0]
            last = _("最后修改：{who} · {what}").format(who=told_by(change), what=in_short(entry, change, known))
        form.show_changes([(told_by(change), what) for change, what in told], last, self._history)

    def _warn(self, form: EntryForm) -> None:
        form.tell(_("这一条刚被修改过；保存时会逐项对照，冲突的不会覆盖"))

    def _target(self, entry: Entry, changed: dict[str, Any], form: EntryForm) -> str:
        """The id of a new record; "" where it cannot have one yet, said at the field."""
        if entry.kind == "responsibility":
            return new_id()
        if entry.kind == "algorithm":
            field, target = "id", str(changed["id"])
        else:
            codes = {name: str(changed[name]) for name in ("big_code", "small_code")}
            odd = [name for name, code in codes.items() if not (len(code) == 2 and code.isdigit() and code.isascii())]
            if odd:
                form.complain({odd[0]: _("请填两位数字")})
                return ""
            field, target = "small_code", f"{changed['kind']}-{codes['big_code']}{codes['small_code']}"
        if self._ctx.reader.get(entry.kind, target) is not None:
            form.complain({field: _("已有这个代码；要从某日起改，请打开那一条按 V")})
            return ""
        return target

    def _settle(self, answer: commands.Answer, form: EntryForm, entry: Entry, target: str) -> None:
        if isinstance(answer, Rejected):
            field = spec_of_column(form.specs, "valid_from" if answer.code == "book.overlap" else answer.detail)
            form.complain({field: refusal(answer.code)} if field else {})
            form.tell(refusal(answer.code))
            return
        assert isinstance(answer, Sent)
        self._drafts.drop(self._view.tab, entry.id)
        if _is_there(entry):
            # What the form shows now is what is saved; the store's own answer follows at once.
            self.entry = replace(entry, record=self._ctx.reader.get(entry.kind, target), pending=entry.pending + 1)
            form.fill(self._values(self.entry))
            self._mark(form, self.entry)
        else:
            self.open(self._view.tab, None)
        self.saved.emit(entry.id if _is_there(entry) else commands.made_by(answer.command))


def _is_there(entry: Entry) -> bool:
    """Whether the entry is in the book already."""
    return entry.record is not None and not entry.follows


def _as_seen(entry: Entry, seen: dict[str, Any] | None) -> Entry:
    """The entry as it was when somebody began to type: what is sent is guarded by that."""
    try:
        return replace(entry, record=from_row(entry.kind, seen)) if seen else entry
    except (KeyError, TypeError, ValueError):
        return entry
