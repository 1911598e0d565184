"""The small things on the map's edge: scale bar, datum badge, tool column, a notice that says why."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.panes.map.queries import metres
from app.text import _
from widgets import theme
from widgets.map_canvas import View
from widgets.map_canvas.mercator import metres_per_px

_STEPS_M = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000)
_LONGEST_PX = 110


class ScaleBar(QWidget):
    """A round length on the ground, with the datum of all positions beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._px, self._words = 0.0, ""
        self._datum = "WGS-84 / CGCS2000"
        self.setAccessibleName(self._datum)
        self.resize(self.sizeHint())

    @property
    def words(self) -> str:
        """The length, as read."""
        return self._words

    def follow(self, view: View) -> None:
        """Fit the bar to a view."""
        per_px = metres_per_px(view.lat, view.zoom) / theme.of(self).scale
        longest = _LONGEST_PX * theme.of(self).scale
        length = max((step for step in _STEPS_M if step / per_px <= longest), default=_STEPS_M[0])
        self._px, self._words = length / per_px, metres(length)
        self.update()

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(round(330 * worn.scale), round(30 * worn.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.of(self)
        brush = QPainter(self)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(worn.font_small_px)
        brush.setFont(font)
        metrics = brush.fontMetrics()
        wide = (
            self._px + metrics.horizontalAdvance(self._words) + metrics.horizontalAdvance(self._datum) + 5 * worn.space
        )
        box = QRectF(0.5, 0.5, wide, self.height() - 1)
        ground = QColor(worn.raised)
        ground.setAlphaF(0.9)
        brush.setPen(QPen(QColor(worn.line), 1))
        brush.setBrush(ground)
        brush.drawRoundedRect(box, worn.radius, worn.radius)
        self._draw_bar(brush, worn, worn.space)
        brush.setPen(QColor(worn.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        brush.drawText(box.adjusted(self._px + worn.space * 2, 0, 0, 0), middle, self._words)
        brush.setPen(QColor(worn.muted))
        brush.drawText(box.adjusted(0, 0, -worn.space, 0), middle | Qt.AlignmentFlag.AlignRight, self._datum)

    def _draw_bar(self, brush: QPainter, worn: theme.Theme, left: float) -> None:
        brush.setPen(QPen(QColor(worn.text), 2 * worn.scale))
        low, tick = self.height() / 2 + 4 * worn.scale, 8 * worn.scale
        right = left + self._px
        brush.drawPolyline(
            [QPointF(left, low - tick), QPointF(left, low), QPointF(right, low), QPointF(right, low - tick)]
        )


class ToolColumn(QFrame):
    """Nearer, farther, the whole hall, draw a circle."""

    zoom_asked = Signal(int)
    home_asked = Signal()
    circle_switched = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._icons: dict[QToolButton, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 3)
        column.setSpacing(2)
        for name, words, act in (
            ("plus", _("放大（+）"), lambda: self.zoom_asked.emit(1)),
            ("minus", _("缩小（-）"), lambda: self.zoom_asked.emit(-1)),
            ("maximize", _("全城（Home）"), self.home_asked.emit),
        ):
            self._add(column, name, words).clicked.connect(act)
        self.circle = self._add(column, "lasso", _("圈选扬声器和摄像机（C）"))
        self.circle.setCheckable(True)
        self.circle.toggled.connect(self.circle_switched)

    def dress(self, worn: theme.Theme) -> None:
        """Icons in the theme's colours."""
        edge = round(worn.icon_px * 1.15)
        for button, name in self._icons.items():
            button.setIcon(theme.icon(name, "text", worn))
            button.setIconSize(QSize(edge, edge))
        self.adjustSize()

    def _add(self, column: QVBoxLayout, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its key
        button.setAccessibleName(words)
        self._icons[button] = icon
        column.addWidget(button)
        return button


class MapNotice(QFrame):
    """Says what is missing on the map, why, and what to do; never just grey."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._icon, self._what, self._remedy = QLabel(), QLabel(), QLabel()
        worn = theme.of(self)
        row, words = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(worn.space * 2, worn.space, worn.space * 2, worn.space)
        row.setSpacing(worn.space)
        words.setSpacing(worn.space // 4)
        for label, role in ((self._what, "strong"), (self._remedy, "muted")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
            label.setWordWrap(True)
            words.addWidget(label)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is read."""
        return "\n".join(filter(None, (self._what.text(), self._remedy.text())))

    def tell(self, what: str, remedy: str) -> None:
        """Show it; nothing to say hides it."""
        worn = theme.of(self)
        self._what.setText(what)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self._icon.setPixmap(theme.pixmap("triangle-alert", "warn", worn.icon_px, self.devicePixelRatioF(), worn))
        self.setAccessibleName(self.text)
        self.setFixedWidth(round(460 * worn.scale))
        self.adjustSize()
        self.setVisible(bool(what))
        self.raise_()
