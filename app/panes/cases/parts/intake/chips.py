"""One of a few, all in sight: a digit or an arrow chooses, a proposal is drawn dashed until somebody decides."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panes.cases.parts.fields import Field
from widgets import theme


class Chips(QWidget):
    """`chosen(value)` when the operator decides, `decided` when by a digit, which can mean nothing else. Widths wrap
    into further rows where the room is narrow."""

    chosen = Signal(str)
    changed = Signal()
    decided = Signal()

    def __init__(self, label: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._choices = label, tuple(choices)
        self._value, self._by_hand, self._wrong = "", False, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._name()

    @property
    def value(self) -> str:
        """What is chosen or proposed; "" for neither."""
        return self._value

    @property
    def by_hand(self) -> bool:
        """Whether the operator has decided."""
        return self._by_hand

    def propose(self, value: str) -> None:
        """Show a proposal; what the operator chose stays."""
        if not self._by_hand and value != self._value:
            self._set(value, by_hand=False)

    def choose(self, value: str) -> None:
        """The operator decides; the same thing twice takes an undemanded choice back."""
        if value in (code for code, _text in self._choices):
            self._set(value, by_hand=True)
            self.chosen.emit(value)

    def clear(self) -> None:
        """Nothing is decided any more."""
        self._set("", by_hand=False)

    def complain(self, wrong: bool) -> None:
        """Draw the edges as a mistake, or no longer."""
        self._wrong = wrong
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._boxes(width)[-1].bottom() + 1

    def sizeHint(self) -> QSize:
        boxes = self._boxes(100_000)
        return QSize(boxes[-1].right() + 1, boxes[-1].bottom() + 1)

    def minimumSizeHint(self) -> QSize:
        widest = max(box.width() for box in self._boxes(100_000))
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        codes = [code for code, _text in self._choices]
        place = codes.index(self._value) if self._value in codes else -1
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < len(codes) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.choose(codes[digit])
            self.decided.emit()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self.choose(codes[min(max(0, place + step), len(codes) - 1)])
        elif event.key() == Qt.Key.Key_Space and place >= 0:
            self.choose(codes[place])
        elif event.key() == Qt.Key.Key_Backspace:
            self.clear()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for (code, _text), box in zip(self._choices, self._boxes(self.width()), strict=True):
            if box.contains(event.position().toPoint()):
                self.choose(code)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, box in enumerate(self._boxes(self.width())):
            self._paint(painter, number, box)

    def _paint(self, painter: QPainter, number: int, box: QRect) -> None:
        worn, (code, text) = theme.of(self), self._choices[number]
        on = code == self._value
        edge = QPen(QColor(worn.alarm if self._wrong else worn.accent if on else worn.line), 1)
        if on and not self._by_hand:
            edge.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(edge)
        fill = worn.selection if on and self._by_hand else worn.tint("accent", 0.08) if on else worn.surface
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), worn.radius, worn.radius)
        painter.setPen(QColor(worn.text if on else worn.muted))
        inner = box.adjusted(worn.space, 0, -worn.space, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        small = painter.font()
        small.setPixelSize(worn.font_small_px - 2)
        before = painter.font()
        painter.setFont(small)
        painter.setPen(QColor(worn.focus if self.hasFocus() else worn.faint))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(number + 1))
        painter.setFont(before)

    def _boxes(self, width: int) -> list[QRect]:
        worn, metrics = theme.of(self), QFontMetrics(self.font())
        height, gap, left, top = round(worn.row_px * 0.84), worn.space * 3 // 4, 0, 0
        boxes: list[QRect] = []
        for _code, text in self._choices:
            wide = metrics.horizontalAdvance(text) + worn.space * 3 + worn.font_small_px // 2
            if left and left + wide > width:
                left, top = 0, top + height + gap // 2
            boxes.append(QRect(left, top, wide, height))
            left += wide + gap
        return boxes

    def _set(self, value: str, by_hand: bool) -> None:
        self._value, self._by_hand = value, by_hand
        self._name()
        self.update()
        self.changed.emit()

    def _name(self) -> None:
        self.setAccessibleName(self._label)
        self.setAccessibleDescription(dict(self._choices).get(self._value, ""))


class ChipField(Field):
    """A row of chips as a field of the form."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        self.chips = Chips(label, choices)
        super().__init__(name, self.chips)
        self.chips.changed.connect(self.changed)

    def read(self) -> dict[str, Any]:
        value = self.chips.value
        return {self.name: int(value) if value.isdigit() else value}

    def write(self, values: dict[str, Any]) -> None:
        if values.get(self.name):
            self.chips.choose(str(values[self.name]))
