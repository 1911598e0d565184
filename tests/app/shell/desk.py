"""A desk for tests: four tiny rooms, a real store, and everything else a window is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.errors import Rejected
from app.domain.records import columns, to_row
from app.paths import Profile
from app.protocol import Block, Reply, Session
from app.qt.bridge import Bridge
from app.qt.pane import PaneAction, PaneContext, PaneSpec
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from widgets.ticker import Ticker

ACTOR = Actor("12", "op-1", "值班员甲", "duty_officer")
TITLES = {"cases": "案件", "wall": "视频墙", "map": "地图", "broadcast": "广播"}
ICONS = {"cases": "clipboard-list", "wall": "cctv", "map": "map", "broadcast": "megaphone"}


class TinyRoom:
    """A room with one field, one far key and one near key; it remembers what was typed."""

    def __init__(self, name: str) -> None:
        self.name, self.done, self.stopped = name, list[str](), False
        self.widget = QWidget()
        self.widget.setAccessibleName(TITLES[name])
        self.field = QLineEdit()
        self.field.setAccessibleName(f"{TITLES[name]}输入")
        layout = QVBoxLayout(self.widget)
        layout.addWidget(QLabel(TITLES[name]))
        layout.addWidget(self.field)

    def actions(self) -> list[PaneAction]:
        near = {"cases": "受理", "wall": "九画面", "map": "放大", "broadcast": "试音"}[self.name]
        return [
            PaneAction(f"{self.name}.around", "身边", lambda: self.done.append("around"), "F4", "locate-fixed"),
            PaneAction(f"{self.name}.near", near, lambda: self.done.append("near"), "A", "check"),
        ]

    def save(self) -> dict[str, Any]:
        return {"typed": self.field.text()}

    def restore(self, state: dict[str, Any]) -> None:
        self.field.setText(state["typed"])

    def stop(self) -> None:
        self.stopped = True


def spec(name: str, order: int) -> PaneSpec:
    return PaneSpec(name, TITLES[name], ICONS[name], order, lambda context: TinyRoom(name))


@dataclass
class Desk:
    """Everything a window needs, and what the doors were asked."""

    profile: Profile
    store: Store
    bus: Bus
    bridge: Bridge
    tasks: Tasks
    selection: Selection
    ticker: Ticker
    looked_at: list[str] = field(default_factory=list)
    renewed: list[Session] = field(default_factory=list)
    password: str = "right"

    def check(self, password: str) -> None:
        """Unlock, as the gate would."""
        if password != self.password:
            raise Rejected("sign_in.wrong")

    def renew(self, password: str) -> Session:
        """Sign in again, as the gate would."""
        self.check(password)
        return Session(token="fresh", expires_at=datetime.now(UTC), actor=ACTOR)

    def context(self, settings: Settings | None = None) -> PaneContext:
        store = self.store
        dispatch = Dispatch(store.reader, store.writer, SystemClock(), lambda: ACTOR, lambda: None)
        return PaneContext(
            reader=store.reader,
            dispatch=dispatch,
            bus=self.bus,
            bridge=self.bridge,
            tasks=self.tasks,
            selection=self.selection,
            clock=SystemClock(),
            settings=settings or Settings(),
            profile=self.profile,
            actor=lambda: ACTOR,
        )

    def fill(self, **records: list[Any]) -> None:
        """Let records arrive from the hub."""
        blocks = tuple(_block(kind, nouns) for kind, nouns in records.items())
        self.store.writer.absorb(Reply(epoch="e1", cursor=1, now=datetime.now(UTC), changes=blocks))


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """A desk on a real store in `folder`; everything ends with the block."""
    bus, profile = Bus(), Profile(folder).make()
    store = Store.open(profile, SystemClock(), bus)
    made = Desk(profile, store, bus, Bridge(bus), Tasks(threads=2), Selection(), Ticker())
    try:
        yield made
    finally:
        made.ticker.stop()
        made.bridge.stop()
        made.tasks.stop()
        store.close()


def _block(kind: str, nouns: list[Any]) -> Block:
    names = columns(kind)
    rows = tuple((row["id"], 1, *(row[name] for name in names if name != "id")) for row in map(to_row, nouns))
    return Block(kind, ("id", "seq", *(name for name in names if name != "id")), rows)
