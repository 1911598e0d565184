"""The docks: each room in a frame that can be moved, detached to another screen, closed and brought back."""

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import PySide6QtAds as ads
from PySide6.QtCore import QByteArray, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from app.shell.focus import focus_inside, room_around
from app.shell.workspaces import Arrangement, Column, fitted
from app.text import N_, _
from widgets import theme

_VERSION = 1
_LEAST_PX = 300
_BUTTONS = {
    "tabsMenuButton": ("chevron-down", N_("本区的标签")),
    "detachGroupButton": ("external-link", N_("分离到新窗口")),
    "dockAreaAutoHideButton": ("panel-left", N_("收到边上")),
    "dockAreaMinimizeButton": ("minus", N_("最小化")),
    "dockAreaCloseButton": ("x", N_("关闭")),
    "tabCloseButton": ("x", N_("关闭")),
}


@dataclass(frozen=True)
class Room:
    """What a dock frames: `title` is already translated."""

    id: str
    title: str
    icon: str
    widget: QWidget


class Docks(QObject):
    """Owns the dock manager of one window. Emits `focused(room id)` when the operator's hands move to a room."""

    focused = Signal(str)

    def __init__(self, window: QMainWindow, rooms: Iterable[Room]) -> None:
        super().__init__(window)
        flags = ads.CDockManager.eConfigFlag
        ads.CDockManager.setConfigFlags(ads.CDockManager.DefaultNonOpaqueConfig)
        for flag, on in (
            (flags.FocusHighlighting, True),
            (flags.DockAreaHasUndockButton, True),
            (flags.DockAreaHasCloseButton, True),
            (flags.ActiveTabHasCloseButton, False),
            (flags.DisableTabTextEliding, True),
            (flags.DockAreaDynamicTabsMenuButtonVisibility, True),
            (flags.FloatingContainerHasWidgetTitle, True),
            (flags.FloatingContainerHasWidgetIcon, True),
            (flags.EqualSplitOnInsertion, False),
        ):
            ads.CDockManager.setConfigFlag(flag, on)
        self.manager = ads.CDockManager(window)
        # The kit's one style sheet dresses the docks too; the manager's own would win over it.
        self.manager.setStyleSheet("")
        self.manager.dockAreaCreated.connect(self._name_buttons)
        self._rooms = {room.id: room for room in rooms}
        self._aside = QWidget(window)
        self._aside.hide()
        self._docks = {room.id: self._dock(room) for room in self._rooms.values()}
        # Qt-ADS restores only what stands somewhere already.
        for dock in self._docks.values():
            self.manager.addDockWidget(ads.RightDockWidgetArea, dock)
        self._plan: list[tuple[Column, list[Any]]] = []
        self._active = ""
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]
        theme.follow(self.manager, self._dress)

    @property
    def active(self) -> str:
        """The room the operator's hands were in last, or empty."""
        return self._active

    def dock(self, room_id: str) -> Any:
        """The frame of a room. Raises KeyError."""
        return self._docks[room_id]

    def arrange(self, arrangement: Arrangement) -> None:
        """Stand every room where the arrangement says, all open and docked; the hands stay in their room."""
        hands = self._active
        plan = fitted(arrangement, tuple(self._docks))
        with self._rooms_aside():
            for dock in self._docks.values():
                self.manager.removeDockWidget(dock)
            heads = [self._stand(column.cells[0].stands[0].rooms, ads.RightDockWidgetArea, None) for column in plan]
            self._plan = [(column, self._fill(column, head)) for column, head in zip(plan, heads, strict=True)]
        self.settle()
        self._name_buttons()
        self._back_to(hands)

    def settle(self) -> None:
        """Give every room of the arrangement its share of the window as large as it is now.

        Shares taken before the window has its size are lost: there the least sizes of the rooms decide.
        """
        width, height = self.manager.width(), self.manager.height()
        root = self.manager.rootSplitter()
        if isinstance(root, QSplitter) and len(self._plan) > 1:
            root.setSizes(_shares([column.share for column, _lines in self._plan], width))
        for column, lines in self._plan:
            if len(lines) > 1:
                self.manager.setSplitterSizes(lines[0], _shares([cell.share for cell in column.cells], height))
            for cell, line in zip(column.cells, lines, strict=True):
                if len(cell.stands) > 1:
                    shares = [stand.share for stand in cell.stands]
                    self.manager.setSplitterSizes(line, _shares(shares, width * column.share // 100))

    def show_room(self, room_id: str) -> None:
        """Open a room, bring its tab and its window to the front, and put the keyboard into it."""
        dock = self._docks.get(room_id)
        if dock is None:
            return
        if dock.isClosed():
            dock.toggleView(True)
        dock.setAsCurrentTab()
        dock.window().raise_()
        dock.window().activateWindow()
        focus_inside(self._rooms[room_id].widget)
        self._enter(room_id)

    def detach(self, room_id: str, screen: QScreen | None = None) -> None:
        """Give a room a window of its own, filling another screen where there is one."""
        dock = self._docks[room_id]
        if dock.isClosed():
            dock.toggleView(True)
        dock.setFloating()
        target = screen or self._other_screen()
        container = dock.floatingDockContainer()
        if container is not None and target is not None:
            container.setGeometry(_inside(target.availableGeometry()))
            container.show()

    def save(self) -> dict[str, Any]:
        """The layout and which rooms it speaks of; JSON only."""
        state = bytes(self.manager.saveState(_VERSION).data())
        return {"rooms": sorted(self._docks), "docks": base64.b64encode(state).decode()}

    def restore(self, kept: dict[str, Any]) -> bool:
        """Put a saved layout back; rooms it does not know are opened, windows of a missing screen come to this one.

        Returns False, and changes nothing, where the layout cannot be read.
        """
        try:
            state = base64.b64decode(str(kept.get("docks", "")), validate=True)
        except ValueError:
            return False
        hands = self._active
        if not state:
            return False
        with self._rooms_aside():
            if not self.manager.restoreState(QByteArray(state), _VERSION):
                return False
            known = set(kept.get("rooms", ()))
            for room_id, dock in self._docks.items():
                if room_id not in known:
                    self.manager.addDockWidget(ads.RightDockWidgetArea, dock)
        self._plan = []
        self.come_home()
        self._name_buttons()
        self._back_to(hands)
        return True

    def windows(self) -> list[QWidget]:
        """The window's own docks and every floating window."""
        return [self.manager, *self.manager.floatingWidgets()]

    def come_home(self) -> None:
        """Give floating windows that stand on no screen, or lost their size, a screen that is there.

        Qt: where a screen was changed for a much larger or smaller one, a saved geometry is refused and a window of no
        use is left.
        """
        for container in self.manager.floatingWidgets():
            frame = container.frameGeometry()
            if frame.width() < _LEAST_PX or frame.height() < _LEAST_PX // 2 or not on_a_screen(frame):
                screen = self._other_screen() or QGuiApplication.primaryScreen()
                container.setGeometry(_inside(screen.availableGeometry()))

    def stop(self) -> None:
        """Follow the hands no more and hide every floating window; the rooms' widgets end with the window.

        They are not taken out: a widget without a parent belongs to Python, whose collector may run in any thread.
        """
        QApplication.instance().focusChanged.disconnect(self._follow_focus)  # type: ignore[union-attr]
        for container in list(self.manager.floatingWidgets()):
            container.hide()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _dock(self, room: Room) -> Any:
        dock = ads.CDockWidget(self.manager, room.title)
        dock.setObjectName(room.id)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(room.widget)
        dock.setWidget(place, ads.CDockWidget.ForceNoScrollArea)
        dock.setMinimumSizeHintMode(ads.CDockWidget.MinimumSizeHintFromContent)
        dock.setAccessibleName(room.title)
        dock.tabWidget().setAccessibleName(room.title)
        return dock

    @contextmanager
    def _rooms_aside(self) -> Iterator[None]:
        """Let every room wait beside while the docks are put together.

        Qt dresses each control of a room anew whenever anything above it moves, and a dock moves half a dozen times.
        """
        for room in self._rooms.values():
            room.widget.setParent(self._aside)
        try:
            yield
        finally:
            for room in self._rooms.values():
                self._docks[room.id].widget().layout().addWidget(room.widget)
                room.widget.show()

    def _fill(self, column: Column, head: Any) -> list[Any]:
        """Stand what is below and beside the first place of a column; returns the first area of each line."""
        lines = [head]
        for cell in column.cells[1:]:
            lines.append(self._stand(cell.stands[0].rooms, ads.BottomDockWidgetArea, lines[-1]))
        for cell, line in zip(column.cells, lines, strict=True):
            beside = line
            for stand in cell.stands[1:]:
                beside = self._stand(stand.rooms, ads.RightDockWidgetArea, beside)
        return lines

    def _stand(self, rooms: tuple[str, ...], area: Any, beside: Any) -> Any:
        first = self._docks[rooms[0]]
        stood = self.manager.addDockWidget(area, first, beside) if beside else self.manager.addDockWidget(area, first)
        for room in rooms[1:]:
            self.manager.addDockWidget(ads.CenterDockWidgetArea, self._docks[room], stood)
        for room in rooms:
            self._docks[room].toggleView(True)
        first.setAsCurrentTab()
        return stood

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        room = room_around(now, {room.widget: room_id for room_id, room in self._rooms.items()})
        if room:
            self._enter(room)

    def _back_to(self, hands: str) -> None:
        """Taking docks apart makes Qt pass the keyboard on; it goes back where it was."""
        if hands and self.manager.isVisible() and not self._docks[hands].isClosed():
            self.show_room(hands)

    def _enter(self, room_id: str) -> None:
        if room_id != self._active:
            self._active = room_id
            self.focused.emit(room_id)

    def _other_screen(self) -> QScreen | None:
        here = self.manager.screen()
        return next((screen for screen in QGuiApplication.screens() if screen is not here), None)

    def _name_buttons(self, _area: object = None) -> None:
        # Qt: the area is announced before its buttons exist, so they are named on the next turn of the loop.
        QTimer.singleShot(0, self.manager, lambda: self._dress(theme.of(self.manager)))

    def _dress(self, worn: theme.Theme) -> None:
        for room in self._rooms.values():
            self._docks[room.id].setIcon(theme.icon(room.icon, "muted", worn))
            tab = self._docks[room.id].tabWidget()
            tab.setIconSize(QSize(worn.icon_px, worn.icon_px))
            tab.setAccessibleName(room.title)
        for container in self.manager.dockContainers():
            for button in container.findChildren(QAbstractButton):
                self._dress_button(button, worn)

    def _dress_button(self, button: QAbstractButton, worn: theme.Theme) -> None:
        found = _BUTTONS.get(button.objectName())
        if found is not None:
            button.setIcon(theme.icon(found[0], "faint", worn))
            button.setIconSize(QSize(worn.icon_px - 2, worn.icon_px - 2))
            button.setToolTip(_(found[1]))
            button.setAccessibleName(_(found[1]))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _shares(shares: list[int], room_px: int) -> list[int]:
    return [max(1, max(room_px, 100) * share // sum(shares)) for share in shares]


def on_a_screen(frame: QRect) -> bool:
    """Whether enough of a window is on some screen to be seen and caught: a hand's breadth of its title."""
    title = QRect(frame.left(), frame.top(), frame.width(), min(frame.height(), 48))
    parts = (screen.availableGeometry().intersected(title) for screen in QGuiApplication.screens())
    return any(part.width() >= min(160, frame.width()) and part.height() >= 16 for part in parts)


def _inside(screen: QRect) -> QRect:
    """Most of a screen, with a margin."""
    return screen.adjusted(screen.width() // 20, screen.height() // 20, -screen.width() // 20, -screen.height() // 20)
