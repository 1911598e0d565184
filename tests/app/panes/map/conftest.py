"""A map room on a real store with a small town in it."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.area import Area
from app.domain.camera import Camera
from app.domain.case import Case
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.records import columns, to_row
from app.domain.speaker import Speaker
from app.domain.unit import Unit
from app.paths import Profile
from app.protocol import Block, Reply
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from widgets import theme
from widgets.map_canvas.browser import chromium_flags, register_scheme
from widgets.ticker import Ticker

for name, value in chromium_flags(software=True, root=hasattr(os, "geteuid") and os.geteuid() == 0).items():
    os.environ[name] = value
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
register_scheme()

LON, LAT = 109.49, 36.585
ACTOR = Actor("12", "op-1", "值班员甲", "duty_officer")
NOW = datetime.now(UTC)


def case(number: str, lon: float | None, lat: float | None, hours: float = 5.0, **more: Any) -> Case:
    whole = {"state": "handling", "matter_name": "暴露垃圾", "reported_at": NOW, "clock_from": NOW - timedelta(hours=9)}
    return Case(id=number, case_no=number, lon=lon, lat=lat, due_at=NOW + timedelta(hours=hours), **(whole | more))


TOWN: dict[str, list[Any]] = {
    "area": [
        Area(
            id="610602001001001",
            level=4,
            name="第一网格",
            parent="610602001001",
            rings=(
                (
                    (LON - 0.01, LAT - 0.01),
                    (LON + 0.01, LAT - 0.01),
                    (LON + 0.01, LAT + 0.01),
                    (LON - 0.01, LAT + 0.01),
                    (LON - 0.01, LAT - 0.01),
                ),
            ),
        )
    ],
    "unit": [Unit(id="u1", code="01", name="环卫所", phone="0911-1", area_code="610602001", lon=LON, lat=LAT + 0.002)],
    "camera": [
        Camera(id="k1", no="001", name="幸福门", lon=LON + 0.001, lat=LAT, kind="dome"),
        Camera(id="k2", no="002", name='<img src=x onerror="1">', lon=LON + 0.002, lat=LAT + 0.001),
        Camera(id="k3", no="003", name="夜市", lon=LON - 0.002, lat=LAT - 0.001, enabled=False),
    ],
    "speaker": [
        Speaker(id="s1", no="01", name="幸福门音柱", lon=LON + 0.0012, lat=LAT),
        Speaker(id="s2", no="02", name="公园音柱", lon=LON + 0.008, lat=LAT),
    ],
    "case": [
        case("c-normal", LON - 0.001, LAT),
        case("c-late", LON, LAT + 0.001, hours=-1),
        case("c-soon", LON, LAT - 0.001, hours=0.2),
        case("c-nowhere", None, None),
        case("c-done", LON, LAT + 0.0005, state="closed"),
    ],
}


@dataclass
class Seat:
    """One seat's parts, and the way records arrive."""

    profile: Profile
    store: Store
    bus: Bus
    bridge: Bridge
    tasks: Tasks
    selection: Selection
    cursor: int = 0

    def context(self, **more: Any) -> PaneContext:
        store = self.store
        return PaneContext(
            reader=store.reader,
            dispatch=Dispatch(store.reader, store.writer, SystemClock(), lambda: ACTOR, lambda: None),
            bus=self.bus,
            bridge=self.bridge,
            tasks=self.tasks,
            selection=self.selection,
            clock=SystemClock(),
            settings=Settings(),
            profile=self.profile,
            actor=lambda: ACTOR,
            **more,
        )

    def fill(self, **records: list[Any]) -> None:
        """Let records arrive from the hub."""
        self.cursor += 1
        blocks = tuple(_block(kind, nouns, self.cursor) for kind, nouns in records.items())
        self.store.writer.absorb(Reply(epoch="e1", cursor=self.cursor, now=datetime.now(UTC), changes=blocks))


def _block(kind: str, nouns: list[Any], seq: int) -> Block:
    names = [name for name in columns(kind) if name != "id"]
    rows = tuple((row["id"], seq, *(row[name] for name in names)) for row in map(to_row, nouns))
    return Block(kind, ("id", "seq", *names), rows)


@pytest.fixture
def seat(tmp_path: Path, qapp: QApplication) -> Iterator[Seat]:
    theme.apply(qapp, "dark")
    bus, profile = Bus(), Profile(tmp_path / "seat").make()
    store = Store.open(profile, SystemClock(), bus)
    made = Seat(profile, store, bus, Bridge(bus), Tasks(threads=2), Selection())
    made.fill(**TOWN)
    ticker = Ticker()
    ticker.share(qapp)
    yield made
    made.bridge.stop()
    made.tasks.stop()
    store.close()
    qapp.setStyleSheet("")


@pytest.fixture
def base_map(seat: Seat) -> Path:
    folder = seat.profile.maps
    folder.mkdir(exist_ok=True)
    road = {"type": "LineString", "coordinates": [[LON - 0.01, LAT], [LON + 0.01, LAT]]}
    features = [
        {"type": "Feature", "properties": {"kind": "road", "class": "primary", "name": "凤凰路"}, "geometry": road}
    ]
    (folder / "basemap.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return folder


@pytest.fixture
def open_map(seat: Seat, qtbot: QtBot) -> Iterator[Callable[..., Any]]:
    from app.panes.map.pane import MapPane

    opened: list[MapPane] = []

    def build(browser: bool = False) -> MapPane:
        pane = MapPane(seat.context(), browser)
        opened.append(pane)
        pane.widget.resize(1100, 760)
        pane.widget.show()
        canvas = pane.view.canvas
        qtbot.waitUntil(lambda: canvas.view.east > canvas.view.west, timeout=15_000)
        qtbot.waitUntil(lambda: len(canvas.scene.clouds["case"]) == 3, timeout=10_000)
        qtbot.waitUntil(lambda: len(canvas.scene.clouds["camera"]) == 3)
        pane.view.canvas.fly(LON, LAT, 16)
        qtbot.waitUntil(lambda: canvas.view.zoom == 16 and abs(canvas.view.lon - LON) < 1e-3, timeout=5000)
        return pane

    yield build
    for pane in opened:
        face = pane.view.canvas.face
        page = getattr(face, "page", None)
        pane.stop()
        if page is not None:
            with qtbot.waitSignal(page.destroyed, timeout=5000):
                pane.widget.deleteLater()
        else:
            pane.widget.deleteLater()
