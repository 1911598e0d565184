"""The triage bench on a real store with drawn pictures; the hub is away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.algorithm import Algorithm
from app.domain.camera import Camera
from app.domain.case import Case, Step
from app.domain.command import Actor
from app.domain.matter import Matter
from app.domain.media import Media
from app.panes.triage import PANE
from app.panes.triage.pane import TriagePane
from app.paths import Profile
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.news import reply
from widgets import theme

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
OFFICER = Actor("03", "o-li", "李", "duty_officer")
ACCEPTOR = Actor("05", "o-wang", "王", "acceptor")
GARBAGE = Algorithm(id="garbage", name="暴露垃圾识别", matter_id="event-0102", floor=0.7)
STALL = Algorithm(id="stall", name="占道经营识别", matter_id="event-0501", floor=0.7)
CAMERAS = (
    Camera(id="cam1", no="001", name="东关街口", lon=109.5, lat=36.6),
    Camera(id="cam2", no="002", name="南门坡", lon=109.51, lat=36.6),
)
MATTER = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
)  # fmt: skip


def a_capture(number: float, **changes: Any) -> Case:
    """A capture of garbage, `number` minutes after eight."""
    at = NOON - timedelta(hours=4) + timedelta(minutes=number)
    values: dict[str, Any] = {
        "id": f"k{int(number):05d}",
        "state": "reported",
        "source": "ai",
        "matter_id": "event-0102",
        "matter_name": "暴露垃圾",
        "description": "画面右侧有成堆垃圾",
        "address": f"文三路{int(number)}号",
        "lon": 109.5,
        "lat": 36.6,
        "camera_id": "cam1",
        "algorithm": "garbage",
        "confidence": 0.8,
        "occurred_at": at,
        "reported_at": at,
        "updated_at": at,
        "clock": "accept",
        "clock_from": at,
        "due_at": at + timedelta(minutes=30),
        "version": 1,
    }
    return Case(**(values | changes))


def draw(path: Path, place: int) -> None:
    """A street with a heap at `place`; pictures of one place are near-identical, as from one camera."""
    picture = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([(place * 47) % 260, 30, (place * 47) % 260 + 60, 220], fill=(240 - place * 20, 60, 60))
    picture.save(path, "JPEG")


def picture_of(case: Case) -> Media:
    """The picture of a capture."""
    return Media(
        id=f"m-{case.id}",
        owner_kind="case",
        owner_id=case.id,
        name="a.jpg",
        mime="image/jpeg",
        size=1,
        sha256="0" * 64,
        taken_at=case.occurred_at,
    )


def declined(case: Case, code: str) -> Step:
    """The step that rejected a capture."""
    return Step(
        id=f"s-{case.id}", case_id=case.id, action="decline", at=NOON, from_state="reported", to_state="declined",
        seat="12", operator="王", role="acceptor", note="误报", detail={"reason_code": code},
    )  # fmt: skip


@dataclass
class Desk:
    """The room and everything around it."""

    ctx: PaneContext
    store: Store
    pane: TriagePane
    clock: SetClock
    qtbot: Any
    cursor: int = 0

    def news(self, *nouns: Any) -> None:
        """The hub tells something."""
        self.cursor += len(nouns)
        self.store.writer.absorb(reply(*nouns, cursor=self.cursor))

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=30_000)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.pane.widget, key, held)

    def state(self, case_id: str) -> Case:
        found = self.store.reader.case(case_id)
        assert found is not None
        return found

    def shown(self) -> str:
        return self.pane.shown.head.id if self.pane.shown else ""

    def stacks(self) -> list[list[str]]:
        return [[case.id for case in sight.stack.cases] for sight in self.pane.waiting.sights]

    def close(self) -> None:
        self.pane.stop()
        self.pane.widget.close()
        self.pane.widget.deleteLater()
        self.pane.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.ctx.bridge.stop()
        self.ctx.tasks.stop()


@pytest.fixture
def make_desk(tmp_path: Path, qtbot: Any, qapp: QApplication) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(*nouns: Any, actor: Actor = OFFICER, places: dict[str, int] | None = None) -> Desk:
        """`places` draws a picture for a capture; the same place twice gives the same sight."""
        clock, bus = SetClock(NOON), Bus()
        profile = Profile(tmp_path / "seat").make()
        store = Store.open(profile, clock, bus)
        pictures = [picture_of(n) for n in nouns if isinstance(n, Case) and n.id in (places or {})]
        for media in pictures:
            draw(profile.media / media.id, (places or {})[media.owner_id])
        first = (GARBAGE, STALL, *CAMERAS, MATTER, *nouns, *pictures)
        store.writer.absorb(reply(*first, cursor=len(first)))
        dispatch = Dispatch(store.reader, store.writer, clock, lambda: actor, lambda: None)
        ctx = PaneContext(
            reader=store.reader, dispatch=dispatch, bus=bus, bridge=Bridge(bus), tasks=Tasks(), selection=Selection(),
            clock=clock, settings=Settings(), profile=profile, actor=lambda: actor,
        )  # fmt: skip
        if not qapp.styleSheet():
            theme.apply(qapp, "dark")
        pane = PANE.build(ctx)
        assert isinstance(pane, TriagePane)
        desk = Desk(ctx, store, pane, clock, qtbot, cursor=len(first))
        made.append(desk)
        pane.widget.resize(1500, 900)
        pane.widget.show()
        qtbot.waitExposed(pane.widget)
        pane.widget.activateWindow()
        pane.view.list.setFocus()
        waiting = sum(isinstance(n, Case) and n.source == "ai" and n.state == "reported" for n in nouns)
        desk.until(lambda: len(pane.waiting.captures) == waiting and pane.book is not None)
        return desk

    yield make
    for desk in made:
        desk.close()
        desk.store.close()
