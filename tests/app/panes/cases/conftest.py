"""The case room on a real store, with the records of a small district; the hub is away unless a test says otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.area import Area
from app.domain.camera import Camera
from app.domain.case import Case, Step
from app.domain.command import Actor
from app.domain.matter import Matter
from app.domain.unit import Unit
from app.panes.cases import PANE
from app.panes.cases.pane import CasesPane
from app.paths import Profile
from app.protocol import Receipt
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.news import reply
from widgets import theme

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ME = Actor("03", "o-li", "李", "duty_officer")
UNITS = (
    Unit(id="u-sz", code="01", name="市政设施管理所", short="市政所", pinyin="SZSSGLS", phone="0911-0000001"),
    Unit(id="u-hw", code="02", name="环境卫生服务中心", short="环卫中心", pinyin="HJWSFWZX", phone="0911-0000002"),
    Unit(id="u-yl", code="03", name="园林绿化中心", short="园林中心", pinyin="YLLHZX", phone="0911-0000003"),
)
MATTERS = (
    Matter(
        id="part-0102", kind="part", big_code="01", small_code="02", big_name="公用设施", name="污水井盖",
        limit_value=4, limit_unit="work_hour", unit_id="u-sz", keywords=("井盖", "窨井"),
    ),
    Matter(
        id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
        limit_value=1, limit_unit="work_day", unit_id="u-hw", keywords=("垃圾",),
    ),
)  # fmt: skip
CAMERA = Camera(id="cam1", no="001", name="东关街口", lon=109.5, lat=36.6)
AREAS = (Area(id="610602001", level=2, name="宝塔山街道", parent="610602", rings=()),)


def a_case(number: int, **changes: Any) -> Case:
    """A report of a broken cover, `number` minutes after eight."""
    at = NOON - timedelta(hours=4) + timedelta(minutes=number)
    values: dict[str, Any] = {
        "id": f"c{number:05d}",
        "case_no": f"20260302{number:05d}",
        "state": "reported",
        "source": "hotline",
        "matter_id": "part-0102",
        "matter_name": "污水井盖",
        "description": f"文三路{number}号路口井盖破损",
        "address": f"文三路{number}号",
        "area_code": "610602001001",
        "lon": 109.5,
        "lat": 36.6,
        "reporter": "王小明",
        "reporter_phone": "13800005678",
        "reported_at": at,
        "updated_at": at,
        "clock": "accept",
        "clock_from": at,
        "due_at": NOON + timedelta(minutes=number + 10),
        "version": 1,
    }
    return Case(**(values | changes))


@dataclass
class Desk:
    """The room and everything around it."""

    ctx: PaneContext
    store: Store
    pane: CasesPane
    clock: SetClock
    qtbot: Any
    cursor: int = 0
    asides: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Any:
        return self.pane.view.queue.list

    @property
    def detail(self) -> Any:
        return self.pane.view.detail

    def news(self, *nouns: Any, receipts: tuple[Receipt, ...] = ()) -> None:
        """The hub tells something."""
        self.cursor += max(1, len(nouns))
        self.store.writer.absorb(reply(*nouns, cursor=self.cursor, receipts=receipts))

    def see(self, case_id: str) -> None:
        """Take a case in hand and wait until it is shown."""
        self.ctx.selection.choose_case(case_id)
        self.until(lambda: self.detail.case_id == case_id)

    def until(self, true: Callable[[], bool], timeout: int = 30_000) -> None:
        self.qtbot.waitUntil(true, timeout=timeout)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(self.focus(), key, held)

    def type(self, text: str) -> None:
        """Commit text as an input method would."""
        commit(self.focus(), text)

    def focus(self) -> Any:
        return QApplication.focusWidget() or self.pane.widget

    def shown(self) -> list[str]:
        """Ids in the list, from the top, as far as they are in memory."""
        rows = (self.pane.queue.model.record(number) for number in range(self.pane.queue.model.rowCount()))
        return [row.id for row in rows if row is not None]

    def close(self) -> None:
        self.pane.stop()
        self.pane.widget.close()
        self.pane.widget.deleteLater()
        self.pane.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.ctx.bridge.stop()
        self.ctx.tasks.stop()


def commit(widget: Any, text: str, preedit: str = "") -> None:
    """Let an input method say something: a finished text, or one still being composed."""
    from PySide6.QtGui import QInputMethodEvent

    event = QInputMethodEvent(preedit, [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def furnish(
    store: Store, bus: Bus, clock: Any, profile: Profile, actor: Actor, wake: Callable[[], None]
) -> PaneContext:
    """Everything a room is given."""
    dispatch = Dispatch(store.reader, store.writer, clock, lambda: actor, wake)
    return PaneContext(
        reader=store.reader, dispatch=dispatch, bus=bus, bridge=Bridge(bus), tasks=Tasks(), selection=Selection(),
        clock=clock, settings=Settings(), profile=profile, actor=lambda: actor,
    )  # fmt: skip


def open_room(ctx: PaneContext, qtbot: Any, size: tuple[int, int] = (1500, 900)) -> CasesPane:
    """Build the room and bring it to the front."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not app.styleSheet():
        theme.apply(app, "dark")
    pane = PANE.build(ctx)
    assert isinstance(pane, CasesPane)
    pane.widget.resize(*size)
    pane.widget.show()
    qtbot.waitExposed(pane.widget)
    pane.widget.activateWindow()
    pane.view.queue.list.setFocus()
    return pane


@pytest.fixture
def make_desk(tmp_path: Path, qtbot: Any) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(*nouns: Any, actor: Actor = ME, **around: Any) -> Desk:
        clock, bus = SetClock(NOON), Bus()
        profile = Profile(tmp_path / "seat").make()
        store = Store.open(profile, clock, bus)
        first = (*UNITS, *MATTERS, CAMERA, *AREAS, *nouns)
        store.writer.absorb(reply(*first, cursor=len(first)))
        ctx = replace(furnish(store, bus, clock, profile, actor, lambda: None), **around)
        desk = Desk(ctx, store, open_room(ctx, qtbot), clock, qtbot, cursor=len(first))
        made.append(desk)
        open_cases = sum(isinstance(noun, Case) and noun.is_open for noun in nouns)
        desk.until(lambda: desk.pane.queue.model.rowCount() == open_cases)
        desk.until(lambda: bool(desk.pane.reading.known.units))
        return desk

    yield make
    for desk in made:
        desk.close()
        desk.store.close()


def a_step(case_id: str, action: str, to_state: str, at: datetime = NOON, **values: Any) -> Step:
    """A line of a timeline by somebody at seat 12."""
    named = {"seat": "12", "operator": "王某", "role": "dispatcher"} | values
    return Step(
        id=f"s-{case_id}-{action}-{at:%H%M%S}", case_id=case_id, action=action, at=at, to_state=to_state, **named
    )
