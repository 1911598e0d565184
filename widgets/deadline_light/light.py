"""The five lights, a painter for list cells and a control."""

from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme


@dataclass(frozen=True)
class Look:
    """How a light looks: its icon, its colour token, and whether its words are bold."""

    icon: str
    tone: str
    bold: bool = False


LIGHTS = MappingProxyType(
    {
        "normal": Look("circle-check", "ok"),
        "warning": Look("clock", "warn", bold=True),
        "overdue": Look("siren", "alarm", bold=True),
        "paused": Look("circle-pause", "offline"),
        "none": Look("circle-minus", "faint"),
    }
)


def paint_light(painter: QPainter, box: QRectF, light: str, text: str, worn: theme.Theme) -> None:
    """Draw a light inside `box`, left and middle. KeyError for a light nobody knows."""
    look, edge = LIGHTS[light], worn.icon_px
    painter.save()
    art = QRectF(box.left(), box.center().y() - edge / 2, edge, edge).toRect()
    theme.icon(look.icon, look.tone, worn).paint(painter, art)
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.DemiBold if look.bold else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(worn.color(look.tone)))
    painter.drawText(box.adjusted(edge + worn.space, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


class DeadlineLight(QWidget):
    """A light as a control; `set` takes the light's code, its remaining time and its word in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._light, self._text = "none", ""

    @property
    def light(self) -> str:
        """The code shown."""
        return self._light

    def set(self, light: str, text: str, word: str = "") -> None:
        """Show a light. KeyError for a code that is not in LIGHTS."""
        if light not in LIGHTS:
            raise KeyError(light)
        self._light, self._text = light, text
        self.setAccessibleName(f"{word} {text}".strip())
        self.setToolTip(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        font = QFont(self.font())
        font.setBold(True)
        width = worn.icon_px + worn.space + QFontMetrics(font).horizontalAdvance(self._text)
        return QSize(width, max(worn.icon_px, QFontMetrics(font).height()) + worn.space // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_light(QPainter(self), QRectF(self.rect()), self._light, self._text, theme.of(self))
