"""The list under the hand: it scrolls, stays in place while rows move, and never reads outside memory."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QPixmap
from PySide6.QtWidgets import QApplication

from widgets import theme
from widgets.record_list import PAGE_ROWS, Face, Mark, PageQueue, RecordList, RecordModel

ROWS = 62_483


@dataclass(frozen=True)
class Row:
    id: str
    text: str = "first"


def face(row: Row) -> Face:
    light = Mark("-2:10", "alarm", "alarm-clock")
    return Face(id=row.id, spoken=f"{row.id} {row.text}", light=light, title=row.id, summary=row.text, number=row.id)


class Desk(QObject):
    """A list, its model and a worker thread that reads pages."""

    came = Signal(object, object)

    def __init__(self, count: int) -> None:
        super().__init__()
        self.rows = [Row(f"case-{number:06d}") for number in range(count)]
        self.threads: list[str] = []
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="pager")
        self.queue: PageQueue[Row] = PageQueue(self.run, lambda page, rows: self.model.deliver(page, rows), print)
        self.model: RecordModel[Row] = RecordModel(face, self.queue.want, title="cases")
        self.came.connect(lambda done, rows: done(rows), Qt.ConnectionType.QueuedConnection)
        self.queue.restart(self.page)
        self.model.start(count, {0: self.page(0)})
        self.threads.clear()
        self.view = RecordList(self.model)
        self.view.resize(900, 700)

    def page(self, number: int) -> list[Row]:
        self.threads.append(threading.current_thread().name)
        return self.rows[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]

    def run(self, work: Callable[[], Sequence[Row]], done: Callable[[Any], None], failed: object) -> None:
        self.pool.submit(lambda: self.came.emit(done, work()))

    def stop(self) -> None:
        """Answers under way go nowhere."""
        self.model.start(0, {})
        self.queue.restart(self.page)
        self.pool.shutdown(wait=True)

    def refresh(self, *watched: str) -> None:
        """Tell the model that the list was read again round the eye."""
        visible = self.view.visible_rows()
        numbers = range(self.model.page_of(visible.start), self.model.page_of(visible.stop - 1) + 1)
        at = {row.id: number for number, row in enumerate(self.rows)}
        places = {key: at[key] for key in (*watched, *self.view.watched_ids()) if key in at}
        self.queue.restart(self.page)
        self.model.refresh(len(self.rows), {number: self.page(number) for number in numbers}, places)


@pytest.fixture
def desk(qtbot: Any) -> Any:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "dark")
    made = Desk(ROWS)
    qtbot.addWidget(made.view)
    made.view.show()
    qtbot.waitExposed(made.view)
    yield made
    made.stop()


def test_the_model_keeps_qts_contract(qtmodeltester: Any) -> None:
    model: RecordModel[Row] = RecordModel(face, lambda page: None)
    model.start(500, {0: [Row(str(number)) for number in range(200)]})
    qtmodeltester.check(model)


def test_the_model_keeps_qts_contract_while_rows_come_go_and_move(qtbot: Any, qtmodeltester: Any) -> None:
    desk = Desk(600)
    qtbot.addWidget(desk.view)
    qtmodeltester.check(desk.model)
    desk.rows.insert(3, Row("new"))
    del desk.rows[10]
    desk.refresh()
    assert desk.model.record(3) == Row("new")
    desk.rows.reverse()
    desk.refresh()
    assert desk.model.rowCount() == 600
    desk.stop()


def test_sixty_thousand_rows_scroll_without_reading_on_the_gui_thread(desk: Desk, qtbot: Any) -> None:
    bar, slowest = desk.view.verticalScrollBar(), 0.0
    for step in range(200):
        bar.setValue(bar.maximum() * step // 199)
        began = time.perf_counter()
        desk.view.viewport().repaint()
        slowest = max(slowest, time.perf_counter() - began)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: desk.model.record(ROWS - 1) is not None, timeout=5000)
    assert desk.threads
    assert all(name.startswith("pager") for name in desk.threads)
    assert slowest < 0.25


def test_a_page_painted_before_is_painted_again_from_pictures(desk: Desk) -> None:
    canvas = QPixmap(desk.view.size())
    desk.view.render(canvas)

    def paint_ms(times: int) -> float:
        began = time.thread_time()
        for _ in range(times):
            desk.view.viewport().repaint()
        return (time.thread_time() - began) * 1000 / times

    desk.model.tick()
    desk.view._sheet.forget()
    first = paint_ms(1)
    again = paint_ms(20)
    assert again < first * 0.5


def test_keys_move_the_operator_and_say_so(desk: Desk, qtbot: Any) -> None:
    desk.view.setFocus()
    with qtbot.waitSignal(desk.view.chosen) as told:
        for key in (Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_J, Qt.Key.Key_K):
            qtbot.keyClick(desk.view, key)
    assert told.args == ["case-000001"]
    qtbot.keyClick(desk.view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: desk.view.current_id() == f"case-{ROWS - 1:06d}", timeout=5000)
    qtbot.keyClick(desk.view, Qt.Key.Key_Home)
    with qtbot.waitSignal(desk.view.opened) as opened:
        qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert opened.args == ["case-000000"]


def test_a_click_chooses_the_row_under_it(desk: Desk, qtbot: Any) -> None:
    spot = QPoint(50, desk.view.rowViewportPosition(2) + 5)
    with qtbot.waitSignal(desk.view.chosen) as told:
        qtbot.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == ["case-000002"]


def standing(desk: Desk) -> tuple[str, int, str]:
    row = desk.view.currentIndex().row()
    return desk.view.current_id(), desk.view.rowViewportPosition(row), desk.rows[row].id


def test_rows_inserted_removed_and_changed_leave_the_operator_where_he_was(desk: Desk, qtbot: Any) -> None:
    for _ in range(40):
        desk.view.step(1)
    before = standing(desk)
    for number in range(30):
        desk.rows.insert(number * 2, Row(f"new-{number}"))
    del desk.rows[90:95]
    at = next(number for number, row in enumerate(desk.rows) if row.id == before[0])
    desk.rows[at + 1] = replace(desk.rows[at + 1], text="changed")
    desk.refresh()
    assert standing(desk) == before
    assert desk.model.rowCount() == len(desk.rows)
    changed = desk.model.face(at + 1)
    assert changed is not None and changed.summary == "changed"


def test_a_thousand_moves_leave_the_operator_where_he_was(desk: Desk) -> None:
    for _ in range(40):
        desk.view.step(1)
    before = standing(desk)
    resets: list[int] = []
    desk.model.modelReset.connect(lambda: resets.append(1))
    for number in range(1_000):
        desk.rows.insert(number % 30, desk.rows.pop(60 + number * 7))
        if number % 50 == 0:
            desk.refresh()
    desk.refresh()
    assert standing(desk) == before
    assert not resets


def test_a_record_that_left_the_list_is_not_replaced_by_its_neighbour(desk: Desk) -> None:
    for _ in range(5):
        desk.view.step(1)
    gone = desk.rows.pop(4)
    desk.refresh()
    assert desk.view.current_id() == gone.id
    assert not desk.view.selectionModel().hasSelection()


def test_a_screen_reader_hears_every_row(desk: Desk) -> None:
    heard = QAccessible.queryAccessibleInterface(desk.view)
    assert heard is not None
    names = [heard.child(number).text(QAccessible.Text.Name) for number in range(8)]
    assert "case-000002 first" in names


def test_an_empty_list_says_why(desk: Desk, qtbot: Any) -> None:
    desk.model.start(0, {})
    desk.view.set_empty("none", "as of 14:02")
    before = desk.view.grab().toImage()
    desk.view.set_empty("", "")
    assert desk.view.grab().toImage() != before
