"""A seat with four tiny rooms, on a real store with a few records in it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import text
from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.camera import Camera
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.place import Place
from app.domain.records import columns, to_row
from app.domain.speaker import Speaker
from app.paths import Profile
from app.protocol import Block, Reply
from app.qt.bridge import Bridge
from app.qt.pane import PaneAction, PaneContext, PaneSpec
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.shell.memory import Memory
from app.shell.status import Sitting
from app.shell.window import Doors, HallWindow
from app.store import Store
from widgets import theme
from widgets.ticker import Ticker

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

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
    password: str = "right"

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


def _block(kind: str, nouns: list[Any]) -> Block:
    names = columns(kind)
    rows = tuple((row["id"], 1, *(row[name] for name in names if name != "id")) for row in map(to_row, nouns))
    return Block(kind, ("id", "seq", *(name for name in names if name != "id")), rows)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    text.use("zh_CN")
    yield
    text.use("zh_CN")


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, "dark")
    bus, profile = Bus(), Profile(tmp_path / "seat-12").make()
    store = Store.open(profile, SystemClock(), bus)
    made = Desk(profile, store, bus, Bridge(bus), Tasks(threads=2), Selection(), Ticker())
    yield made
    made.ticker.stop()
    made.bridge.stop()
    made.tasks.stop()
    store.close()
    qapp.setStyleSheet("")


@pytest.fixture
def specs() -> tuple[PaneSpec, ...]:
    return tuple(spec(name, order) for order, name in enumerate(TITLES))


@pytest.fixture
def open_window(desk: Desk, specs: tuple[PaneSpec, ...], qtbot: QtBot) -> Iterator[Callable[..., HallWindow]]:
    opened: list[HallWindow] = []

    def build(rooms: tuple[PaneSpec, ...] = specs) -> HallWindow:
        def look_at(command_id: str) -> None:
            desk.looked_at.append(command_id)
            desk.store.writer.look_at(command_id)

        def check(password: str) -> Any:
            from app.domain.errors import Rejected

            if password != desk.password:
                raise Rejected("sign_in.wrong")

        doors = Doors(check, check, lambda session: None, look_at)
        window = HallWindow(desk.context(), Sitting(ACTOR, "示范区城运中心"), rooms, Memory(desk.profile), desk.ticker, doors)
        window.offer(list)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield build
    for window in opened:
        window.stop()


@pytest.fixture
def window(open_window: Callable[..., HallWindow]) -> HallWindow:
    return open_window()


@pytest.fixture
def street(desk: Desk) -> Desk:
    """A camera, a speaker and a place, each with the initials of its pinyin."""
    desk.fill(
        camera=[Camera(id="c1", no="C-0017", name="解放路中山街路口", pinyin="jflzsjlk", kind="dome", lon=109.4, lat=36.5)],
        speaker=[Speaker(id="s1", no="S-0003", name="人民广场东", pinyin="rmgcd", lon=109.41, lat=36.51)],
        place=[Place(id="p1", code="M001", name="桥沟夜市", kind="night_market", lon=109.5, lat=36.6, pinyin="qgys")],
    )
    return desk
