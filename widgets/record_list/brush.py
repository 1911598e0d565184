"""What every row is drawn with: its hands, its colours, and the pieces that all rows share."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from widgets import theme as themes
from widgets.record_list.face import Face, Mark
from widgets.theme import Theme

LONGEST = 160  # characters worth shaping in one line of a row


@dataclass(frozen=True, slots=True)
class Fonts:
    """The four hands a row is written in."""

    title: QFont
    body: QFont
    small: QFont
    figures: QFont

    @classmethod
    def of(cls, base: QFont, theme: Theme) -> "Fonts":
        """Sized by the theme, in the family of the application."""
        return cls(
            _font(base, theme.font_px, QFont.Weight.DemiBold),
            _font(base, theme.font_px),
            _font(base, theme.font_small_px),
            _font(base, theme.font_px, QFont.Weight.DemiBold),
        )


class Brush(ABC):
    """Writes the pieces of a row in the hands and colours of one theme, on a picture of one size."""

    def __init__(self, base: QFont, theme: Theme, width: int, height: int, density: float) -> None:
        self._theme, self._width, self._height, self._density = theme, width, height, density
        self._fonts = Fonts.of(base, theme)

    def draw(self, face: Face) -> QPixmap:
        """The row without its background, transparent where nothing is written."""
        picture = QPixmap(round(self._width * self._density), round(self._height * self._density))
        picture.setDevicePixelRatio(self._density)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        if face.faded:
            painter.setOpacity(0.62)
        self._draw_light(painter, face)
        self._draw_main(painter, face)
        self._draw_right(painter, face)
        painter.end()
        return picture

    @abstractmethod
    def _draw_light(self, painter: QPainter, face: Face) -> None:
        """Draw the light at the left."""

    @abstractmethod
    def _draw_main(self, painter: QPainter, face: Face) -> None:
        """Write what it is and where."""

    @abstractmethod
    def _draw_right(self, painter: QPainter, face: Face) -> None:
        """Draw chip and marks."""

    def _draw_chip(self, painter: QPainter, box: QRect, chip: Mark) -> None:
        metrics = QFontMetrics(self._fonts.small)
        text = metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, box.width() - self._theme.space * 2)
        width = metrics.horizontalAdvance(text) + self._theme.space * 2
        height = metrics.height() + 4
        pill = QRectF(box.right() - width, box.center().y() - height / 2 + 1, width, height)
        tone = tone_of(self._theme, chip.tone)
        fill = QColor(tone)
        fill.setAlphaF(0.16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(tone)
        painter.setFont(self._fonts.small)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_mark(self, painter: QPainter, box: QRect, mark: Mark) -> int:
        metrics, side = QFontMetrics(self._fonts.small), self._theme.font_small_px
        width = metrics.horizontalAdvance(mark.text) + (side + 3 if mark.icon else 0)
        if width > box.width():
            return box.right()
        left = box.right() - width
        tone = tone_of(self._theme, mark.tone)
        if mark.icon:
            spot = QRect(left, box.center().y() - side // 2 + 1, side, side)
            themes.icon(mark.icon, mark.tone).paint(painter, spot)
            left += side + 3
        self._line(painter, QRect(left, box.top(), width, box.height()), mark.text, self._fonts.small, tone)
        return box.right() - width - self._theme.space

    def _line(self, painter: QPainter, box: QRect, text: str, font: QFont, colour: QColor) -> int:
        if not text or box.width() <= 0:
            return 0
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text[:LONGEST], Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(colour)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(box, flags, shown)
        return min(box.width(), metrics.horizontalAdvance(shown))


def tone_of(theme: Theme, tone: str) -> QColor:
    """The colour a tone has in this theme."""
    return QColor(getattr(theme, tone, theme.muted))


def _font(base: QFont, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(base)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font
