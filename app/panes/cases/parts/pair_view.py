"""Two pictures side by side under one glass: zoomed and moved together, each with its caption."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme

CLOSEST = 8.0


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its heading, the caption of the picture, the picture, and what is said where there is none."""

    title: str = ""
    caption: str = ""
    image: QImage = field(default_factory=QImage)
    nothing: str = ""


class PairView(QWidget):
    """Shows two sides. The wheel zooms, dragging moves; both sides look at the same part of their picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides = (Side(), Side())
        self.active = -1
        self._zoom, self._middle = 1.0, QPointF(0.5, 0.5)
        self._grip: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def sides(self) -> tuple[Side, Side]:
        """What is shown."""
        return self._sides

    @property
    def zoom(self) -> float:
        """How many times larger than fitting."""
        return self._zoom

    def set_sides(self, left: Side, right: Side) -> None:
        """Show two pictures; the zoom stays."""
        self._sides = (left, right)
        self.setAccessibleName("；".join(f"{side.title} {side.caption or side.nothing}" for side in self._sides))
        self.update()

    def set_zoom(self, zoom: float) -> None:
        """Look closer (up to eight times) or back to the whole."""
        self._zoom = min(max(1.0, zoom), CLOSEST)
        self._middle = self._kept(self._middle)
        self.update()

    def move_by(self, right: float, down: float) -> None:
        """Look elsewhere by a share of what is seen."""
        self._middle = self._kept(self._middle + QPointF(right, down) / self._zoom)
        self.update()

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.font_px * 30, worn.font_px * 13)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_zoom(self._zoom * (1.2 if event.angleDelta().y() > 0 else 1 / 1.2))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            moved, self._grip = event.position() - self._grip, event.position()
            box = self._box(0)
            self.move_by(-moved.x() / max(1, box.width()), -moved.y() / max(1, box.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        for number, side in enumerate(self._sides):
            self._paint_side(painter, number, side)

    def _box(self, number: int) -> QRect:
        worn = theme.of(self)
        width = (self.width() - worn.space) // 2
        head, foot = round(worn.font_px * 1.7), round(worn.font_small_px * 1.7)
        return QRect(number * (width + worn.space), head, width, max(1, self.height() - head - foot))

    def _paint_side(self, painter: QPainter, number: int, side: Side) -> None:
        worn, box = theme.of(self), self._box(number)
        painter.fillRect(box, QColor(worn.video_bg))
        if side.image.isNull():
            painter.setFont(self.font())
            painter.setPen(QColor(theme.DARK.faint))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, side.nothing)
        else:
            self._paint_image(painter, box, side.image)
        if number == self.active:
            painter.setPen(QPen(QColor(worn.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        strong, small = QFont(self.font()), QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(worn.font_small_px)
        head = QRect(box.left(), 0, box.width(), box.top())
        foot = QRect(box.left(), box.bottom() + 1, box.width(), self.height() - box.bottom() - 1)
        self._write(painter, head, side.title, strong, worn.text)
        self._write(painter, foot, side.caption, small, worn.muted)

    def _paint_image(self, painter: QPainter, box: QRect, image: QImage) -> None:
        fitted = QSize(image.size()).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        width, height = fitted.width() * self._zoom, fitted.height() * self._zoom
        left = box.center().x() - width * self._middle.x()
        top = box.center().y() - height * self._middle.y()
        painter.save()
        painter.setClipRect(box)
        painter.drawImage(QRectF(left, top, width, height), image)
        painter.restore()

    def _kept(self, middle: QPointF) -> QPointF:
        """The middle of the view, never outside the picture; the whole picture stands still."""
        edge = 0.5 / self._zoom
        return QPointF(min(max(middle.x(), edge), 1 - edge), min(max(middle.y(), edge), 1 - edge))

    def _write(self, painter: QPainter, box: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
