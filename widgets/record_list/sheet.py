"""The paint of a record list: rows from kept pictures, and over them what is in hand, marked, or divided."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap

from widgets import theme as themes
from widgets.record_list.brush import tone_of
from widgets.record_list.columns import Column
from widgets.record_list.face import Face
from widgets.record_list.line_art import LineArtist
from widgets.record_list.model import MISSING
from widgets.record_list.row_art import RowArtist
from widgets.theme import Theme

PICTURES_KEPT = 400
MARKED = 0.20


class Sheet:
    """Between `begin` and `end` it paints on one painter; pictures of rows are kept from one painting to the next."""

    def __init__(self) -> None:
        self.compact = False
        self.divider: tuple[int, str] = (0, "")
        self._columns: tuple[Column, ...] = ()
        self._pictures: OrderedDict[object, QPixmap] = OrderedDict()
        self._artist: RowArtist | LineArtist | None = None
        self._painter = QPainter()
        self._theme: Theme = themes.of()

    def dress(self, compact: bool, columns: Sequence[Column]) -> bool:
        """Take another look; False where it is the same."""
        if (compact, tuple(columns)) == (self.compact, self._columns):
            return False
        self.compact, self._columns, self._artist = compact, tuple(columns), None
        return True

    def forget(self) -> None:
        """The theme or the font is another one."""
        self._pictures.clear()
        self._artist = None

    def resized(self) -> None:
        """The rows are longer or shorter now."""
        self._artist = None

    def begin(self, painter: QPainter, dirty: QRect, worn: Theme, font: QFont, width: int, density: float) -> None:
        """Take the painter for one painting."""
        self._painter, self._theme = painter, worn
        painter.fillRect(dirty, QColor(worn.surface))
        if self._artist is None or self._artist.key[2] != density:
            made = LineArtist(font, worn, width, density, self._columns) if self.compact else None
            self._artist = made or RowArtist(font, worn, width, density)

    def end(self) -> None:
        """Let go of the painter."""
        self._painter.end()

    def paint_row(self, box: QRect, face: Face | None, current: bool, marked: bool, hovered: bool) -> None:
        """One row with its ground."""
        worn, painter = self._theme, self._painter
        if current:
            painter.fillRect(box, QColor(worn.selection))
        elif hovered:
            painter.fillRect(box, QColor(worn.row_alt))
        if marked:
            ground = QColor(worn.accent)
            ground.setAlphaF(MARKED)
            painter.fillRect(box, ground)
        if face is None:
            painter.setPen(QColor(worn.faint))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, MISSING)
        else:
            painter.drawPixmap(box.topLeft(), self._picture(face))
        if marked:
            self._paint_mark(box)
        painter.setPen(QPen(QColor(worn.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def paint_focus(self, box: QRect) -> None:
        """The ring round the row the keyboard is on."""
        self._painter.setPen(QPen(QColor(self._theme.focus), 2))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(box.adjusted(1, 1, -2, -2))

    def paint_divider(self, box: QRect) -> None:
        """The line between what stands above this row and what stands below, and its words."""
        worn, painter = self._theme, self._painter
        tone = tone_of(worn, "alarm")
        painter.fillRect(QRect(box.left(), box.top() - 2, box.width(), max(2, worn.space // 4)), tone)
        text = self.divider[1]
        if not text:
            return
        font = QFont(painter.font())
        font.setPixelSize(worn.font_small_px - 2)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + worn.space * 2, metrics.height() - 1
        pill = QRectF(box.center().x() - width / 2, box.top() - 1 - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tone, 1))
        painter.setBrush(QColor(worn.tint("alarm", 0.16)))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_empty(self, box: QRect, title: str, note: str) -> None:
        """What an empty list says."""
        worn, painter = self._theme, self._painter
        box = box.adjusted(worn.space * 2, 0, -worn.space * 2, 0)
        middle = box.center().y()
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.setPen(QColor(worn.text))
        painter.drawText(box.adjusted(0, 0, 0, middle - box.bottom() - 4), flags | Qt.AlignmentFlag.AlignBottom, title)
        painter.setPen(QColor(worn.muted))
        painter.drawText(box.adjusted(0, middle - box.top() + 4, 0, 0), flags | Qt.AlignmentFlag.AlignTop, note)

    def _paint_mark(self, box: QRect) -> None:
        """A tick on a disc over the light, and a bar at the edge: marked, whatever the colour of the ground."""
        worn, painter = self._theme, self._painter
        accent, side = tone_of(worn, "accent"), round(worn.font_px * 1.3)
        painter.fillRect(QRect(0, box.top(), max(3, worn.space // 2), box.height()), accent)
        line = box.height() if self.compact else box.height() // 2 + worn.space // 2
        disc = QRect(worn.space + worn.space // 2 - 1, box.top() + (line - side) // 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(disc)
        inset = side // 6
        themes.icon("check", "on_accent", worn).paint(painter, disc.adjusted(inset, inset, -inset, -inset))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _picture(self, face: Face) -> QPixmap:
        artist = self._artist
        assert artist is not None, "a row is painted between begin and end"
        key = (face, artist.key)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = artist.draw(face)
            while len(self._pictures) > PICTURES_KEPT:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return picture
