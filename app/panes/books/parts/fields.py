"""The simple fields of a form: text, numbers, dates, choices. Each reads and writes a plain value."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.text import _
from widgets import theme

KEYS = int(Qt.ItemDataRole.UserRole) + 1
_SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})")


class Unreadable(ValueError):
    """What is typed is no value of this field; its text is a sentence for the keeper."""


class Chooser(QComboBox):
    """A combo box that leaves orders (Ctrl) to the form, and the wheel to the page unless one stands on it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # Qt: it would search its list for the letter
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Field(QWidget):
    """`changed` on every edit. `read` raises Unreadable where what is typed makes no sense."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._controls: list[QWidget] = []

    def read(self) -> Any:
        """What the field says."""
        return None

    def write(self, value: Any) -> None:
        """Fill the field; None empties it."""

    def typed(self) -> Any:
        """What is typed, as JSON, whether it makes sense or not; `retype` puts it back."""
        return self.read()

    def retype(self, typed: Any) -> None:
        """Type again what `typed` gave."""
        self.write(typed)

    def lock(self, locked: bool) -> None:
        """Whether it may only be read."""
        for control in self._controls:
            if isinstance(control, QLineEdit | QPlainTextEdit):
                control.setReadOnly(locked)
            else:
                control.setEnabled(not locked)

    def complain(self, wrong: bool) -> None:
        """Mark the field as wrong, or no longer."""
        for control in self._controls:
            control.setProperty("wrong", wrong)
            control.style().unpolish(control)
            control.style().polish(control)

    def _hold(self, *controls: QWidget, stretch: int = 1) -> None:
        for control in controls:
            if not control.accessibleName():
                control.setAccessibleName(self.accessibleName())
            self._controls.append(control)
            self._row.addWidget(control, stretch)
        if len(self._controls) == 1:
            self.setFocusProxy(self._controls[0])


class TextField(Field):
    """One line of text."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(name)
        self.line = QLineEdit(placeholderText=hint)
        self.line.setMaxLength(400)
        self.line.textChanged.connect(self.changed)
        self._hold(self.line)

    def read(self) -> Any:
        return self.line.text().strip()

    def write(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def typed(self) -> Any:
        return self.line.text()

    def retype(self, typed: Any) -> None:
        self.line.setText(str(typed))


class NumberField(TextField):
    """A number above zero; `whole` ones without a fraction, `percent` ones as a share of a hundred."""

    def __init__(self, name: str, hint: str = "", *, whole: bool = False, percent: bool = False) -> None:
        super().__init__(name, hint)
        self._whole, self._percent = whole, percent

    def read(self) -> Any:
        value = number(self.line.text().rstrip("%％ "), whole=self._whole)
        if self._percent and value > 100:
            raise Unreadable(_("请填 0 到 100 之间的百分数"))
        return round(value / 100, 6) if self._percent else value

    def write(self, value: Any) -> None:
        shown = value * 100 if self._percent and value is not None else value
        super().write("" if shown is None else f"{shown:g}" + ("%" if self._percent else ""))


class DateField(TextField):
    """A date of the hall, or nothing."""

    def read(self) -> Any:
        typed = self.line.text().strip().replace("/", "-").replace(".", "-")
        if not typed:
            return ""
        parts = typed.split("-")
        try:
            year, month, day = (int(part) for part in parts)
            return date(year, month, day).isoformat()
        except ValueError as wrong:
            raise Unreadable(_("日期应类似 2026-01-31")) from wrong


class SpansField(TextField):
    """Stretches of a day: 08:30-12:00 14:00-18:00, in order and apart; `single` takes one, over midnight too."""

    def __init__(self, name: str, hint: str = "", *, single: bool = False) -> None:
        super().__init__(name, hint)
        self._single = single

    def read(self) -> Any:
        typed = self.line.text().replace("：", ":").replace("，", " ").replace("、", " ")
        found = [(_time(start), _time(end)) for start, end in _SPAN.findall(typed)]
        if not found or _SPAN.sub("", typed).strip(" ,;；"):
            raise Unreadable(_("时段应类似 08:30-12:00"))
        if self._single:
            if len(found) != 1:
                raise Unreadable(_("只填一个时段"))
            return found[0]
        moments = [moment for span in found for moment in span]
        if moments != sorted(set(moments)):
            raise Unreadable(_("时段应从早到晚，不能重叠"))
        return tuple(found)

    def write(self, value: Any) -> None:
        spans = (value,) if self._single and value else value or ()
        super().write("  ".join(f"{start}-{end}" for start, end in spans))


class ParaField(Field):
    """A few lines of text."""

    def __init__(self, name: str, hint: str = "", lines: int = 3) -> None:
        super().__init__(name)
        self.edit = QPlainTextEdit(placeholderText=hint)
        self.edit.setTabChangesFocus(True)
        self.edit.textChanged.connect(self.changed)
        self._lines = lines
        self._hold(self.edit)
        theme.follow(self, self._dress)

    def read(self) -> Any:
        return self.edit.toPlainText().strip()

    def write(self, value: Any) -> None:
        self.edit.setPlainText("" if value is None else str(value))

    def typed(self) -> Any:
        return self.edit.toPlainText()

    def retype(self, typed: Any) -> None:
        self.edit.setPlainText(str(typed))

    def _dress(self, worn: theme.Theme) -> None:
        self.edit.setFixedHeight(round(worn.font_px * 1.5 * self._lines) + worn.space * 2)


class LinesField(ParaField):
    """A list, one to a line, each once."""

    def read(self) -> Any:
        lines = (line.strip() for line in self.edit.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def write(self, value: Any) -> None:
        self.edit.setPlainText("\n".join(value or ()))


class NamesField(LinesField):
    """A list of records by name, one to a line; the value is their ids."""

    def __init__(self, name: str, hint: str, names: Mapping[str, str]) -> None:
        super().__init__(name, hint)
        self._names, self._ids = names, {said: record_id for record_id, said in names.items()}

    def read(self) -> Any:
        lines = super().read()
        unknown = [line for line in lines if line not in self._ids and line not in self._names]
        if unknown:
            raise Unreadable(_("没有这个名称：{name}").format(name=unknown[0]))
        return tuple(self._ids.get(line, line) for line in lines)

    def write(self, value: Any) -> None:
        super().write([self._names.get(record_id, record_id) for record_id in value or ()])


class BoolField(Field):
    """Yes or no."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.box = QCheckBox(name)
        self.box.toggled.connect(self.changed)
        self._hold(self.box)

    def read(self) -> Any:
        return self.box.isChecked()

    def write(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class ChoiceField(Field):
    """One of a few codes."""

    def __init__(self, name: str, choices: list[tuple[str, str]]) -> None:
        super().__init__(name)
        self.box = Chooser()
        for code, said in choices:
            self.box.addItem(said, code)
        self.box.currentIndexChanged.connect(self.changed)
        self._hold(self.box)

    def read(self) -> Any:
        return self.box.currentData()

    def write(self, value: Any) -> None:
        self.box.setCurrentIndex(max(0, self.box.findData(value)))


class _Speller(QCompleter):
    """Completes by name or initials, and writes the name."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class PickField(Field):
    """One of many records, by name or pinyin initials; empty means none. The value is its id."""

    def __init__(self, name: str, hint: str, names: Mapping[str, str], initials: Mapping[str, str]) -> None:
        super().__init__(name)
        self.box = Chooser(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self.box.addItem("", "")
        for record_id, said in names.items():
            self.box.addItem(said, record_id)
            self.box.setItemData(self.box.count() - 1, f"{said} {initials.get(said, '')} {record_id}", KEYS)
        line = self.box.lineEdit()
        assert line is not None
        line.setPlaceholderText(hint)
        line.setAccessibleName(name)
        self._speller = _Speller(_model(self.box), self)
        self._speller.setCompletionRole(KEYS)
        self._speller.setFilterMode(Qt.MatchFlag.MatchContains)
        self._speller.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.box.setCompleter(self._speller)
        self.box.editTextChanged.connect(self.changed)
        self._strange = ""
        self._hold(self.box)

    def read(self) -> Any:
        typed = self.box.currentText().strip()
        if typed and typed == self._strange:
            return typed
        place = self.box.findText(typed)
        if place < 0:
            raise Unreadable(_("没有这个名称：{name}").format(name=typed))
        return self.box.itemData(place)

    def write(self, value: Any) -> None:
        place = self.box.findData(value or "")
        self._strange = str(value) if place < 0 else ""
        if place < 0:
            self.box.setEditText(self._strange)
        else:
            self.box.setCurrentIndex(place)

    def typed(self) -> Any:
        return self.box.currentText()

    def retype(self, typed: Any) -> None:
        self.box.setEditText(str(typed))


def number(typed: str, *, whole: bool = False) -> float:
    """Read a number above zero. Raises Unreadable."""
    try:
        value = float(typed.strip())
    except ValueError as wrong:
        raise Unreadable(_("请填数字")) from wrong
    if not 0 < value < 10_000 or (whole and value != int(value)):
        raise Unreadable(_("请填大于 0 的整数") if whole else _("请填大于 0 的数字"))
    return int(value) if whole else value


def _time(text: str) -> str:
    hour, _colon, minute = text.partition(":")
    try:
        return f"{time(int(hour), int(minute)):%H:%M}"
    except ValueError as wrong:
        raise Unreadable(_("没有这个时刻：{time}").format(time=text)) from wrong


def _model(box: QComboBox) -> QAbstractItemModel:
    return box.model()
