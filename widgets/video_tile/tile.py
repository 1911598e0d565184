"""Paints one tile: the picture as it is, a caption strip under it, a calm sign where there is no picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.theme import DARK, Theme
from widgets.video_tile.face import LEVELS, FrameLike, TileFace

_EMPTY = TileFace()
# from this width on, in widths of the type, a caption has room for the word "live" beside the name
_WORDY_EM = 14


def fitted(width: int, height: int, room: QRect) -> QRect:
    """The largest rectangle of the picture's shape inside a room, centred."""
    size = QSize(width, height).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = room.x() + (room.width() - size.width()) // 2
    return QRect(left, room.y() + (room.height() - size.height()) // 2, size.width(), size.height())


class VideoTile(QWidget):
    """`follow` gives it something to look at, `show_face` what to say about it; `tick` repaints only what is new."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(False)
        self._look: Callable[[], FrameLike | None] | None = None
        self._number = -1
        self._face = _EMPTY
        self._hint = ""
        self._chosen = False
        self._drop = False
        self.smooth = True
        self._caption: QPixmap | None = None
        self.painted = 0
        self.show_face(_EMPTY)

    @property
    def face(self) -> TileFace:
        """What it says at the moment."""
        return self._face

    @property
    def live(self) -> bool:
        """Whether the picture may be shown bright."""
        return self._face.level == "live"

    def follow(self, look: Callable[[], FrameLike | None] | None) -> None:
        """Show the pictures of this source from now on; None empties the tile."""
        self._look, self._number = look, -1
        self.update()

    def show_face(self, face: TileFace, hint: str = "") -> None:
        """Say this; `hint` is for an empty tile. Repaints only what changed."""
        if face == self._face and hint == self._hint:
            return
        restless = face.level != self._face.level or face.note != self._face.note or hint != self._hint
        self._face, self._hint, self._caption = face, hint, None
        self.setAccessibleName(" ".join(filter(None, (face.number, face.name))) or hint)
        self.setAccessibleDescription(face.word)
        self.update() if restless else self.update(self._caption_room())

    def choose(self, chosen: bool) -> None:
        """Wear the ring of the tile in hand."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def invite(self, drop: bool) -> None:
        """Show that something dragged may be dropped here."""
        if drop != self._drop:
            self._drop = drop
            self.update()

    def tick(self) -> bool:
        """Ask for a repaint if there is a new picture; True if there was."""
        frame = self._look() if self._look else None
        if frame is None or frame.number == self._number:
            return False
        self._number = frame.number
        self.update(self._picture_room())
        return True

    def changeEvent(self, event: QEvent) -> None:
        """A new theme makes a new caption."""
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._caption = None
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture or sign, caption, ring."""
        worn = theme.of(self)
        painter = QPainter(self)
        room = self._picture_room()
        if event.rect().intersects(room):
            self._paint_picture(painter, room, worn)
        if event.rect().intersects(self._caption_room()):
            painter.drawPixmap(self._caption_room().topLeft(), self._caption_pixmap(worn))
        self._paint_ring(painter, worn)

    def _paint_picture(self, painter: QPainter, room: QRect, worn: Theme) -> None:
        frame = self._look() if self._look else None
        painter.fillRect(room, QColor(worn.video_bg))
        if frame is None:
            self._paint_sign(painter, room, worn)
            return
        image = QImage(frame.data, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32)
        place = fitted(frame.width, frame.height, room)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        if self.live:
            painter.drawImage(place, image)
        else:
            # Grey and dark: an old picture must not be taken for a new one from across the hall.
            painter.drawImage(place, image.convertToFormat(QImage.Format.Format_Grayscale8))
            painter.fillRect(place, _clear(worn.video_bg, 130))
            self._paint_veil(painter, place, worn)
        self.painted += 1

    def _paint_veil(self, painter: QPainter, place: QRect, worn: Theme) -> None:
        name, colour = LEVELS[self._face.level]
        text = self._face.note or self._face.word
        font = self._font(worn.font_px)
        metrics = QFontMetrics(font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, place.width() - worn.space * 8))
        edge, pad = worn.icon_px, worn.space
        width = metrics.horizontalAdvance(text) + edge + pad * 3
        height = metrics.height() + pad
        pill = QRectF(0, 0, width, height)
        pill.moveCenter(QPointF(place.center()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_clear(DARK.bg, 215))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        top = round(pill.center().y() - edge / 2)
        painter.drawPixmap(round(pill.x() + pad), top, theme.pixmap(name, DARK.color(colour), edge, self._ratio()))
        painter.setFont(font)
        painter.setPen(QColor(DARK.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(pill.adjusted(pad * 2 + edge, 0, 0, 0), flags, text)

    def _paint_sign(self, painter: QPainter, room: QRect, worn: Theme) -> None:
        name, colour = LEVELS[self._face.level]
        edge = max(worn.icon_px, min(worn.icon_px * 3, room.height() // 4))
        shade = DARK.faint if self._face.level in ("empty", "waiting") else DARK.color(colour)
        text = self._hint if self._face.level == "empty" else self._face.note or self._face.word
        font = self._font(worn.font_px)
        line = QFontMetrics(font).lineSpacing()
        top = room.center().y() - (edge + worn.space + line) // 2
        picture = theme.pixmap(name, shade, edge, self._ratio())
        painter.drawPixmap(room.center().x() - edge // 2, top, picture)
        painter.setFont(font)
        painter.setPen(QColor(DARK.faint if self._face.level == "empty" else DARK.muted))
        tall = line * 2 + worn.space  # Qt: two lines of Chinese type are higher than twice their line
        place = QRect(room.x() + worn.space, top + edge + worn.space, room.width() - 2 * worn.space, tall)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(place, flags, _in_lines(text, QFontMetrics(font), place, flags))

    def _paint_ring(self, painter: QPainter, worn: Theme) -> None:
        if not (self._chosen or self._drop):
            return
        width = max(2, round(2.5 * worn.scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(worn.accent if self._drop else worn.focus), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(width // 2, width // 2, -(width + 1) // 2, -(width + 1) // 2))

    def _caption_pixmap(self, worn: Theme) -> QPixmap:
        room = self._caption_room()
        ratio = self._ratio()
        if self._caption is None or self._caption.deviceIndependentSize().toSize() != room.size():
            self._caption = QPixmap(room.size() * ratio)
            self._caption.setDevicePixelRatio(ratio)
            self._caption.fill(QColor(DARK.surface))
            painter = QPainter(self._caption)
            self._paint_caption(painter, QRect(0, 0, room.width(), room.height()), worn)
            painter.end()
        return self._caption

    def _paint_caption(self, painter: QPainter, room: QRect, worn: Theme) -> None:
        face, pad, edge = self._face, worn.space, round(worn.icon_px * 0.8)
        if face.level == "empty":
            return
        icon, colour = LEVELS[face.level]
        font = self._font(worn.font_small_px)
        metrics = QFontMetrics(font)
        said = "  ".join(filter(None, (face.word, face.age)))
        if face.level == "live" and room.width() < worn.font_px * _WORDY_EM:
            said = ""  # narrow: the sign says live by its shape, and the name is what is looked for
        width = metrics.horizontalAdvance(said)
        right = room.width() - pad - width
        painter.setFont(font)
        painter.setPen(QColor(DARK.color(colour)))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(right, 0, width + pad, room.height()), middle, said)
        left = right - edge - (pad // 2 if said else 0)
        painter.drawPixmap(
            left, (room.height() - edge) // 2, theme.pixmap(icon, DARK.color(colour), edge, self._ratio())
        )
        self._paint_name(painter, QRect(pad, 0, left - 2 * pad, room.height()), worn)

    def _paint_name(self, painter: QPainter, room: QRect, worn: Theme) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        font = self._font(worn.font_small_px, bold=True)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        number = f"{self._face.number}  " if self._face.number else ""
        taken = metrics.horizontalAdvance(number)
        painter.setPen(QColor(DARK.muted))
        painter.drawText(room, middle, number)
        painter.setPen(QColor(DARK.text))
        name = metrics.elidedText(self._face.name, Qt.TextElideMode.ElideRight, max(0, room.width() - taken))
        painter.drawText(room.adjusted(taken, 0, 0, 0), middle, name)

    def _font(self, size: int, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _ratio(self) -> float:
        return float(self.devicePixelRatioF())

    def _caption_room(self) -> QRect:
        height = round(theme.of(self).font_small_px * 2)
        return QRect(0, self.height() - height, self.width(), height)

    def _picture_room(self) -> QRect:
        return QRect(0, 0, self.width(), self.height() - self._caption_room().height())


def _in_lines(text: str, metrics: QFontMetrics, place: QRect, flags: int) -> str:
    """As much of a text as has room, with dots where it is cut: half a sentence must not look like a whole one."""
    tall = 10 * place.height()
    if metrics.boundingRect(QRect(0, 0, place.width(), tall), flags, text).height() <= place.height():
        return text
    kept = text
    while kept and metrics.boundingRect(QRect(0, 0, place.width(), tall), flags, kept + "…").height() > place.height():
        kept = kept[:-1].rstrip("，, ")
    return kept + "…"


def _clear(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
