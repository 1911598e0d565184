"""Draws a chip anywhere: in the Badge control and in the cells of a list."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from widgets.theme import Theme, icon


def chip_font(font: QFont, theme: Theme) -> QFont:
    """The small type of a chip, of the family of `font`."""
    small = QFont(font)
    small.setPixelSize(theme.font_small_px)
    return small


def chip_size(text: str, font: QFont, theme: Theme, with_icon: bool = False) -> QSizeF:
    """The room a chip needs, in logical pixels."""
    metrics = QFontMetricsF(chip_font(font, theme))
    art = theme.font_small_px + theme.space / 2 if with_icon else 0
    return QSizeF(metrics.horizontalAdvance(text) + art + theme.space * 1.5, metrics.height() + theme.space / 2)


def paint_chip(
    painter: QPainter, spot: QPointF, text: str, tone: str, theme: Theme, icon_name: str = "", ground: str = "surface"
) -> QRectF:
    """Draw a chip with its top left corner at `spot`; returns the rectangle it took. `tone` is a colour token."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(chip_font(painter.font(), theme))
    box = QRectF(spot, chip_size(text, painter.font(), theme, bool(icon_name)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tint(tone, 0.16, ground)))
    painter.drawRoundedRect(box, theme.radius * 0.75, theme.radius * 0.75)
    left = box.left() + theme.space * 0.75
    if icon_name:
        edge = theme.font_small_px
        top = box.center().y() - edge / 2
        icon(icon_name, tone, theme).paint(painter, QRectF(left, top, edge, edge).toRect())
        left += edge + theme.space / 2
    painter.setPen(QColor(theme.color(tone)))
    painter.drawText(box.adjusted(left - box.left(), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()
    return box


def whole(size: QSizeF) -> QSize:
    """The size rounded up to whole pixels."""
    return QSize(-int(-size.width() // 1), -int(-size.height() // 1))
