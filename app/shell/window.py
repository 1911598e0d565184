"""The window of a seat: strip above, docks below, and over them palette, keys, troubles, notices and lock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.protocol import Session
from app.qt.pane import Pane, PaneAction, PaneContext, PaneSpec
from app.shell.docks import Docks, Room
from app.shell.focus import focus_inside
from app.shell.keys import KeyBoard, reaches_far
from app.shell.lock import Lock
from app.shell.memory import Memory
from app.shell.messages import of_notice
from app.shell.mishaps import Mishaps
from app.shell.notices import Notices
from app.shell.opening import Opening
from app.shell.palette import Finder, Offer
from app.shell.place import place_of, put
from app.shell.renew import RenewBar
from app.shell.rooms import Rooms
from app.shell.shortcuts import Group, ShortcutSheet
from app.shell.status import Sitting, StatusStrip
from app.shell.upkeep import Upkeep
from app.shell.workspaces import HOME_OF, SHOWN_WHEN_LOCKED, Workspace, by_id, for_role
from app.text import _
from widgets import theme
from widgets.palette import CommandPalette
from widgets.ticker import Ticker

# Where the hub refuses for one of these, a person at the seat can help: with a password, or by taking the seat over.
_ASK_AGAIN = ("token.", "sign_in.", "account.", "address.", "seat.")


@dataclass(frozen=True)
class Doors:
    """What the window asks of the house: the password checks wait for the network, so they run in tasks.

    `errands` is what must be done before the rooms behind the first one can be built, each short; `equip` gives their
    context the devices; `opened` is told when every room stands.
    """

    unlock: Callable[[str], None]
    renew: Callable[[str], Session]
    renewed: Callable[[Session], None]
    look_at: Callable[[str], None]
    take_over: Callable[[str], Session] | None = None
    errands: Callable[[], Sequence[Callable[[], None]]] = tuple
    equip: Callable[[PaneContext], PaneContext] = lambda context: context
    opened: Callable[[], None] = lambda: None


class HallWindow(QMainWindow):
    """Builds every room, the first at once, and ends every one of them in `stop`.

    Emits `leaving` when the operator closes it.
    """

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
        self.rooms = Rooms(specs, context, memory.recall("panes"))
        self.opening = Opening(self._first_room_rests, self)
        self._build()
        self._connect()
        self._restore()
        self._plan()

    # -- what the shell's own actions do -----------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace in force."""
        return self._workspace

    @property
    def panes(self) -> dict[str, Pane]:
        """Every room by its id; those that do not stand yet are built now."""
        self.opening.finish()
        return self.rooms.standing

    @property
    def locked(self) -> bool:
        """Whether the seat is locked."""
        return self.lock.shown

    @property
    def at_rest(self) -> bool:
        """Whether everything that was asked to be read has been shown."""
        return self._context.tasks.at_rest

    def open_palette(self) -> None:
        """Ctrl+K."""
        self.opening.finish()
        self.palette_card.open()

    def open_shortcuts(self) -> None:
        """F1."""
        self.sheet.show_groups(self.groups())

    def open_troubles(self) -> None:
        """The list of own actions that did not go through."""
        self.mishaps.open()

    def shut(self) -> None:
        """Ctrl+L: hide case data on every screen."""
        self._close_cards()
        private = [frame for room, frame in self.rooms.frames.items() if room not in SHOWN_WHEN_LOCKED]
        self.lock.shut(private, [*self.strip.buttons, self.renew_bar, *self.docks.windows()])

    def show_room(self, room_id: str) -> None:
        """Open a room and put the keyboard into it; no card stays before it."""
        self._close_cards()
        if room_id in self.rooms.missing:
            self.opening.finish()
        self.docks.show_room(room_id)

    def show_kind(self, kind: str) -> None:
        """Bring up the room where such a record is looked at."""
        self.show_room(HOME_OF.get(kind, ""))

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
        panes = self.panes
        rooms = [Group(_(spec.title), tuple(panes[spec.id].actions())) for spec in self.rooms.specs]
        return [*rooms, Group(_("整个控制台"), tuple(self._deeds()))]

    def offer(self, deeds: Callable[[], list[PaneAction]]) -> None:
        """Let the operator do these too, and bind every key."""
        self._deeds = deeds
        self.keyboard.bind()

    def press(self, key: str) -> bool:
        """Do what a key would do now; what nobody knows yet may belong to a room that does not stand yet."""
        if self.keyboard.press(key):
            return True
        self.opening.finish()
        return self.keyboard.press(key)

    # -- ending ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep layouts, place and the state of every room."""
        self._keep_layout()
        self._memory.keep("window", self._place())
        self._memory.keep("panes", self.rooms.save())
        self._memory.save()

    def stop(self) -> None:
        """Save, then end every room and everything that listens; safe to call twice."""
        if self._stopped:
            return
        self._stopped = True
        self.opening.stop()
        self.save()
        self._ticker.ticked.disconnect(self._tick)
        self._context.bridge.link_changed.disconnect(self._link_changed)
        for asked, handler in self._requests():
            asked.disconnect(handler)
        for part in (self.keyboard, self.lock, self.renew_bar, self.notices, self.docks, self.upkeep, self.mishaps):
            part.stop()
        self.rooms.stop()
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt: on showing, the first control of the window takes the keyboard; the room in hand gets it right after.
        QTimer.singleShot(0, self, self._into_the_room)
        self.opening.start()

    def _into_the_room(self) -> None:
        covered = any(card.shown for card in (self.lock, *self._cards))
        if not self._stopped and not covered:
            kept = str(self._memory.recall("window").get("room", ""))
            again = self.docks.active if self._settled else ""
            if not self._settled:
                self.docks.settle()
            self._settled = True
            self.docks.show_room(again or (kept if kept in self.rooms.frames else self.rooms.specs[0].id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that nobody took may belong to a room that does not stand yet."""
        super().keyPressEvent(event)
        key = QKeySequence(event.keyCombination()).toString()
        if not self.opening.over and reaches_far(key):
            self.opening.finish()
            self.keyboard.press(key)

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
        specs, frames = self.rooms.specs, self.rooms.frames
        self.docks = Docks(inner, [Room(spec.id, _(spec.title), spec.icon, frames[spec.id]) for spec in specs])
        for part in (self.strip, self.renew_bar):
            column.addWidget(part)
        column.addWidget(inner, 1)
        self.setCentralWidget(ground)
        self.mishaps = Mishaps(ground, self._context, self.strip.show_troubles, self._doors.look_at)
        self.sheet = ShortcutSheet(ground)
        self.upkeep = Upkeep(ground, self._context)
        self.notices = Notices(ground, self._context.bridge, self.open_troubles)
        self.finder = Finder(
            self._context.reader, self._context.tasks, self._context.selection, self._offers, self.show_kind
        )
        self.palette_card = CommandPalette(
            ground, _("名称、编号或拼音首字母"), _("没有找到；可换个说法，或输入编号"), self.finder.provide
        )
        self._cards = (self.palette_card, self.sheet, self.mishaps.card, self.upkeep.sheet)
        self.lock = Lock(ground, self._who(), self._context.tasks, self._doors.unlock)
        self.keyboard = KeyBoard(
            self, lambda: self.rooms.standing, lambda: self._deeds(), lambda: self.docks.active, lambda: self.locked
        )

    def _connect(self) -> None:
        self.strip.palette_requested.connect(self.open_palette)
        self.strip.troubles_requested.connect(self.open_troubles)
        self.palette_card.chosen.connect(self.finder.choose)
        self.mishaps.card.opened.connect(self._open_record)
        self.lock.opened.connect(self._into_the_room)
        self.rooms.built.connect(self._room_stands)
        self.opening.done.connect(self._all_stand)
        self._context.selection.complete = self.opening.finish
        for asked, handler in self._requests():
            asked.connect(handler)
        self.renew_bar.renewed.connect(self._doors.renewed)
        self._ticker.ticked.connect(self._tick)
        self._context.bridge.link_changed.connect(self._link_changed)

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
        put(self, self._memory.recall("window"))
        kept = self._memory.recall("workspaces").get(self._layout_name(self._workspace), {})
        if not self.docks.restore(kept):
            self.reset()
        # Qt: a room that stands before the docks are put together is dressed anew each time they move.
        self.rooms.build(self.rooms.specs[0].id)
        self.rooms.await_others()
        self._tick()
        self._link_changed(self._context.reader.link())
        self.mishaps.read()

    def _plan(self) -> None:
        """What comes after the first room: libraries, devices, the room left in hand, the others."""
        kept = str(self._memory.recall("window").get("room", ""))
        rooms = sorted(self.rooms.missing, key=lambda room: room != kept)
        self.opening.plan(self._doors.errands())
        self.opening.plan([self._equip, *(partial(self.rooms.build, room) for room in rooms)])

    def _first_room_rests(self) -> bool:
        """It has been painted, and what it asked to be read has been shown."""
        handle = self.windowHandle()
        return handle is not None and handle.isExposed() and self.at_rest

    def _equip(self) -> None:
        self.rooms.context = self._doors.equip(self.rooms.context)

    def _room_stands(self, room_id: str) -> None:
        if room_id == self.docks.active and self.rooms.frames[room_id].hasFocus():
            focus_inside(self.rooms.frames[room_id])

    def _all_stand(self) -> None:
        self._context.selection.complete = lambda: None
        self.keyboard.bind()
        self.finder.warm()
        for notice in self._context.unread():
            self.notices.tell(of_notice(notice))
        self._doors.opened()

    def _place(self) -> dict[str, Any]:
        return place_of(self) | {"workspace": self._workspace.id, "room": self.docks.active}

    def _keep_layout(self) -> None:
        layouts = self._memory.recall("workspaces")
        self._memory.keep("workspaces", layouts | {self._layout_name(self._workspace): self.docks.save()})

    def _layout_name(self, workspace: Workspace) -> str:
        """Layouts are kept apart for common and very wide windows: one does not fit the other."""
        width = round(self.width() / theme.of(self).scale)
        return f"{workspace.id}/{'wide' if workspace.arrangement(width) is workspace.wide else 'common'}"

    def _offers(self) -> list[Offer]:
        return [Offer(action, group.title) for group in self.groups() for action in group.actions]

    def _who(self) -> str:
        return _("{name} · {seat} 号席").format(name=self._sitting.actor.name, seat=self._sitting.actor.seat)

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
        if link.state == "refused" and link.code.startswith(_ASK_AGAIN):
            self.renew_bar.ask(link.code)

    def _open_record(self, noun: str, record_id: str) -> None:
        self.mishaps.card.close_card()
        if noun == "case":
            self._context.selection.choose_case(record_id)
        self.show_kind(noun)
        # A room that has a desk of its own for these opens it on the record.
        room = HOME_OF.get(noun, "")
        acts = self.panes[room].actions() if room in self.panes else []
        for act in (act for act in acts if act.id == f"{room}.troubles"):
            act.run()

    def _close_cards(self) -> None:
        for card in self._cards:
            card.close_card()
