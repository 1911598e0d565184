"""Holds the newest notices; information leaves by itself, an alarm stays until somebody has read it."""

from collections.abc import Callable
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets import theme
from widgets.notice.slip import Slip

# level -> icon, tone, life in milliseconds (0 stays)
LEVELS = MappingProxyType(
    {
        "done": ("circle-check", "ok", 4_000),
        "info": ("info", "info", 6_000),
        "warning": ("triangle-alert", "warn", 12_000),
        "alarm": ("siren", "alarm", 0),
    }
)
MOST = 4


class NoticeStack(QWidget):
    """Floats over the lower right corner of its parent; at most four slips, the same sentence only once."""

    def __init__(self, parent: QWidget, close_text: str = "", keep_clear_px: int = 0) -> None:
        super().__init__(parent)
        self._home = parent
        self._close_text, self._keep_clear = close_text, keep_clear_px
        self._slips: list[Slip] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        parent.installEventFilter(self)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences shown, oldest first."""
        return tuple(slip.text for slip in self._slips)

    def tell(
        self, level: str, text: str, detail: str = "", action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Show a sentence; told again it is counted, not repeated. `action` names a button. KeyError: no such level."""
        icon, tone, life_ms = LEVELS[level]
        for slip in self._slips:
            if (slip.text, slip.detail) == (text, detail):
                slip.again()
                return self._fit()
        slip = Slip(text, detail, icon, tone, life_ms, self._close_text, action, act, self)
        slip.gone.connect(self._forget)
        self._slips.append(slip)
        self._layout.addWidget(slip)
        slip.show()
        self._drop_surplus()
        return self._fit()

    def clear(self) -> None:
        """Take every slip away."""
        for slip in list(self._slips):
            slip.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _drop_surplus(self) -> None:
        passing = [slip for slip in self._slips if slip.passing] + [slip for slip in self._slips if not slip.passing]
        for slip in passing[: max(0, len(self._slips) - MOST)]:
            slip.leave()

    def _forget(self, slip: Slip) -> None:
        if slip in self._slips:
            self._slips.remove(slip)
            self._layout.removeWidget(slip)
            slip.hide()
            slip.deleteLater()
        self._fit()

    def _fit(self) -> None:
        if not self._slips:
            return self.hide()
        worn, home = theme.of(self), self._home
        self._layout.setSpacing(worn.space)
        width = min(round(400 * worn.scale), home.width() - 2 * worn.space)
        self.setFixedWidth(width)
        height = (
            self._layout.totalHeightForWidth(width) if self._layout.hasHeightForWidth() else self.sizeHint().height()
        )
        margin = worn.space * 2
        top = max(margin, home.height() - height - margin - self._keep_clear)
        self.setGeometry(home.width() - width - margin, top, width, height)
        self.show()
        return self.raise_()
