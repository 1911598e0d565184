"""Draw one face as a picture that can be kept and blitted."""

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


def row_height(theme: Theme) -> int:
    """Two lines and the air around them, in pixels."""
    return round(theme.font_px * 1.45 + theme.font_small_px * 1.45 + theme.space * 2)


class RowArtist:
    """Knows the columns of a row for one theme, width and screen density."""

    def __init__(self, base: QFont, theme: Theme, width: int, density: float) -> None:
        self.key = (theme, width, density, base.key())
        self._theme, self._width, self._density = theme, width, density
        self._fonts = Fonts.of(base, theme)
        self._height = row_height(theme)
        pad = theme.space + theme.space // 2
        narrow = width < theme.font_px * 30
        light = round(theme.font_px * (7.9 if narrow else 8.6))
        right = round(theme.font_px * (7.2 if width > theme.font_px * 38 else 4.6 if narrow else 5.8))
        half = self._height // 2
        self._light = QRect(pad, 0, light, half)
        self._main = QRect(pad + light + pad, 0, max(0, width - light - right - 4 * pad), half)
        self._right = QRect(width - right - pad, 0, right, half)

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

    def _upper(self, box: QRect) -> QRect:
        return box.adjusted(0, self._theme.space // 2 + 1, 0, 1)

    def _lower(self, box: QRect) -> QRect:
        return box.translated(0, self._height // 2).adjusted(0, -1, 0, -self._theme.space // 2 - 1)

    def _draw_light(self, painter: QPainter, face: Face) -> None:
        tone = tone_of(self._theme, face.light.tone)
        if face.light.tone in ("alarm", "warn"):
            painter.fillRect(QRect(0, 0, max(3, self._theme.space // 2), self._height), tone)
        box, side = self._upper(self._light), round(self._theme.font_px * 1.2)
        if face.light.icon:
            spot = QRect(box.left(), box.center().y() - side // 2 + 1, side, side)
            themes.icon(face.light.icon, face.light.tone).paint(painter, spot)
        indent = side + self._theme.space - 1
        self._line(painter, box.adjusted(indent, 0, 0, 0), face.light.text, self._fonts.figures, tone)
        note = self._lower(self._light).adjusted(indent, 0, 0, 0)
        self._line(painter, note, face.light_note, self._fonts.small, QColor(self._theme.muted))

    def _draw_main(self, painter: QPainter, face: Face) -> None:
        box = self._upper(self._main)
        used = self._line(painter, box, face.title, self._fonts.title, QColor(self._theme.text))
        rest = box.adjusted(used + self._theme.space, 0, 0, 0)
        if face.summary and rest.width() > self._theme.font_px * 3:
            self._line(painter, rest, face.summary, self._fonts.body, QColor(self._theme.muted))
        box = self._lower(self._main)
        used = self._line(painter, box, face.number, self._fonts.small, QColor(self._theme.muted))
        rest = box.adjusted(used + self._theme.space * 3 // 2, 0, 0, 0) if used else box
        self._line(painter, rest, "  ·  ".join(face.details), self._fonts.small, QColor(self._theme.muted))

    def _draw_right(self, painter: QPainter, face: Face) -> None:
        if face.chip.text:
            self._draw_chip(painter, self._upper(self._right), face.chip)
        box = self._lower(self._right)
        right = box.right()
        for mark in reversed(face.marks):
            right = self._draw_mark(painter, QRect(box.left(), box.top(), right - box.left(), box.height()), mark)

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
