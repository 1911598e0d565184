"""What the operator sees and touches: tiles, the row of tools above them, the list of cameras beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.panes.wall.parts.camera_list import CameraList
from app.text import _
from widgets import theme
from widgets.truth_strip import TruthStrip
from widgets.video_grid import VideoGrid

LAYOUTS = (1, 4, 6, 9, 16)
_LAYOUT_WORDS = {6: "1+5"}


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
        self.truth = TruthStrip()
        self.layouts = QButtonGroup(self)
        self.steer = self._tool("move-3d", _("云台（P）：方向键转动，加减键变焦"), checkable=True)
        self.list_button = self._tool("panel-left", _("摄像机列表（L）"), checkable=True)
        self.list_button.setChecked(True)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.steer.toggled.connect(self.steering_asked)
        self.list_button.toggled.connect(self.cameras.setVisible)
        theme.follow(self, self._dress)

    def show_layout(self, count: int) -> None:
        """Mark the layout in use."""
        button = self.layouts.button(count)
        if button is not None:
            button.setChecked(True)

    def show_steering(self, possible: bool, on: bool) -> None:
        """Whether the camera in hand can be turned, and is being turned by the arrows."""
        self.steer.setEnabled(possible)
        self.steer.blockSignals(True)
        self.steer.setChecked(on and possible)
        self.steer.blockSignals(False)

    def offer(self, at: QPoint, actions: list[tuple[str, str, Callable[[], None]]]) -> None:
        """A menu of (icon, words, what to do) at a point of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon, words, run in actions:
            menu.addAction(theme.icon(icon), words).triggered.connect(partial(_call, run))
        menu.popup(at)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        self._bar = QHBoxLayout()
        self._fill_bar()
        column.addLayout(self._bar)
        column.addWidget(self.grid, 1)
        self.splitter.addWidget(self.cameras)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self._outer = outer = QVBoxLayout(self)
        outer.addWidget(self.splitter)
        self.setFocusProxy(self.grid)

    def _fill_bar(self) -> None:
        self._bar.addWidget(self.list_button)
        for count in LAYOUTS:
            words = _("{n} 画面").format(n=count) if count != 6 else _("1 大 5 小")
            button = self._tool("", words, partial(self.layout_asked.emit, count), checkable=True)
            button.setText(_LAYOUT_WORDS.get(count, str(count)))
            self.layouts.addButton(button, count)
            self._bar.addWidget(button)
        for icon, words, run in (
            ("chevron-left", _("上一页（PageUp）"), partial(self.paged.emit, -1)),
            ("chevron-right", _("下一页（PageDown）"), partial(self.paged.emit, 1)),
        ):
            self._bar.addWidget(self._tool(icon, words, run))
        self._bar.addWidget(self.steer)
        self._bar.addWidget(self._tool("camera", _("抓拍（S）"), self.shot_asked.emit))
        self._bar.addWidget(self._tool("locate-fixed", _("看身边（F4）"), self.around_asked.emit))
        self._bar.addStretch(1)
        self._bar.addWidget(self.truth)

    def _tool(
        self, icon: str, words: str, run: Callable[[], None] | None = None, checkable: bool = False
    ) -> QToolButton:
        button = QToolButton()
        button.setProperty("icon_name", icon)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setCheckable(checkable)
        button.setAutoRaise(True)
        if run is not None:
            button.clicked.connect(partial(_call, run))
        return button

    def _dress(self, worn: theme.Theme) -> None:
        self._bar.setSpacing(worn.space // 2)
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._outer.setContentsMargins(*(worn.space,) * 4)
        self.splitter.setHandleWidth(worn.space)
        for button in self.findChildren(QToolButton):
            name = button.property("icon_name")
            if name:
                button.setIcon(theme.icon(name, "text", worn))
                button.setIconSize(QSize(worn.icon_px, worn.icon_px))
            else:
                button.setMinimumWidth(worn.row_px)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: somebody may look again."""
        super().showEvent(event)
        self.visible_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nobody looks any more."""
        super().hideEvent(event)
        self.visible_changed.emit(False)


def _call(run: Callable[[], None], *_ignored: object) -> None:
    # Qt: clicked and triggered carry a bool that nobody here wants.
    run()
