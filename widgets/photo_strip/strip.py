"""Small pictures in a row; one of them can be looked at large."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.photo_strip.viewer import PhotoViewer


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture: its id, what it shows, and what is said while it is not here."""

    id: str
    caption: str
    waiting: str = ""


class PhotoStrip(QWidget):
    """Photos by id: `wanted(id)` asks for the pixels, `set_image` brings them. Arrows move, Enter enlarges."""

    wanted = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos: tuple[Photo, ...] = ()
        self._images: dict[str, QImage] = {}
        self._thumbs: dict[str, QPixmap] = {}
        self._current = 0
        self._viewer: PhotoViewer | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def photos(self) -> tuple[Photo, ...]:
        """What is shown."""
        return self._photos

    def set_photos(self, photos: Sequence[Photo]) -> None:
        """Show these; the same ones again change nothing."""
        if tuple(photos) == self._photos:
            return
        self._photos = tuple(photos)
        known = {photo.id for photo in self._photos}
        self._images = {key: image for key, image in self._images.items() if key in known}
        self._thumbs.clear()
        self._current = min(self._current, max(0, len(self._photos) - 1))
        self._name()
        self.updateGeometry()
        self.update()
        self.ask_again()

    def ask_again(self) -> None:
        """Want those photos once more whose pixels have not come."""
        for photo in self._photos:
            if photo.id not in self._images:
                self.wanted.emit(photo.id)

    def set_image(self, photo_id: str, image: QImage) -> None:
        """The pixels of one photo have come."""
        self._images[photo_id] = image
        self._thumbs.pop(photo_id, None)
        self.update()
        if self._viewer is not None:
            self._viewer.set_image(photo_id, image)
        self.changed.emit()

    def image(self, photo_id: str) -> QImage:
        """The pixels of a photo, or an empty picture while they have not come."""
        return self._images.get(photo_id, QImage())

    def enlarge(self) -> None:
        """Look at the current photo large, over the whole window."""
        if self._photos:
            self._viewer = PhotoViewer(self.window(), [(p.id, p.caption) for p in self._photos], self._current)
            for photo_id, image in self._images.items():
                self._viewer.set_image(photo_id, image)
            self._viewer.closed.connect(self._put_away)
            self._viewer.show()
            self._viewer.setFocus()

    def sizeHint(self) -> QSize:
        box = self._box(max(0, len(self._photos) - 1))
        return QSize(box.right() + 1, box.height() + theme.of(self).font_small_px * 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._box(0).width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                step = 1 if event.key() == Qt.Key.Key_Right else -1
                self._current = min(max(0, self._current + step), max(0, len(self._photos) - 1))
                self._name()
                self.update()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.enlarge()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(len(self._photos)):
            if self._box(number).contains(event.position().toPoint()):
                self._current = number
                self.enlarge()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._thumbs.clear()
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, photo in enumerate(self._photos):
            self._paint(painter, number, photo)

    def _box(self, number: int) -> QRect:
        worn = theme.of(self)
        width, height = round(worn.font_px * 9.6), round(worn.font_px * 6.4)
        return QRect(number * (width + worn.space), 0, width, height)

    def _paint(self, painter: QPainter, number: int, photo: Photo) -> None:
        worn, box = theme.of(self), self._box(number)
        painter.fillRect(box, QColor(worn.video_bg))
        thumb = self._thumb(photo.id, box.size())
        if thumb is not None:
            painter.drawPixmap(box, thumb)
        else:
            painter.setPen(QColor(worn.offline))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, photo.waiting)
        if number == self._current and self.hasFocus():
            painter.setPen(QPen(QColor(worn.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        font = painter.font()
        font.setPixelSize(worn.font_small_px)
        painter.setFont(font)
        painter.setPen(QColor(worn.muted))
        caption = painter.fontMetrics().elidedText(photo.caption, Qt.TextElideMode.ElideRight, box.width())
        line = QRect(box.left(), box.bottom() + 2, box.width(), worn.font_small_px * 2 - 4)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, caption)

    def _thumb(self, photo_id: str, size: QSize) -> QPixmap | None:
        if photo_id in self._thumbs:
            return self._thumbs[photo_id]
        image = self._images.get(photo_id)
        if image is None or image.isNull():
            return None
        ratio = self.devicePixelRatioF()
        target = size * ratio
        fill, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        large = image.scaled(target, fill, smooth)
        left, top = (large.width() - target.width()) // 2, (large.height() - target.height()) // 2
        thumb = QPixmap.fromImage(large.copy(left, top, target.width(), target.height()))
        thumb.setDevicePixelRatio(ratio)
        self._thumbs[photo_id] = thumb
        return thumb

    def _name(self) -> None:
        photo = self._photos[self._current] if self._photos else None
        self.setAccessibleName(photo.caption if photo is not None else "")

    def _put_away(self) -> None:
        self._viewer = None
        self.setFocus()
