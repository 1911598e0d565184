"""The window of a seat: strip above, docks below, and over them palette, keys, troubles, notices and lock."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.protocol import Session
from app.qt.pane import Pane, PaneAction, PaneContext, PaneSpec
from app.shell.docks import Docks, Room, on_a_screen
from app.shell.keys import KeyBoard
from app.shell.lock import Lock
from app.shell.memory import Memory
from app.shell.messages import of_notice
from app.shell.notices import Notices
from app.shell.palette import Finder, Offer
from app.shell.renew import RenewBar
from app.shell.rooms import build_rooms
from app.shell.shortcuts import Group, ShortcutSheet
from app.shell.status import Sitting, StatusStrip
from app.shell.troubles import TroubleCentre
from app.shell.workspaces import HOME_OF, SHOWN_WHEN_LOCKED, Workspace, by_id, for_role
from app.text import _
from widgets import theme
from widgets.palette import CommandPalette
from widgets.ticker import Ticker

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Doors:
    """What the window asks of the house: the password checks wait for the network, so they run in tasks."""

    unlock: Callable[[str], None]
    renew: Callable[[str], Session]
    renewed: Callable[[Session], None]
    look_at: Callable[[str], None]
    take_over: Callable[[str], Session] | None = None


class HallWindow(QMainWindow):
    """Builds every room, and ends every one of them in `stop`. Emits `leaving` when the operator closes it."""

    leaving = Signal()

    def __init__(
        self,
        context: PaneContext,
        sitting: Sitting,
        specs: Sequence[PaneSpec],
        memory: Memory,
        ticker: Ticker,
        doors: Doors,
    ) -> None:
        super().__init__()
        self._context, self._sitting, self._memory, self._ticker = context, sitting, memory, ticker
        self._doors, self._stopped, self._settled = doors, False, False
        self._deeds: Callable[[], list[PaneAction]] = list
        self.setWindowTitle(
            " · ".join((sitting.hall_name or _("城运指挥大厅"), _("{seat} 号席").format(seat=sitting.actor.seat)))
        )
        self.specs = tuple(specs)
        self.panes: dict[str, Pane] = build_rooms(self.specs, context)
        self._build()
        self._connect()
        self._restore()

    # -- what the shell's own actions do -----------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace in force."""
        return self._workspace

    @property
    def locked(self) -> bool:
        """Whether the seat is locked."""
        return self.lock.shown

    def open_palette(self) -> None:
        """Ctrl+K."""
        self.palette_card.open()

    def open_shortcuts(self) -> None:
        """F1."""
        self.sheet.show_groups(self.groups())

    def open_troubles(self) -> None:
        """The list of own actions that did not go through."""
        self._read_troubles()
        self.troubles.open()

    def shut(self) -> None:
        """Ctrl+L: hide case data on every screen."""
        self._close_cards()
        private = [pane.widget for room, pane in self.panes.items() if room not in SHOWN_WHEN_LOCKED]
        self.lock.shut(private, [*self.strip.buttons, self.renew_bar, *self.docks.windows()])

    def show_room(self, room_id: str) -> None:
        """Open a room and put the keyboard into it."""
        self.docks.show_room(room_id)

    def show_kind(self, kind: str) -> None:
        """Bring up the room where such a record is looked at."""
        self.docks.show_room(HOME_OF.get(kind, ""))

    def use(self, workspace: Workspace) -> None:
        """Stand the rooms as a workspace says, as it was left last time, else as it comes."""
        self._keep_layout()
        self._workspace = workspace
        kept = self._memory.recall("workspaces").get(self._layout_name(workspace), {})
        if not self.docks.restore(kept):
            self.reset()

    def reset(self) -> None:
        """Stand the rooms of the present workspace as they come."""
        self.docks.arrange(self._workspace.arrangement(round(self.width() / theme.of(self).scale)))

    def groups(self) -> list[Group]:
        """Every action by room, the shell's own last."""
        rooms = [
            Group(_(spec.title), tuple(self.panes[spec.id].actions())) for spec in self.specs if spec.id in self.panes
        ]
        return [*rooms, Group(_("整个控制台"), tuple(self._deeds()))]

    def offer(self, deeds: Callable[[], list[PaneAction]]) -> None:
        """Let the operator do these too, and bind every key."""
        self._deeds = deeds
        self.keyboard.bind()

    def press(self, key: str) -> bool:
        """Do what a key would do now."""
        return self.keyboard.press(key)

    # -- ending ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep layouts, place and the state of every room."""
        self._keep_layout()
        self._memory.keep("window", self._place())
        self._memory.keep("panes", {room: _saved(room, pane) for room, pane in self.panes.items()})
        self._memory.save()

    def stop(self) -> None:
        """Save, then end every room and everything that listens; safe to call twice."""
        if self._stopped:
            return
        self._stopped = True
        self.save()
        self._ticker.ticked.disconnect(self._tick)
        self._context.bridge.link_changed.disconnect(self._link_changed)
        self._context.bridge.settled.disconnect(self._troubles_changed)
        for asked, handler in self._requests():
            asked.disconnect(handler)
        for part in (self.keyboard, self.lock, self.renew_bar, self.notices, self.docks):
            part.stop()
        for room, pane in self.panes.items():
            _stop(room, pane)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt: on showing, the first control of the window takes the keyboard; the room in hand gets it right after.
        QTimer.singleShot(0, self, self._into_the_room)

    def _into_the_room(self) -> None:
        covered = any(card.shown for card in (self.lock, self.palette_card, self.sheet, self.troubles))
        if not self._stopped and not covered:
            kept = str(self._memory.recall("window").get("room", ""))
            again = self.docks.active if self._settled else ""
            if not self._settled:
                self.docks.settle()
            self._settled = True
            self.docks.show_room(again or (kept if kept in self.panes else self.specs[0].id))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leaving.emit()
        event.accept()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        ground = QWidget()
        ground.setProperty("ground", "bg")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.strip = StatusStrip(self._sitting)
        self.renew_bar = RenewBar(self._context.tasks, self._doors.renew, take_over=self._doors.take_over)
        inner = QMainWindow()
        self.docks = Docks(inner, [self._room(spec) for spec in self.specs])
        for part in (self.strip, self.renew_bar):
            column.addWidget(part)
        column.addWidget(inner, 1)
        self.setCentralWidget(ground)
        self.troubles = TroubleCentre(ground, self._trouble_name)
        self.sheet = ShortcutSheet(ground)
        self.notices = Notices(ground, self._context.bridge, self.open_troubles)
        self.finder = Finder(
            self._context.reader, self._context.tasks, self._context.selection, self._offers, self.show_kind
        )
        self.palette_card = CommandPalette(
            ground, _("名称、编号或拼音首字母"), _("没有找到；可换个说法，或输入编号"), self.finder.provide
        )
        self.lock = Lock(ground, self._who(), self._context.tasks, self._doors.unlock)
        self.keyboard = KeyBoard(
            self, self.panes, lambda: self._deeds(), lambda: self.docks.active, lambda: self.locked
        )

    def _connect(self) -> None:
        self.strip.palette_requested.connect(self.open_palette)
        self.strip.troubles_requested.connect(self.open_troubles)
        self.palette_card.chosen.connect(self.finder.choose)
        self.troubles.looked_at.connect(self._looked_at)
        self.troubles.opened.connect(self._open_record)
        self.lock.opened.connect(self._into_the_room)
        for asked, handler in self._requests():
            asked.connect(handler)
        self.renew_bar.renewed.connect(self._doors.renewed)
        self._ticker.ticked.connect(self._tick)
        self._context.bridge.link_changed.connect(self._link_changed)
        self._context.bridge.settled.connect(self._troubles_changed)

    def _requests(self) -> list[tuple[Any, Callable[..., None]]]:
        """What rooms ask of each other through the selection: the room asked comes up, even if it was closed."""
        selection = self._context.selection
        return [
            (selection.speak_requested, self._speech_asked),
            (selection.send_requested, self._case_asked),
            (selection.new_case_requested, self._case_asked),
        ]

    def _speech_asked(self) -> None:
        self.show_kind("speaker")

    def _case_asked(self, _draft: object = None) -> None:
        self.show_kind("case")

    def _restore(self) -> None:
        self._workspace = by_id(str(self._memory.recall("window").get("workspace", ""))) or for_role(
            self._sitting.actor.role
        )
        self._place_window(self._memory.recall("window"))
        kept = self._memory.recall("workspaces").get(self._layout_name(self._workspace), {})
        if not self.docks.restore(kept):
            self.reset()
        states = self._memory.recall("panes")
        for room, pane in self.panes.items():
            _put_back(room, pane, states.get(room, {}))
        for notice in self._context.unread():
            self.notices.tell(of_notice(notice))
        self._tick()
        self._link_changed(self._context.reader.link())
        self._read_troubles()

    def _place_window(self, kept: dict[str, Any]) -> None:
        """Where it was left; else, and where that screen is gone, over the whole of the first screen."""
        place = kept.get("place")
        left = QRect(*place) if isinstance(place, list) and len(place) == 4 else QRect()
        if left.isEmpty() or kept.get("filled") or not on_a_screen(left):
            screen = QGuiApplication.screenAt(left.center()) or QGuiApplication.primaryScreen()
            self.setGeometry(screen.availableGeometry())
            self.setWindowState(Qt.WindowState.WindowMaximized)
        else:
            self.setGeometry(left)

    def _place(self) -> dict[str, Any]:
        # Qt: saveGeometry moves a window that fills a screen without a window manager down by a title's height.
        place = self.geometry()
        filled = bool(self.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen))
        return {
            "place": [place.x(), place.y(), place.width(), place.height()],
            "filled": filled,
            "workspace": self._workspace.id,
            "room": self.docks.active,
        }

    def _keep_layout(self) -> None:
        layouts = self._memory.recall("workspaces")
        self._memory.keep("workspaces", layouts | {self._layout_name(self._workspace): self.docks.save()})

    def _layout_name(self, workspace: Workspace) -> str:
        """Layouts are kept apart for common and very wide windows: one does not fit the other."""
        width = round(self.width() / theme.of(self).scale)
        return f"{workspace.id}/{'wide' if workspace.arrangement(width) is workspace.wide else 'common'}"

    def _room(self, spec: PaneSpec) -> Room:
        return Room(spec.id, _(spec.title), spec.icon, self.panes[spec.id].widget)

    def _offered(self) -> list[PaneAction]:
        return self._deeds()

    def _hands(self) -> str:
        return self.docks.active

    def _offers(self) -> list[Offer]:
        return [Offer(action, group.title) for group in self.groups() for action in group.actions]

    def _who(self) -> str:
        return _("{name} · {seat} 号席").format(name=self._sitting.actor.name, seat=self._sitting.actor.seat)

    def _trouble_name(self, trouble: Any) -> str:
        record = self._context.reader.get(trouble.command.noun, trouble.command.target)
        return str(getattr(record, "case_no", "") or getattr(record, "name", "") or trouble.command.target[:8])

    def _tick(self) -> None:
        self.strip.tick(self._context.clock.now())
        # The age of the data moves without anybody telling: asked off the main thread, it never stands in the way.
        if not self._stopped:
            self._context.tasks.run(self._context.reader.link, self._show_link, lambda _fault: None)

    def _show_link(self, link: Any) -> None:
        if not self._stopped:
            self.strip.show_link(link, self._context.clock.now())

    def _link_changed(self, link: Any) -> None:
        self._show_link(link if link.as_of else replace(link, as_of=self._context.reader.link().as_of))
        if link.state == "refused" and link.code.startswith("token."):
            self.renew_bar.ask(link.code)

    def _troubles_changed(self, _settled: object) -> None:
        self._read_troubles()

    def _read_troubles(self) -> None:
        troubles = self._context.reader.troubles()
        self.strip.show_troubles(len(troubles))
        self.troubles.show_troubles(troubles)

    def _looked_at(self, command_id: str) -> None:
        self._doors.look_at(command_id)
        self._read_troubles()

    def _open_record(self, noun: str, record_id: str) -> None:
        self.troubles.close_card()
        if noun == "case":
            self._context.selection.choose_case(record_id)
        self.show_kind(noun)

    def _close_cards(self) -> None:
        for card in (self.palette_card, self.sheet, self.troubles):
            card.close_card()


def _saved(room: str, pane: Pane) -> dict[str, Any]:
    try:
        return pane.save()
    except Exception:  # edge: a room's fault must not cost the others their memory
        _log.exception("the room %s could not be saved", room)
        return {}


def _put_back(room: str, pane: Pane, state: dict[str, Any]) -> None:
    if not state:
        return
    try:
        pane.restore(state)
    except Exception:  # edge: what an older version saved may not fit
        _log.exception("the room %s could not be restored", room)


def _stop(room: str, pane: Pane) -> None:
    try:
        pane.stop()
    except Exception:  # edge: every room is ended, whatever the others do
        _log.exception("the room %s did not end cleanly", room)
