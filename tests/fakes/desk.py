"""A room at a seat: on a real store with a clock that stands still, or beside a seat that talks to a real hub."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.clock import Clock
from app.domain.command import Actor
from app.paths import Profile
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext, PaneSpec
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.news import reply
from tests.fakes.seat import Seat
from widgets import theme

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@dataclass
class Desk:
    """The room and everything around it; the hub is away. A room's own tests add what only they ask of it."""

    ctx: PaneContext
    store: Store
    clock: SetClock
    qtbot: Any
    pane: Any = None
    cursor: int = 0
    folder: Path = field(default_factory=Path)

    @classmethod
    def furnish(cls, folder: Path, qtbot: Any, first: Sequence[Any], actor: Actor, start: datetime = NOON) -> Self:
        """Everything but the room itself; `first` is what the hub has told before."""
        clock, bus = SetClock(start), Bus()
        store = Store.open(Profile(folder).make(), clock, bus)
        desk = cls(_context(store, bus, clock, lambda: actor, _nobody), store, clock, qtbot, folder=folder)
        desk.news(*first)
        return desk

    def enter(self, spec: PaneSpec) -> None:
        """Build the room and give its list the keyboard."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not app.styleSheet():
            theme.apply(app, "dark")
        self.pane = spec.build(self.ctx)
        self.pane.widget.resize(1500, 900)
        self.pane.widget.show()
        self.qtbot.waitExposed(self.pane.widget)
        self.pane.widget.activateWindow()
        self.pane.widget.setFocus()

    def news(self, *nouns: Any) -> None:
        """The hub tells something."""
        self.cursor += len(nouns)
        self.store.writer.absorb(reply(*nouns, cursor=self.cursor))

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until it is so."""
        self.qtbot.waitUntil(true, timeout=30_000)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.pane.widget, key, held)

    def get(self, kind: str, record_id: str) -> Any:
        """A record as the seat shows it."""
        return self.store.reader.get(kind, record_id)

    def close(self) -> None:
        """Leave the room and the seat; once is enough."""
        if self.pane is not None:
            _leave(self.pane)
            self.pane = None
            self.ctx.bridge.stop()
            self.ctx.tasks.stop()
            self.store.close()


@contextmanager
def room_at(seat: Seat, spec: PaneSpec) -> Iterator[Any]:
    """The room of a seat that is signed in at a hub."""
    ctx = _context(seat.store, seat.bus, seat.store.clock, lambda: seat.actor, seat.engine.wake)
    pane: Any = spec.build(ctx)
    pane.widget.resize(1400, 900)
    pane.widget.show()
    try:
        yield pane
    finally:
        _leave(pane)
        ctx.bridge.stop()
        ctx.tasks.stop()


def _context(store: Store, bus: Bus, clock: Clock, actor: Callable[[], Actor], wake: Callable[[], None]) -> PaneContext:
    dispatch = Dispatch(store.reader, store.writer, clock, actor, wake)
    return PaneContext(
        reader=store.reader, dispatch=dispatch, bus=bus, bridge=Bridge(bus), tasks=Tasks(), selection=Selection(),
        clock=clock, settings=Settings(), profile=store.profile, actor=actor,
    )  # fmt: skip


def _leave(pane: Any) -> None:
    pane.stop()
    pane.widget.close()
    pane.widget.deleteLater()
    pane.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _nobody() -> None:
    """Nobody sends what is written."""
