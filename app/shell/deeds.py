"""What the shell itself lets an operator do, as actions like those of a room: keys, palette and F1 list them alike."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.qt.pane import PaneAction, PaneSpec
from app.qt.selection import Selection
from app.shell.window import HallWindow
from app.shell.workspaces import WORKSPACES, Workspace
from app.text import LANGUAGES, _, language

_TONGUES = {"zh_CN": "中文", "en": "English"}


@dataclass(frozen=True)
class House:
    """What lies beyond one window and is the shell's to do."""

    switch_theme: Callable[[], None]
    use_language: Callable[[str], None]
    sign_out: Callable[[], None]
    leave: Callable[[], None]


class Deeds(QObject):
    """Makes the list anew each time it is asked for, in the operator's language of the moment."""

    def __init__(self, window: HallWindow, selection: Selection, house: House) -> None:
        super().__init__(window)
        self._window, self._selection, self._house = window, selection, house

    def actions(self) -> list[PaneAction]:
        """Every deed of the shell, in the order of the F1 list."""
        return [*self._everyday(), *self._rooms(), *self._workspaces(), *self._seat()]

    def _everyday(self) -> list[PaneAction]:
        window = self._window
        return [
            PaneAction("shell.shortcuts", _("快捷键"), window.open_shortcuts, "F1", "keyboard"),
            PaneAction("shell.palette", _("搜索或执行"), window.open_palette, "Ctrl+K", "search"),
            PaneAction("shell.around", _("身边"), self._around, "F4", "locate-fixed", self._has_spot),
            PaneAction("shell.speak", _("喊话"), self._speak, "F5", "mic"),
            PaneAction("shell.send", _("发送或派遣"), self._send, "F6", "send"),
            PaneAction("shell.troubles", _("未办成的操作"), window.open_troubles, "F7", "triangle-alert"),
            PaneAction("shell.data", _("数据与同步"), window.upkeep.open, "F9", "database"),
            PaneAction("shell.data.check", _("检查本席的文件"), window.upkeep.check, "", "shield-check"),
            PaneAction("shell.data.repair", _("修复本席的文件"), window.upkeep.repair, "", "refresh-cw"),
        ]

    def _rooms(self) -> list[PaneAction]:
        return [
            *(self._focus(place, spec) for place, spec in enumerate(self._window.rooms.specs, 1)),
            *(self._detach(spec) for spec in self._window.rooms.specs),
        ]

    def _focus(self, place: int, spec: PaneSpec) -> PaneAction:
        title, key = _("到{room}").format(room=_(spec.title)), f"Ctrl+{place}" if place <= 9 else ""
        return PaneAction(f"shell.focus.{spec.id}", title, lambda: self._window.show_room(spec.id), key, spec.icon)

    def _detach(self, spec: PaneSpec) -> PaneAction:
        title = _("{room}分离到另一屏").format(room=_(spec.title))
        return PaneAction(
            f"shell.detach.{spec.id}", title, lambda: self._window.docks.detach(spec.id), "", "external-link"
        )

    def _workspaces(self) -> list[PaneAction]:
        reset = PaneAction("shell.reset", _("恢复本工作区的默认布局"), self._window.reset, "", "layout-template")
        return [*(self._workspace(place, found) for place, found in enumerate(WORKSPACES, 1)), reset]

    def _workspace(self, place: int, found: Workspace) -> PaneAction:
        title = _("工作区：{name}").format(name=_(found.title))
        return PaneAction(
            f"shell.workspace.{found.id}", title, lambda: self._window.use(found), f"Alt+{place}", found.icon
        )

    def _seat(self) -> list[PaneAction]:
        return [
            PaneAction("shell.theme", _("切换深色、浅色"), self._house.switch_theme, "F8", "sun-moon"),
            PaneAction("shell.fullscreen", _("全屏"), self._full_screen, "F11", "maximize"),
            *(self._tongue(code) for code in LANGUAGES if code != language()),
            PaneAction("shell.lock", _("锁定"), self._window.shut, "Ctrl+L", "lock"),
            PaneAction("shell.sign_out", _("退出登录"), self._house.sign_out, "", "log-out"),
            PaneAction("shell.leave", _("关闭控制台"), self._house.leave, "Ctrl+Q", "door-open"),
        ]

    def _tongue(self, code: str) -> PaneAction:
        return PaneAction(
            f"shell.language.{code}",
            _TONGUES[code],
            lambda: self._house.use_language(code),
            "Ctrl+Shift+L",
            "languages",
        )

    def _has_spot(self) -> bool:
        return self._selection.spot is not None

    def _around(self) -> None:
        if self._selection.spot is not None:
            self._selection.go_around(self._selection.spot)

    def _speak(self) -> None:
        self._selection.complete()
        self._selection.speak_requested.emit()

    def _send(self) -> None:
        self._selection.complete()
        self._selection.send_requested.emit()

    def _full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()
