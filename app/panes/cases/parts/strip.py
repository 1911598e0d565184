"""One quiet line above or below the list: an icon, a sentence, what can be done about it, and how far it is."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel, tip
from app.text import _
from widgets import theme


class Strip(QFrame):
    """Hidden until it has something to say; `put_away` when the operator has read it."""

    closed = Signal()

    def __init__(self, icon: str, tone: str = "info", closable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._tone = icon, tone
        self._share: float | None = None
        self._icon, self._text = QLabel(), PlainLabel("", wrap=False)
        # A long sentence is cut at its end rather than widening the room.
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._close: KeyButton | None = None
        if closable:
            self._close = self.offer(_("收起"), "", self.put_away)
            self._close.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.follow(self, self._dress)

    @property
    def text(self) -> str:
        """What is said now, "" where nothing is."""
        return "" if self.isHidden() else self._text.text()

    def offer(self, text: str, key: str, act: Callable[[], None]) -> KeyButton:
        """Offer something to do; the way to close stays last."""
        button = KeyButton(text, key)
        button.clicked.connect(lambda: act())
        last = self._row.count() - (1 if self._close is not None else 0)
        self._row.insertWidget(last, button)
        return button

    def say(self, sentence: str, tone: str = "") -> None:
        """Say a sentence until it is put away."""
        if tone and tone != self._tone:
            self._tone = tone
            self._dress(theme.of(self))
        self._text.say(sentence)
        self._text.setToolTip(tip(sentence))
        self.setAccessibleName(sentence)
        self.show()

    def progress(self, share: float | None) -> None:
        """Show how much is done or left, 0 to 1; None for no bar."""
        self._share = share
        self.update()

    def put_away(self) -> None:
        """Say nothing any more."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, box = theme.of(self), QPainter(self), QRectF(self.rect())
        painter.fillRect(box, QColor(worn.tint(self._tone, 0.14)))
        if self._share is not None:
            high = max(2, worn.space // 3)
            wide = box.width() * min(max(self._share, 0.0), 1.0)
            painter.fillRect(QRectF(0, box.height() - high, wide, high), QColor(worn.color(self._tone)))
        else:
            painter.setPen(QColor(worn.line))
            painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space + worn.space // 2
        self._row.setContentsMargins(pad, worn.space // 2, worn.space, worn.space // 2)
        self._row.setSpacing(worn.space)
        art = theme.pixmap(self._icon_name, self._tone, worn.icon_px, self.devicePixelRatioF(), worn)
        self._icon.setPixmap(art)
        self.update()
