"""Both pictures over the whole window, and the answer: the same thing, or another."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.pair_view import PairView
from app.text import _
from widgets import theme

ZOOM = 1.5


class LargePair(QWidget):
    """Covers its window until it is closed: `answered(same)`, `closed()`."""

    answered = Signal(bool)
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.pair = PairView()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("照片对比"))
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self._same, self._other = KeyButton(_("同一件：登记并并入"), "S"), KeyButton(_("不是同一件"), "N")
        self._back = KeyButton(_("返回"), "Esc")
        self._same.clicked.connect(lambda: self.answered.emit(True))
        self._other.clicked.connect(lambda: self.answered.emit(False))
        self._back.clicked.connect(self.leave)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self._same, self._other, self._back):
            foot.addWidget(button)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.pair, 1)
        self._column.addLayout(foot)
        theme.follow(self, self._dress)

    def leave(self) -> None:
        """Put it away."""
        self.window().removeEventFilter(self)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_S:
                self.answered.emit(True)
            case Qt.Key.Key_N:
                self.answered.emit(False)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.pair.set_zoom(self.pair.zoom * ZOOM)
            case Qt.Key.Key_Minus:
                self.pair.set_zoom(self.pair.zoom / ZOOM)
            case Qt.Key.Key_Escape | Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.leave()
            case _:
                event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.of(self).bg))

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(*(worn.space * 3,) * 4)
        self._column.setSpacing(worn.space * 2)
