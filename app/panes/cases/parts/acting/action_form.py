"""The inline form of one operation: what it needs, what was typed before, and why it cannot be sent yet."""

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.panes.cases.parts.acting.call_words import RESULTS
from app.panes.cases.parts.acting.field_shop import field
from app.panes.cases.parts.acting.form_args import args_of
from app.panes.cases.parts.acting.form_stock import FormStock
from app.panes.cases.parts.acting.keys import BESIDE_REASON, GRAVE, form_of, needs_of
from app.panes.cases.parts.acting.labels import label_of
from app.panes.cases.parts.fields import Field, NoteField
from app.panes.cases.parts.intake.upward import OWN_TEXTS
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.tones import action_icon
from app.text import _
from app.words import word
from widgets import theme

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_RULING_FIELDS = ("keep_ruling", "hold_ruling")
# Fields whose own words say what they are.
_ASKED_FIRST = ("phone", "five")
_SELF_SAID = ("letter", "ruling", "visit")


class ActionForm(QFrame):
    """`submitted(args)` when everything needed is there; `left()` on Escape, what was typed is not lost."""

    submitted = Signal(dict)
    left = Signal()
    edited = Signal(dict)

    def __init__(self, operation: str, stock: FormStock, draft: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operation, self.case_id, self._stock = operation, stock.case.id, stock
        self._fields = self._build()
        self._own_texts: dict[str, str] = dict(draft.get(OWN_TEXTS) or {})
        self._proposed: dict[str, Any] = {}
        self._overtaken = False
        self._icon, self._title = QLabel(), PlainLabel("strong", wrap=False)
        self._title.say(self._name(_("接管，现由 {seat} 号席 {name} 在办")))
        self._message = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._message.setProperty("role", "error")
        self._message.hide()
        self._send = KeyButton(self._name(_("接管")), "Enter")
        self._send.setProperty("role", "danger" if operation in GRAVE else "primary")
        self._back = KeyButton(_("返回"), "Esc")
        self._back.setProperty("role", "quiet")
        self.setProperty("card", "true")
        self.setAccessibleName(self._name(_("接管")))
        self._lay_out()
        self._fill(draft)
        self._connect()

    @property
    def fields(self) -> list[Field]:
        """What is asked, in order."""
        return self._fields

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to say."""
        said = self.values()
        wanted = [name for name in (*needs_of(self.operation, said), *_ASKED_FIRST) if not said.get(name)]
        wanted.append(form_of(self.operation).first)
        first = next((part for part in self._fields if any(part.part(name) for name in wanted)), self._fields[-1])
        inside = (part for part in map(first.part, wanted) if part is not None)
        next(inside, first).setFocus()

    def _name(self, taking_over: str) -> str:
        """What is done here, in a word: claiming what another seat has in hand is taking it over."""
        case = self._stock.case
        if self.operation != "claim" or not case.claimed_by:
            return word("action", self.operation)
        return taking_over.format(seat=case.claimed_by, name=one_line(case.claimed_name, 20))

    def values(self) -> dict[str, Any]:
        """Everything the form says now."""
        return {name: value for part in self._fields for name, value in part.read().items()}

    def typed(self) -> dict[str, Any]:
        """What must survive: everything said once the operator has changed something, and nothing before that."""
        said = self.values()
        return ({} if said == self._proposed else said) | ({OWN_TEXTS: self._own_texts} if self._own_texts else {})

    def for_later(self) -> dict[str, Any]:
        """What the operator had written for the stages that come after the one just sent."""
        now = self.values().get("stage", "")
        return {OWN_TEXTS: {stage: text for stage, text in self._own_texts.items() if stage != now}}

    def submit(self) -> None:
        """Send, or point at what is missing."""
        said = self.values()
        missing = [name for name in needs_of(self.operation, said) if not said.get(name)]
        wrong = [part for part in map(self._part, missing) if part is not None]
        for part in self._fields:
            part.complain(part in wrong)
        if self._overtaken:
            return
        if missing:
            self.tell(_("还差：{what}").format(what=_("、").join(label_of(name) for name in missing)))
            for part in wrong:
                part.complain(True)
            if wrong:
                wrong[0].setFocus()
            return
        words = {code: _(text) for code, text in RESULTS.items()}
        words |= {reason.code: reason.name for reason in self._stock.reasons_for(self.operation)}
        self.submitted.emit(args_of(self.operation, said, self._stock.unit_names, words))

    def tell(self, sentence: str) -> None:
        """Say why it was not sent; an empty sentence says nothing."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def overtake(self, sentence: str) -> None:
        """Somebody else was quicker: say so and keep what was typed; an empty sentence takes that back."""
        if bool(sentence) != self._overtaken:
            self._overtaken = bool(sentence)
            self._send.setEnabled(not self._overtaken)
            self.tell(sentence)

    def event(self, event: QEvent) -> bool:
        # A digit or a letter here chooses or writes; it is no filter and no action of the room behind.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_written(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            # A letter typed beside the fields is not an action of the room.
            event.accept()

    def sizeHint(self) -> QSize:
        """As high as everything asked; less only where the room has less."""
        around = super().sizeHint().height() - self._scroll.sizeHint().height()
        inside = self._rows.heightForWidth(
            self._scroll.viewport().width()
        )  # what breaks its lines is higher where narrow
        return QSize(super().sizeHint().width(), around + max(inside, self._body.sizeHint().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _part(self, name: str) -> Field | None:
        inside = (part.part(name) for part in self._fields)
        return next((part for part in inside if part is not None), None)

    def _build(self) -> list[Field]:
        shape = form_of(self.operation)
        parts = [field(name, self.operation, self._stock) for name in shape.fields if self._asked(name)]
        if shape.hint:
            lines = 4 if self.operation == "report_up" else 2
            reasoned = any(part.name == "reason_code" for part in parts)
            parts.append(NoteField("note", _(BESIDE_REASON if reasoned else shape.hint), lines=lines))
        if self.operation in ("supervise", "conference_call", "conference_hold", "urge"):
            parts.reverse()  # the word first, then what goes with it
        return parts

    def _asked(self, name: str) -> bool:
        if name == "reason_code":
            return bool(self._stock.reasons_for(self.operation))
        if name in _RULING_FIELDS:
            return self._stock.may_rule
        return not (self.operation == "approve" and name == "limit" and self._stock.case.asked != "extend")

    def _label(self, name: str) -> str:
        if name in _SELF_SAID:
            return ""
        return _(form_of(self.operation).label) if name == "note" else label_of(name)

    def _fill(self, draft: dict[str, Any]) -> None:
        proposed = dict(self._stock.proposed.get(self.operation, {}))
        own = self._own_texts.get(str(proposed.get("stage", "")))
        for said in (proposed, {**proposed, **({"note": own} if own else {}), **draft}):
            for part in self._fields:
                if said:
                    part.write(said)
            self._proposed = self._proposed or self.values()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        self._body = QWidget()
        self._body.setProperty("ground", "none")
        self._rows = QFormLayout(self._body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        for part in self._fields:
            label = QLabel(self._label(part.name))
            label.setProperty("role", "muted")
            self._rows.addRow(label, part)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        foot = QHBoxLayout()
        foot.addWidget(self._message, 1)
        foot.addStretch()
        foot.addWidget(self._back)
        foot.addWidget(self._send)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(foot)
        theme.follow(self, self._dress)

    def _connect(self) -> None:
        for here, after in zip(self._fields, [*self._fields[1:], None], strict=True):
            here.changed.connect(self._edited)
            # Enter in a picker decides and goes on; in the last field it sends.
            here.submitted.connect(after.setFocus if here.leads_on and after is not None else self.submit)
            here.decided.connect(after.setFocus if after is not None else self.submit)
        if self.operation == "report_up":
            self._fields[0].changed.connect(self._follow_stage)
        self._send.clicked.connect(self.submit)
        self._back.clicked.connect(self.left)

    def _follow_stage(self) -> None:
        """Another stage has another text; words of the operator's own are left alone."""
        said, note = self.values(), self._part("note")
        ready = {**self._stock.upward, **self._own_texts}
        wanted = ready.get(str(said.get("stage", "")))
        ours = ("", *self._stock.upward.values(), *self._own_texts.values())
        if note is not None and wanted and said.get("note", "") in ours:
            note.write({"note": wanted})

    def _edited(self) -> None:
        if not self._overtaken:
            self.tell("")
        self.updateGeometry()
        self.edited.emit(self.typed())

    def _dress(self, worn: theme.Theme) -> None:
        self._rows.setVerticalSpacing(worn.space)
        self._rows.setHorizontalSpacing(worn.space + worn.space // 2)
        tone = "alarm" if self.operation in GRAVE else "accent"
        self._icon.setPixmap(
            theme.pixmap(action_icon(self.operation), tone, worn.icon_px, self.devicePixelRatioF(), worn)
        )


def is_written(event: QKeyEvent) -> bool:
    """Whether a key writes something, and is no command such as Ctrl+K or F4."""
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & _HELD
