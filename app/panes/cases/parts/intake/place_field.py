"""Where it is: an address that finds places by name, code or pinyin initials, and the words of the place taken."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.panes.cases.parts.fields import Field
from app.panes.cases.parts.intake.lookups import PlaceHit
from app.panes.cases.parts.named import named
from app.panes.cases.parts.plain import one_line
from app.text import _
from app.words import word
from widgets import theme

SEEK_MS = 160
SHOWN = 5


class PlaceField(Field):
    """`sought(text)` after a short quiet; `taken(hit)` when the operator takes one of what was found.

    Letters alone are initials: Enter takes the first hit. Of a Chinese address a hit is taken only after an arrow key.
    While `composing` in the line nothing else may be written there.
    """

    sought = Signal(str)
    taken = Signal(object)

    def __init__(self) -> None:
        hint = _("路名、门牌、地点名、拼音首字母或编码")
        self.line = named(QLineEdit(placeholderText=hint), _("地点"))
        self.list = named(QListWidget(), _("找到的地点"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.list)
        body.setFocusProxy(self.line)
        super().__init__("address", body)
        self._hits: tuple[PlaceHit, ...] = ()
        self.composing = False
        self._quiet = QTimer(self, singleShot=True, interval=SEEK_MS)
        self._quiet.timeout.connect(self._seek)
        self.list.hide()
        self.line.installEventFilter(self)
        self.line.textEdited.connect(lambda _text: self._quiet.start())
        self.line.textChanged.connect(self.changed)
        self.list.itemClicked.connect(self._take)

    def read(self) -> dict[str, Any]:
        return {"address": self.line.text().strip()}

    def write(self, values: dict[str, Any]) -> None:
        text = str(values.get("address", ""))
        if text and text != self.line.text():
            self.line.setText(text)

    def offer(self, text: str, hits: Sequence[PlaceHit]) -> None:
        """Show what was found for a text; an answer to an older text, or with the hands elsewhere, is left aside."""
        if text != self.line.text().strip() or not self.line.hasFocus():
            return
        self._hits = tuple(hits)
        self.list.clear()
        for hit in self._hits:
            item = QListWidgetItem(hit_words(hit))
            item.setSizeHint(QSize(0, theme.of(self).row_px))
            self.list.addItem(item)
        self.list.setCurrentRow(0 if hits and text.isascii() else -1)
        self.list.setFixedHeight(theme.of(self).row_px * min(SHOWN, len(hits)) + 2)
        self.list.setVisible(bool(hits))

    def fold(self) -> None:
        """Put the list away."""
        self._quiet.stop()
        self.list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
        if event.type() == QEvent.Type.FocusOut:
            self.fold()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.list.isVisible():
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.fold()
            return True
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.currentItem() is not None:
            self._take(self.list.currentItem())
            return True
        return False

    def _take(self, item: QListWidgetItem) -> None:
        hit = self._hits[self.list.row(item)]
        self.fold()
        self.line.setText(str(hit.place.get("address", "")))
        self.taken.emit(hit)

    def _seek(self) -> None:
        text = self.line.text().strip()
        if len(text) >= 2:
            self.sought.emit(text)
        else:
            self.fold()


def hit_words(hit: PlaceHit) -> str:
    """A found place in one line: what it is called, what it is, where it lies."""
    kind = _("辖区") if hit.kind == "area" else word("place_kind", hit.kind)
    address = str(hit.place.get("address", ""))
    parts = [hit.title, kind, hit.code, address if address != hit.title else "", hit.area_name]
    return "  ·  ".join(one_line(part, 40) for part in parts if part)


def card_words(hit: PlaceHit) -> str:
    """The card of the place taken: its kind, name, code and who owns it."""
    if hit.kind == "part":
        return _("部件 {code}：本地没有此部件的资料，编码照样记下").format(code=hit.code)
    if hit.kind == "position":
        return ""
    owner = _("权属：{unit}").format(unit=one_line(hit.unit_name, 40)) if hit.unit_name else ""
    kind = _("辖区") if hit.kind == "area" else word("place_kind", hit.kind)
    return "  ·  ".join(part for part in (kind, one_line(hit.title, 40), hit.code, owner, hit.area_name) if part)
