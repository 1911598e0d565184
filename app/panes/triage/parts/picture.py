"""The picture in the middle of the bench: as large as there is room, never larger than it is sharp."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme

MOST_GROWTH = 2.5


class Picture(QWidget):
    """Shows an image, or a sentence where there is none. `opened` when it is clicked."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image, self._sentence = QImage(), ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def image(self) -> QImage:
        """What is shown; null where nothing is."""
        return self._image

    @property
    def sentence(self) -> str:
        """What is said instead of a picture."""
        return self._sentence

    def show_image(self, image: QImage, name: str) -> None:
        """Show a picture; `name` is what a screen reader says."""
        self._image, self._sentence = image, ""
        self.setAccessibleName(name)
        self.update()

    def say(self, sentence: str) -> None:
        """Show no picture, and say why."""
        self._image, self._sentence = QImage(), sentence
        self.setAccessibleName(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.font_px * 40, worn.font_px * 26)

    def minimumSizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.font_px * 14, worn.font_px * 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._image.isNull():
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = theme.of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(worn.video_bg))
        if self._image.isNull():
            painter.setPen(QColor(theme.DARK.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(worn.space, 0, -worn.space, 0), flags, self._sentence)
            return
        painter.drawImage(self._spot(), self._image)

    def _spot(self) -> QRect:
        most = self._image.size() * MOST_GROWTH
        size = self._image.size().scaled(self.size().boundedTo(most), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRect(0, 0, size.width(), size.height())
        spot.moveCenter(self.rect().center())
        return spot
