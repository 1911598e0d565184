"""One notice: icon, sentence, detail, at most one button, and a way to put it aside."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from widgets import theme


class Slip(QFrame):
    """Emits `gone(self)` when its life is over or somebody put it aside; under the mouse it waits."""

    gone = Signal(object)

    def __init__(
        self,
        text: str,
        detail: str,
        icon: str,
        tone: str,
        life_ms: int,
        close_text: str,
        action: str,
        act: Callable[[], None] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.text, self.detail = text, detail
        self._icon_name, self._tone, self._act, self._times = icon, tone, act, 1
        self.setProperty("card", "true")
        self.setAccessibleName(" ".join(filter(None, (text, detail))))
        self._life = QTimer(self, singleShot=True, interval=life_ms)
        self._life.timeout.connect(self.leave)
        self._icon, self._words, self._count = QLabel(), QLabel(text, wordWrap=True), QLabel()
        self._more = QLabel(detail, wordWrap=True)
        self._close = QToolButton()
        self._button = QPushButton(action)
        self._lay_out(close_text)
        theme.follow(self, self._dress)
        self._begin(life_ms)

    @property
    def passing(self) -> bool:
        """Whether it leaves by itself."""
        return self._life.interval() > 0

    def again(self) -> None:
        """The same was told once more."""
        self._times += 1
        self._count.setText(f"× {self._times}")
        self._count.show()
        if self.passing:
            self._life.start()

    def leave(self) -> None:
        """Put aside."""
        self._life.stop()
        self.gone.emit(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._life.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.passing:
            self._life.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        worn = theme.of(self)
        edge = max(3, round(3 * worn.scale))
        QPainter(self).fillRect(0, worn.radius, edge, self.height() - 2 * worn.radius, QColor(worn.color(self._tone)))

    def _begin(self, life_ms: int) -> None:
        if life_ms:
            self._life.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _lay_out(self, close_text: str) -> None:
        self._words.setProperty("role", "strong")
        self._more.setProperty("role", "small")
        self._count.setProperty("role", "small")
        self._more.setVisible(bool(self.detail))
        self._count.hide()
        self._button.setVisible(bool(self._button.text()))
        self._button.setProperty("role", "quiet")
        self._button.clicked.connect(self._do)
        self._close.setAccessibleName(close_text)
        self._close.setToolTip(close_text)
        self._close.clicked.connect(self.leave)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row, column = QHBoxLayout(self), QVBoxLayout()
        for part in (self._words, self._more):
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            column.addWidget(part)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        row.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _do(self) -> None:
        if self._act is not None:
            self._act()
        self.leave()

    def _dress(self, worn: theme.Theme) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._tone, worn.icon_px, ratio, worn))
        self._close.setIcon(theme.icon("x", "muted", worn))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(worn.space * 2, int(worn.space * 1.25), worn.space, int(worn.space * 1.25))
            layout.setSpacing(worn.space)
