"""The form beside the list: one entry, its fields, and at each field what is wrong with it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.panes.books.change_words import Difference
from app.panes.books.parts.building import Surroundings, build
from app.panes.books.parts.changes import ChangeList
from app.panes.books.parts.fields import BoolField, Field, Unreadable
from app.panes.books.sections import FieldSpec, label_of
from app.text import _
from widgets import theme
from widgets.badge import Badge

# Nobody reads a field across the whole wall.
WIDEST_EM = 64


class EntryForm(QWidget):
    """`submitted` on Ctrl+S or the button; `left` on Escape; `edited` whenever something is typed; `asked(intent)`
    for the other buttons: "retire", "succeed", "changes"."""

    submitted = Signal()
    left = Signal()
    edited = Signal()
    asked = Signal(str)

    def __init__(
        self,
        title: str,
        specs: tuple[FieldSpec, ...],
        values: Mapping[str, Any],
        around: Surroundings,
        new: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.specs, self._around, self._new = specs, around, new
        self.fields: dict[str, Field] = {spec.name: build(spec, around) for spec in specs}
        self._wrong = {spec.name: _plain("error") for spec in specs}
        self.title, self.note = _plain("heading"), _plain("small")
        self.title.setText(title)
        self.badge, self.standing = Badge(parent=self), Badge(parent=self)
        self.last = _plain("small")
        self.changes_of = ChangeList(_("还没有经席位修改过；命令行整批写入的不在此列"))
        self.message = _plain("error")
        self.save = _button(_("保存"), "Ctrl+S", "primary")
        self.undo = _button(_("放弃修改"), "Esc", "quiet")
        self.others = {
            name: _button(words, key, role)
            for name, words, key, role in (
                ("retire", _("废止裁定"), "", "danger"),
                ("succeed", _("从某日起改"), "V", "quiet"),
                ("changes", _("修改记录"), "H", "quiet"),
            )
        }
        self.retire = self.others["retire"]
        self._middle, self._scroll = QStackedWidget(self), QScrollArea(widgetResizable=True)
        self._filling = False
        self._before: dict[str, Any] = {}
        self._lay_out()
        self.fill(values)
        for field in self.fields.values():
            field.changed.connect(self._edited)
        self.save.clicked.connect(self.submitted)
        self.undo.clicked.connect(self.left)
        for name, button in self.others.items():
            button.clicked.connect(partial(self._ask, name))

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return any(_read(field) != self._before.get(name) for name, field in self.fields.items())

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values as what is saved."""
        self._filling = True
        for name, field in self.fields.items():
            field.write(values.get(name))
        self._filling = False
        self._before = {name: _read(field) for name, field in self.fields.items()}
        self._edited()

    def serves(self, specs: tuple[FieldSpec, ...], around: Surroundings) -> bool:
        """Whether another entry that is there already would have the same controls."""
        return not self._new and self.specs == specs and self._around == around

    def turn_to(self, title: str, values: Mapping[str, Any], typed: Mapping[str, Any]) -> None:
        """Show another entry in the same controls, with what is typed of it, and tell nobody of an edit: to make a
        form costs the hand several frames, and a keeper walks through a list."""
        told = self.blockSignals(True)
        self.title.setText(title)
        if any(not label.isHidden() for label in self._wrong.values()):
            self.complain({})
        self.fill(values)
        self.retype(typed)
        self.blockSignals(told)
        self._scroll.verticalScrollBar().setValue(0)

    def typed(self) -> dict[str, Any]:
        """What is typed and not saved, by field, as JSON, whether it makes sense or not."""
        return {name: field.typed() for name, field in self.fields.items() if _read(field) != self._before.get(name)}

    def retype(self, typed: Mapping[str, Any]) -> None:
        """Type again what `typed` gave; what no longer fits is left out."""
        for name, text in typed.items():
            if name in self.fields:
                with suppress(TypeError, ValueError, IndexError, AttributeError):
                    self.fields[name].retype(text)

    def show_changes(self, told: Sequence[tuple[str, tuple[Difference, ...]]], last: str, opened: bool) -> None:
        """What was done to the entry: the last of it in a line, all of it in place of the fields where `opened`."""
        self.changes_of.show_changes(told)
        self.last.setText(last)
        self.last.setVisible(bool(last))
        self._middle.setCurrentIndex(1 if opened else 0)

    def changes(self) -> dict[str, Any] | None:
        """What differs from what was saved, by field; None, with words at each wrong field, where it cannot be read."""
        found: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for spec in self.specs:
            try:
                value = self.fields[spec.name].read()
            except Unreadable as wrong:
                faults[spec.name] = str(wrong)
                continue
            if spec.needed and value in ("", None, ()):
                faults[spec.name] = _("必须填写")
            elif self._new or value != self._before.get(spec.name):
                found[spec.name] = value
        self._dates(found, faults)
        self.complain(faults)
        return None if faults else found

    def complain(self, faults: Mapping[str, str]) -> None:
        """Say at each field what is wrong with it, and take the keyboard to the first."""
        for name, field in self.fields.items():
            field.complain(name in faults)
            self._wrong[name].setText(faults.get(name, ""))
            self._wrong[name].setVisible(name in faults)
        first = next((name for name in self.fields if name in faults), "")
        if first:
            self.fields[first].setFocus()
            self._scroll.ensureWidgetVisible(self.fields[first])

    def tell(self, sentence: str) -> None:
        """Why it was not saved; "" takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def lock(self, why: str, open_to: Collection[str] = ()) -> None:
        """Only to be read, and why; "" lets it be written. `open_to` names the other buttons that may be pressed."""
        for spec in self.specs:
            self.fields[spec.name].lock(bool(why) or (spec.once and not self._new))
        self.note.setText(why)
        self.note.setVisible(bool(why))
        self.save.setVisible(not why)
        self.undo.setVisible(not why)
        for name, button in self.others.items():
            button.setVisible(name in open_to)

    def focus_first(self, name: str = "") -> None:
        """Give the keyboard to a field, or to the first that can be written."""
        self._middle.setCurrentIndex(0)
        first = next((spec for spec in self.specs if self._new or not spec.once), self.specs[0])
        field = self.fields.get(name, self.fields[first.name])
        field.setFocus()
        self._scroll.ensureWidgetVisible(field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            # A letter typed beside the fields is not an action of the room.
            event.accept()

    def _dates(self, found: dict[str, Any], faults: dict[str, str]) -> None:
        pair = [_read(self.fields[name]) for name in ("valid_from", "valid_to") if name in self.fields]
        if len(pair) == 2 and all(isinstance(day, str) and day for day in pair) and pair[1] < pair[0]:
            faults.setdefault("valid_to", _("失效日期不能早于生效日期"))

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.asked.emit(name)

    def _edited(self) -> None:
        if self._filling:
            return
        dirty = self.dirty
        self.save.setEnabled(dirty or self._new)
        self.undo.setEnabled(dirty or self._new)
        self.tell("")
        self.edited.emit()

    def _lay_out(self) -> None:
        space = theme.of(self).space
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.standing)
        head.addWidget(self.badge)
        self._lay_out_fields(space)
        foot = QHBoxLayout()
        foot.setSpacing(space)
        for button in (self.save, self.undo):
            foot.addWidget(button)
        foot.addStretch()
        for button in self.others.values():
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(space * 2, space, space * 2, space)
        column.setSpacing(space)
        column.addLayout(head)
        column.addWidget(self.last)
        column.addWidget(self.note)
        column.addWidget(self._middle, 1)
        column.addWidget(self.message)
        column.addLayout(foot)
        self.message.hide()

    def _lay_out_fields(self, space: int) -> None:
        """From the outside in: Qt dresses everything in a widget anew each time that is put into another one."""
        body = QWidget()
        body.setProperty("ground", "none")
        self._middle.addWidget(self._scroll)
        self._middle.addWidget(self.changes_of)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, space, 0)
        grid.setHorizontalSpacing(space * 2)
        grid.setVerticalSpacing(space // 2)
        grid.setColumnStretch(1, 1)
        for place, spec in enumerate(self.specs):
            self._lay_out_field(grid, place * 2, spec)
        grid.setRowStretch(len(self.specs) * 2, 1)
        body.setMaximumWidth(theme.of(self).font_px * WIDEST_EM)

    def _lay_out_field(self, grid: QGridLayout, row: int, spec: FieldSpec) -> None:
        field = self.fields[spec.name]
        if spec.sort == "days":
            grid.addWidget(field, row, 0, 1, 2)
            return
        if not isinstance(field, BoolField):
            label = QLabel(label_of(spec) + ("  *" if spec.needed else ""))
            label.setProperty("role", "muted")
            label.setMinimumHeight(theme.of(self).row_px)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(field, row, 1)
        self._wrong[spec.name].hide()
        grid.addWidget(self._wrong[spec.name], row + 1, 1)


def _read(field: Field) -> Any:
    try:
        return field.read()
    except Unreadable as wrong:
        return wrong.args


def _plain(role: str) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("role", role)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _button(words: str, key: str, role: str) -> QPushButton:
    button = QPushButton(f"{words}  {key}".strip())
    button.setAccessibleName(words)
    button.setProperty("role", role)
    return button
