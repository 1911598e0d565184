"""The inline form of one operation: what it needs, what was typed before, and why it cannot be sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.case import OPERATIONS, Case
from app.domain.workcalendar import LIMIT_UNITS
from app.panes.cases.parts.fields import ChoiceField, Field, LimitField, LineField, NoteField, PickField
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.keys import GRAVE, form_of
from app.panes.cases.parts.labels import label_of
from app.panes.cases.parts.picker import Choice
from app.text import _
from app.words import books, limit, word
from widgets import theme


@dataclass(frozen=True, slots=True)
class FormStock:
    """What a form may offer: units and matters with the proposals, and the case it is about."""

    case: Case
    units: Sequence[Choice] = ()
    unit_proposed: str = ""
    matters: Sequence[Choice] = ()
    limit_value: float | None = None
    limit_unit: str = ""


class ActionForm(QFrame):
    """`submitted(args)` when everything needed is there; `left()` on Escape, what was typed is not lost."""

    submitted = Signal(dict)
    left = Signal()
    edited = Signal(dict)

    def __init__(self, operation: str, stock: FormStock, draft: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operation, self.case_id = operation, stock.case.id
        self._fields = self._build(stock)
        self._message = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._message.setProperty("role", "error")
        self._message.hide()
        self._send = KeyButton(word("action", operation), "Enter")
        self._send.setProperty("role", "danger" if operation in GRAVE else "primary")
        self._back = KeyButton(_("返回"), "Esc")
        self._back.setProperty("role", "quiet")
        self.setProperty("card", "true")
        self.setAccessibleName(word("action", operation))
        self._lay_out()
        self._fill(stock, draft)
        self._connect()

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to say."""
        first = next((field for field in self._fields if field.name in self._needs() and not self._said(field)), None)
        (first or self._fields[-1]).setFocus()

    def values(self) -> dict[str, Any]:
        """Everything the form says now."""
        return {name: value for field in self._fields for name, value in field.read().items()}

    def submit(self) -> None:
        """Send, or point at what is missing."""
        missing = [field for field in self._fields if field.name in self._needs() and not self._said(field)]
        for field in self._fields:
            field.complain(field in missing)
        if missing:
            self.tell(_("还差：{what}").format(what="、".join(label_of(field.name) for field in missing)))
            missing[0].setFocus()
            return
        self.submitted.emit({name: value for name, value in self.values().items() if value not in ("", None)})

    def tell(self, sentence: str) -> None:
        """Say why it was not sent; an empty sentence says nothing."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            # A letter typed beside the fields is not an action of the room.
            event.accept()

    def _needs(self) -> tuple[str, ...]:
        return OPERATIONS[self.operation].needs

    def _said(self, field: Field) -> bool:
        return bool(field.read().get(field.name))

    def _build(self, stock: FormStock) -> list[Field]:
        shape = form_of(self.operation)
        fields = [self._field(name, stock) for name in shape.fields if self._asked(name, stock)]
        return [*fields, NoteField("note", _(shape.hint))] if shape.hint else fields

    def _asked(self, name: str, stock: FormStock) -> bool:
        return not (self.operation == "approve" and name == "limit" and stock.case.asked != "extend")

    def _field(self, name: str, stock: FormStock) -> Field:
        match name:
            case "unit_id":
                return PickField(name, _("名称、简称或拼音首字母"), stock.units, stock.unit_proposed)
            case "matter_id":
                return PickField(name, _("类别名称或关键词"), stock.matters, stock.case.matter_id)
            case "limit":
                units = [(unit, word("limit_unit", unit)) for unit in LIMIT_UNITS]
                usual = _("按类别：{limit}").format(limit=limit(stock.limit_value, stock.limit_unit))
                return LimitField(usual, units, stock.limit_unit)
            case "close_type":
                kinds = [(code, _(text)) for code, text in books()["close_type"].items()]
                return ChoiceField(name, _("结案类型"), [("", _("按时限自动判定")), *kinds])
            case "grade":
                return ChoiceField(name, _("等级"), [(code, _(text)) for code, text in books()["grade"].items()])
            case "description":
                return NoteField(name, _("描述"), lines=4)
            case _:
                return LineField(name, label_of(name))

    def _fill(self, stock: FormStock, draft: dict[str, Any]) -> None:
        if self.operation == "amend":
            case = stock.case
            seen = {"matter_id": case.matter_id, "grade": str(case.grade)}
            draft = seen | {"address": case.address, "description": case.description} | draft
        for field in self._fields:
            if draft:
                field.write(draft)

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for field in self._fields:
            label = QLabel(label_of(field.name))
            label.setProperty("role", "muted")
            self._rows.addRow(label, field)
        foot = QHBoxLayout()
        foot.addWidget(self._message, 1)
        foot.addStretch()
        foot.addWidget(self._back)
        foot.addWidget(self._send)
        layout = QVBoxLayout(self)
        layout.addLayout(self._rows)
        layout.addLayout(foot)
        theme.follow(self, self._dress)

    def _connect(self) -> None:
        for here, after in zip(self._fields, [*self._fields[1:], None], strict=True):
            here.changed.connect(self._edited)
            # Enter in a picker decides and goes on; in the last field it sends.
            here.submitted.connect(after.setFocus if after is not None and isinstance(here, PickField) else self.submit)
        self._send.clicked.connect(self.submit)
        self._back.clicked.connect(self.left)

    def _edited(self) -> None:
        self.tell("")
        self.edited.emit(self.values())

    def _dress(self, worn: theme.Theme) -> None:
        self._rows.setVerticalSpacing(worn.space)
        self._rows.setHorizontalSpacing(worn.space + worn.space // 2)
