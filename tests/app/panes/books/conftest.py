"""The book room on a real store; the hub is away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.bus import Bus
from app.config import Settings
from app.dispatch import Dispatch
from app.domain.algorithm import Algorithm
from app.domain.area import Area
from app.domain.command import Actor
from app.domain.matter import Matter
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import Ruleset
from app.domain.unit import Unit
from app.panes.books import PANE
from app.panes.books.pane import BooksPane
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
KEEPER = Actor("01", "o-zhao", "赵", "sys_admin")
OFFICER = Actor("03", "o-li", "李", "duty_officer")
COVER = Matter(
    id="part-0102", kind="part", big_code="01", small_code="02", big_name="公用设施", name="污水井盖",
    limit_value=4, limit_unit="work_hour", unit_id="u-sz", keywords=("井盖", "窨井"), filing_cond="破损、缺失",
    closing_cond="恢复原状", sop=("设置围挡", "更换井盖"),
)  # fmt: skip
GARBAGE = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾", unit_id="u-hw",
)  # fmt: skip
FIRST = (
    Unit(id="u-sz", code="01", name="市政设施管理所", short="市政所"),
    Unit(id="u-hw", code="02", name="环境卫生服务中心", short="环卫中心"),
    Area(id="610602001", level=2, name="宝塔山街道", parent="610602", rings=()),
    COVER,
    GARBAGE,
    Responsibility(id="l1", matter_id="part-0102", area_code="610602001", unit_id="u-sz", unit_name="市政设施管理所"),
    Ruling(
        id="r1", matter_name="污水井盖", unit_id="u-sz", unit_name="市政设施管理所", basis="权属单位", decided_by="王"
    ),
    Algorithm(id="garbage", name="暴露垃圾识别", matter_id="event-0102"),
    Ruleset(calendar={"days": {"2026-05-01": False}}),
)


@dataclass
class Desk:
    """The room and everything around it."""

    ctx: PaneContext
    store: Store
    pane: BooksPane
    qtbot: Any
    cursor: int = 0

    @property
    def form(self) -> Any:
        assert self.pane.view.form is not None
        return self.pane.view.form

    def news(self, *nouns: Any) -> None:
        """The hub tells something."""
        self.cursor += len(nouns)
        self.store.writer.absorb(reply(*nouns, cursor=self.cursor))

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=30_000)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.pane.widget, key, held)

    def turn(self, tab: str) -> None:
        """Open a book."""
        self.pane.view.show_tab(tab)

    def open(self, entry_id: str) -> None:
        """Stand on an entry."""
        self.pane.view.list.select(entry_id)
        self.pane._chosen(entry_id)

    def write(self, name: str, value: Any) -> None:
        """Put a value into a field of the form, as typing would."""
        self.form.fields[name].write(value)

    def keep(self) -> None:
        """Ctrl+S in the form."""
        self.form.focus_first()
        self.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def get(self, kind: str, record_id: str) -> Any:
        return self.store.reader.get(kind, record_id)

    def rows(self) -> list[str]:
        return [row.id for row in self.pane.model.known()]

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

    def make(*nouns: Any, actor: Actor = KEEPER) -> Desk:
        clock, bus = SetClock(NOON), Bus()
        profile = Profile(tmp_path / "seat").make()
        store = Store.open(profile, clock, bus)
        first = (*FIRST, *nouns)
        store.writer.absorb(reply(*first, cursor=len(first)))
        dispatch = Dispatch(store.reader, store.writer, clock, lambda: actor, lambda: None)
        ctx = PaneContext(
            reader=store.reader, dispatch=dispatch, bus=bus, bridge=Bridge(bus), tasks=Tasks(), selection=Selection(),
            clock=clock, settings=Settings(), profile=profile, actor=lambda: actor,
        )  # fmt: skip
        if not qapp.styleSheet():
            theme.apply(qapp, "dark")
        pane = PANE.build(ctx)
        assert isinstance(pane, BooksPane)
        desk = Desk(ctx, store, pane, qtbot, cursor=len(first))
        made.append(desk)
        pane.widget.resize(1500, 900)
        pane.widget.show()
        qtbot.waitExposed(pane.widget)
        pane.widget.activateWindow()
        pane.view.list.setFocus()
        desk.until(lambda: pane.model.rowCount() >= 2)
        return desk

    yield make
    for desk in made:
        desk.close()
        desk.store.close()
