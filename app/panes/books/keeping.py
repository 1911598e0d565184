"""What the keeper's hands do: open an entry, start a new one, save what differs, retire a ruling."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.dispatch import Sent
from app.domain.clock import HALL_ZONE
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.domain.workcalendar import WorkCalendar
from app.panes.books import commands
from app.panes.books.model import ground_words, title_of
from app.panes.books.parts.building import Surroundings
from app.panes.books.parts.form import EntryForm
from app.panes.books.queries import KIND_OF, Entry, Shelf
from app.panes.books.sections import fields_of, row_of, spec_of_column, values_of
from app.panes.books.view import BooksView
from app.qt.pane import PaneContext
from app.text import _
from app.words import refusal

NEW = "new"
MADE_HERE = frozenset({"matter", "responsibility", "algorithm"})


class Keeping(QObject):
    """One form at a time in front; forms with something unsaved wait behind. `saved(id)`, `moved` to paint again."""

    saved = Signal(str)
    moved = Signal()

    def __init__(self, ctx: PaneContext, view: BooksView, shelf: Callable[[], Shelf], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._shelf = ctx, view, shelf
        self._kept: dict[tuple[str, str], tuple[EntryForm, Entry]] = {}
        self.entry: Entry | None = None

    @property
    def may_edit(self) -> bool:
        """Whether this post keeps the books."""
        return self._ctx.reader.rules().may(self._ctx.actor().role, "edit_books")

    @property
    def dirty(self) -> bool:
        """Whether the form in front holds something unsaved."""
        return self._view.form is not None and self._view.form.dirty

    def unsaved(self, tab: str) -> frozenset[str]:
        """The entries of a book with something unsaved."""
        return frozenset(
            entry_id for (book, entry_id), (form, _entry) in self._kept.items() if book == tab and form.dirty
        )

    def open(self, tab: str, entry: Entry | None) -> None:
        """Show an entry, with what was typed and not saved; None shows nothing."""
        self._put_behind()
        self.entry = entry
        if entry is None:
            self._view.show_form(None)
            return
        kept = self._kept.get((tab, entry.id))
        if kept is not None:
            form, self.entry = kept
        else:
            form = self._make(entry)
            self._kept[(tab, entry.id)] = (form, entry)
        self._view.show_form(form)

    def begin(self, tab: str) -> None:
        """Open the form of a new entry."""
        if tab in MADE_HERE and self.may_edit:
            self.open(tab, Entry(NEW, KIND_OF[tab], "", None))
            if self._view.form is not None:
                self._view.form.focus_first()

    def refreshed(self, tab: str) -> None:
        """The books were read again: what nobody is typing in follows, what somebody is typing in says so."""
        form, entry = self._view.form, self.entry
        if form is None or entry is None or entry.record is None:
            return
        now = self._shelf().find(tab, entry.id)
        if now is None or now.record == entry.record:
            self._mark(form, now or entry)
        elif form.dirty:
            form.tell(_("这一条刚被修改过；保存时会逐项对照，冲突的不会覆盖"))
        else:
            self.entry = now
            self._kept[(tab, entry.id)] = (form, now)
            form.fill(self._values(now))
            self._mark(form, now)

    def save(self) -> None:
        """Send what differs, or point at what is wrong."""
        form, entry = self._view.form, self.entry
        if form is None or entry is None or not self.may_edit or entry.kind == "ruling":
            return
        changed = form.changes()
        if not changed:
            return
        target = entry.target or self._target(entry, changed, form)
        if not target:
            return
        row = row_of(entry, {name: value for name, value in changed.items() if name != "id"}, self._shelf().known)
        me, now = self._ctx.actor(), self._ctx.clock.now()
        answer = commands.write(self._ctx.dispatch, commands.change(entry.kind, target, row, entry.record, me, now))
        self._settle(answer, form, entry, target)

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
        if form is not None and entry is not None and (form.dirty or entry.record is None):
            if entry.record is None:
                self._drop(entry)
            else:
                form.fill(self._values(entry))
                form.complain({})
        self.moved.emit()
        self._view.list.setFocus()

    # --- inside ---

    def _make(self, entry: Entry) -> EntryForm:
        ruleset = self._ctx.reader.get("ruleset", "default")
        calendar = WorkCalendar.from_data(ruleset.calendar if ruleset is not None else {})
        today = self._ctx.clock.now().astimezone(HALL_ZONE).date()
        around = Surroundings(self._shelf().known, today, calendar.weekdays)
        form = EntryForm(title_of(entry), fields_of(entry), self._values(entry), around, entry.record is None)
        form.lock(self._why_locked(entry), self._may_retire(entry))
        form.submitted.connect(self.save)
        form.left.connect(self.leave)
        form.retired.connect(self.retire)
        form.edited.connect(self.moved)
        self._mark(form, entry)
        return form

    def _values(self, entry: Entry) -> dict[str, Any]:
        known = self._shelf().known
        return values_of(entry, known, ground_words(known))

    def _why_locked(self, entry: Entry) -> str:
        if entry.kind == "ruling":
            return _("裁定在派遣或会商时作出，这里可以查看和废止")
        return "" if self.may_edit else _("您可以查看；修改由系统管理员办理")

    def _may_retire(self, entry: Entry) -> bool:
        allowed = self._ctx.reader.rules().may(self._ctx.actor().role, "rule")
        return entry.kind == "ruling" and entry.record.enabled and allowed

    def _mark(self, form: EntryForm, entry: Entry) -> None:
        if entry.trouble:
            form.badge.set(_("有未通过的修改，见 F7"), "alarm", "triangle-alert")
        else:
            form.badge.set(_("待发") if entry.pending else "", "info", "clock")
        if entry.kind == "ruling":
            form.retire.setVisible(self._may_retire(entry))

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
            form.complain({field: _("已有这个代码")})
            return ""
        return target

    def _settle(self, answer: commands.Answer, form: EntryForm, entry: Entry, target: str) -> None:
        if isinstance(answer, Rejected):
            field = spec_of_column(form.specs, answer.detail)
            form.complain({field: refusal(answer.code)} if field else {})
            form.tell(refusal(answer.code))
            return
        assert isinstance(answer, Sent)
        if entry.record is None:
            self._drop(entry)
        else:
            # What the form shows now is what is saved; the store's own answer follows at once.
            fresh = replace(entry, record=self._ctx.reader.get(entry.kind, target))
            self.entry = fresh
            self._kept = {key: (f, fresh if f is form else e) for key, (f, e) in self._kept.items()}
            form.fill(self._values(fresh))
        self.saved.emit(entry.id if entry.record is not None else target)

    def _put_behind(self) -> None:
        """Forms with nothing unsaved are not kept."""
        form = self._view.form
        if form is not None and not form.dirty:
            self._kept = {key: kept for key, kept in self._kept.items() if kept[0] is not form}

    def _drop(self, entry: Entry) -> None:
        form = self._view.form
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0] is not form}
        self.entry = None
        self._view.show_form(None)
        if form is not None:
            self._view.drop_form(form)
