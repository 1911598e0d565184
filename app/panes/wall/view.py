"""What the operator sees and touches: tiles, the row of tools above them, the list of cameras beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from app.panes.wall.parts.bar import LAYOUTS, WallBar
from app.panes.wall.parts.camera_list import CameraList
from app.text import _
from widgets import theme
from widgets.video_grid import VideoGrid

__all__ = ["LAYOUTS", "WallView"]

# Below this width the pictures need the room more than the list does.
_LIST_FROM_PX = 660


class WallView(QWidget):
    """Quiet: emits what is wanted and shows what it is told."""

    layout_asked = Signal(int)
    paged = Signal(int)
    steering_asked = Signal(bool)
    shot_asked = Signal()
    around_asked = Signal()
    visible_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = VideoGrid()
        self.grid.setAccessibleName(_("视频墙"))
        self.cameras = CameraList()
        self.bar = WallBar()
        self.truth, self.steer, self.list_button = self.bar.truth, self.bar.steer, self.bar.list
        self.list_button.setChecked(True)
        self.list_wish: bool | None = None
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        theme.follow(self, self._dress)

    def show_layout(self, count: int) -> None:
        """Mark the layout in use."""
        self.bar.show_layout(count)

    def show_steering(self, possible: bool, on: bool) -> None:
        """Whether the camera in hand can be turned, and is being turned by the arrows."""
        self.steer.setEnabled(possible)
        self.steer.blockSignals(True)
        self.steer.setChecked(on and possible)
        self.steer.blockSignals(False)

    def wish_list(self, wish: bool | None) -> None:
        """Show the list of cameras or not; None leaves it to the room there is."""
        self.list_wish = wish
        self._show_list(self._has_room() if wish is None else wish)

    def offer(self, at: QPoint, actions: list[tuple[str, str, Callable[[], None]]]) -> None:
        """A menu of (icon, words, what to do) at a point of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon, words, run in actions:
            menu.addAction(theme.icon(icon), words).triggered.connect(partial(_call, run))
        menu.popup(at)

    def _lay_out(self) -> None:
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.grid, 1)
        self.splitter.addWidget(self.cameras)
        self.splitter.addWidget(self._right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self._outer = outer = QVBoxLayout(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # our own minimumSizeHint counts
        outer.addWidget(self.splitter)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.bar.layout_asked.connect(self.layout_asked)
        self.bar.paged.connect(self.paged)
        self.bar.shot_asked.connect(self.shot_asked)
        self.bar.around_asked.connect(self.around_asked)
        self.steer.toggled.connect(self.steering_asked)
        self.list_button.toggled.connect(self.wish_list)

    def _has_room(self) -> bool:
        return self.width() >= _LIST_FROM_PX * theme.of(self).scale

    def _show_list(self, shown: bool) -> None:
        self.list_button.blockSignals(True)
        self.list_button.setChecked(shown)
        self.list_button.blockSignals(False)
        self.cameras.setVisible(shown)

    def _dress(self, worn: theme.Theme) -> None:
        self._outer.setContentsMargins(*(worn.space,) * 4)
        self.splitter.setHandleWidth(worn.space)

    def minimumSizeHint(self) -> QSize:
        """Qt: without the list, where the list goes by itself."""
        least = super().minimumSizeHint()
        if self.list_wish is None:
            edges = self._outer.contentsMargins()
            least.setWidth(self._right.minimumSizeHint().width() + edges.left() + edges.right())
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a list nobody asked for comes and goes with the room."""
        super().resizeEvent(event)
        if self.list_wish is None and self._has_room() == self.cameras.isHidden():
            self._show_list(self._has_room())

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: somebody may look again."""
        super().showEvent(event)
        self.visible_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks any more."""
        super().hideEvent(event)
        self.visible_changed.emit(False)


def _call(run: Callable[[], None], *_ignored: object) -> None:
    # Qt: triggered carries a bool that nobody here wants.
    run()
