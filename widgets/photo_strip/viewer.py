"""One picture over the whole window; arrows turn the page, Escape puts it away."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets import theme


class PhotoViewer(QWidget):
    """Covers its window until it is closed."""

    closed = Signal()

    def __init__(self, window: QWidget, photos: Sequence[tuple[str, str]], current: int) -> None:
        super().__init__(window)
        self._photos, self._current = list(photos), current
        self._images: dict[str, QImage] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self._name()

    def set_image(self, photo_id: str, image: QImage) -> None:
        """The pixels of one photo."""
        self._images[photo_id] = image
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Up | Qt.Key.Key_K:
                self._turn(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Down | Qt.Key.Key_J:
                self._turn(1)
            case Qt.Key.Key_Escape | Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._leave()
            case _:
                event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = theme.of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QColor(worn.video_bg)
        ground.setAlphaF(0.94)
        painter.fillRect(self.rect(), ground)
        photo_id, caption = self._photos[self._current]
        room = self.rect().adjusted(worn.space * 4, worn.space * 4, -worn.space * 4, -worn.font_px * 4)
        image = self._images.get(photo_id)
        if image is not None and not image.isNull():
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRect(0, 0, size.width(), size.height())
            spot.moveCenter(room.center())
            painter.drawImage(spot, image)
        painter.setPen(QColor(theme.DARK.text))
        line = QRect(room.left(), room.bottom() + worn.space, room.width(), worn.font_px * 2)
        text = f"{caption}   {self._current + 1} / {len(self._photos)}"
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)

    def _turn(self, by: int) -> None:
        self._current = (self._current + by) % len(self._photos)
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._photos[self._current][1])

    def _leave(self) -> None:
        self.window().removeEventFilter(self)
        self.hide()
        self.closed.emit()
        self.deleteLater()
