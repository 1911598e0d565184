"""The wall itself: lays tiles out, moves the choice, enlarges one, takes what is dropped, turns keys into movement."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.video_grid.cells import cells, neighbour
from widgets.video_tile import VideoTile

CAMERA_MIME = "application/x-hall-camera"
TICK_MS = 33
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ZOOM = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class VideoGrid(QWidget):
    """Arrows and 1-9 choose, Enter enlarges, Ctrl+arrows (or arrows while `steering`) turn the camera in hand."""

    chosen = Signal(int)
    enlarged = Signal(int)
    dropped = Signal(int, str)
    removed = Signal(int)
    paged = Signal(int)
    menu_asked = Signal(int, QPoint)
    turned = Signal(float, float, float)
    turn_ended = Signal()
    laid_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._tiles: list[VideoTile] = []
        self._count = 0
        self._index = 0
        self._large = -1
        self._held: set[int] = set()
        self.steering = False
        self.beats = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.set_count(4)

    @property
    def count(self) -> int:
        """Tiles in the layout."""
        return self._count

    @property
    def index(self) -> int:
        """The tile in hand."""
        return self._index

    @property
    def large(self) -> int:
        """The enlarged tile, or -1."""
        return self._large

    @property
    def tiles(self) -> list[VideoTile]:
        """The tiles of the layout."""
        return self._tiles[: self._count]

    def set_count(self, count: int) -> None:
        """Change the layout. Raises ValueError for a count that is no layout."""
        cells(count, self.rect(), 0)
        while len(self._tiles) < count:
            self._tiles.append(VideoTile(self))
        self._count, self._large = count, -1
        self._lay_out()
        self.choose(min(self._index, count - 1))

    def choose(self, index: int) -> None:
        """Take a tile in hand."""
        self._stop_turning()
        changed = index != self._index
        self._index = index
        for at, tile in enumerate(self._tiles):
            tile.choose(at == index and self._count > 1)
        if changed and self._large >= 0:
            self._large = index
            self._lay_out()
            self.enlarged.emit(index)
        if changed:
            self.chosen.emit(index)

    def enlarge(self, index: int) -> None:
        """Show one tile alone, or with -1 all again."""
        if index == self._large or (self._count == 1 and index >= 0):
            return
        self._large = index
        self._lay_out()
        self.enlarged.emit(index)

    def run(self, running: bool) -> None:
        """Begin or stop to paint new pictures."""
        if running:
            self._timer.start()
        else:
            self._timer.stop()

    @property
    def running(self) -> bool:
        """Whether new pictures are painted."""
        return self._timer.isActive()

    def _tick(self) -> None:
        self.beats += 1
        for tile in self._tiles:
            if tile.isVisible():
                tile.tick()

    def _lay_out(self) -> None:
        gap = max(1, theme.of(self).space // 4)
        rooms = cells(self._count, self.rect(), gap)
        shown = self._count if self._large < 0 else 1
        for at, tile in enumerate(self._tiles):
            visible = at < self._count and self._large in (-1, at)
            if visible:
                tile.setGeometry(self.rect() if self._large == at else rooms[at])
                # Smooth scaling costs more than decoding once there are many tiles.
                tile.smooth = shown <= 6
            tile.setVisible(visible)
        self.update()
        self.laid_out.emit()

    def _at(self, point: QPoint) -> int:
        return next(
            (at for at, tile in enumerate(self.tiles) if tile.isVisible() and tile.geometry().contains(point)), -1
        )

    # -- Qt --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground between the tiles."""
        QPainter(self).fillRect(event.rect(), QColor(theme.of(self).line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the wall has another size."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._tiles:
            self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the tile under the mouse in hand."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        index = self._at(event.position().toPoint())
        if index >= 0:
            self.choose(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge, or back."""
        index = self._at(event.position().toPoint())
        if index >= 0:
            self.enlarge(-1 if self._large >= 0 else index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the tile under the mouse, or of the one in hand."""
        at_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self._index if at_key else self._at(event.pos())
        if index >= 0:
            self.choose(index)
            self.menu_asked.emit(index, self._tiles[index].mapToGlobal(QPoint(12, 12)) if at_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, enlarge, page, remove or turn; what is not understood goes on to the pane."""
        key = Qt.Key(event.key())
        steer = self.steering or bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if steer and (key in _ARROWS or key in _ZOOM):
            if not event.isAutoRepeat():
                self._held.add(key)
                self._turn()
        elif key in _ARROWS:
            self.choose(neighbour(self._count, self._index, *_ARROWS[key]) if self._large < 0 else self._beside(key))
        elif not self._command(key, event):
            super().keyPressEvent(event)

    def _beside(self, key: Qt.Key) -> int:
        dx, dy = _ARROWS[key]
        return (self._index + dx + dy) % self._count

    def _command(self, key: Qt.Key, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 < self._count:
            self.choose(key - Qt.Key.Key_1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enlarge(-1 if self._large >= 0 else self._index)
        elif plain and key == Qt.Key.Key_Escape and self._large >= 0:
            self.enlarge(-1)
        elif plain and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.paged.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif plain and key == Qt.Key.Key_Delete:
            self.removed.emit(self._index)
        else:
            return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A movement ends with its key, and all movement with the control key."""
        key = event.key()
        if event.isAutoRepeat():
            return
        if key in self._held:
            self._held.discard(key)
            self._turn() if self._held else self._stop_turning(True)
        elif key == Qt.Key.Key_Control and not self.steering:
            self._stop_turning()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever looks away lets the camera stand still."""
        self._stop_turning()
        super().focusOutEvent(event)

    def _turn(self) -> None:
        arrows = [move for key, move in _ARROWS.items() if key in self._held]
        zoom = sum(step for key, step in _ZOOM.items() if key in self._held)
        across, down = (sum(move[axis] for move in arrows) for axis in (0, 1))
        self.turned.emit(0.6 * across, -0.6 * down, 0.6 * max(-1, min(1, zoom)))

    def _stop_turning(self, always: bool = False) -> None:
        if self._held or always:
            self._held.clear()
            self.turn_ended.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take cameras only."""
        if event.mimeData().hasFormat(CAMERA_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would fall."""
        index = self._at(event.position().toPoint())
        for at, tile in enumerate(self.tiles):
            tile.invite(at == index)
        event.setAccepted(index >= 0)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Not here after all."""
        for tile in self.tiles:
            tile.invite(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """A camera for this tile."""
        index = self._at(event.position().toPoint())
        for tile in self.tiles:
            tile.invite(False)
        if index >= 0:
            event.acceptProposedAction()
            self.choose(index)
            self.dropped.emit(index, bytes(event.mimeData().data(CAMERA_MIME).data()).decode())
