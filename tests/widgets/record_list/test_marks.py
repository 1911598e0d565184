"""Rows are marked by keyboard or mouse, keep their marks while they move, and stand one line high where asked."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.record_list import Column, ColumnHead, Face, Mark, RecordList, RecordModel
from widgets.record_list.columns import fit, lanes
from widgets.record_list.marks import Marks

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
COLUMNS = (
    Column("number", "No.", 8, rank=2, sort="case_no"),
    Column("title", "What", 12, share=2, rank=0),
    Column("place", "Where", 8, share=1, rank=1),
)


@dataclass(frozen=True)
class Row:
    id: str


def face(row: Row) -> Face:
    return Face(
        id=row.id, spoken=row.id, light=Mark("1:00", "ok", "circle-check"), title=row.id, cells=(("place", "here"),)
    )


@pytest.fixture
def rows(qtbot: QtBot, qapp: QApplication) -> Iterator[RecordList]:
    theme.apply(qapp, "dark")
    model: RecordModel[Row] = RecordModel(face, lambda page: None)
    view = RecordList(model)
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    qtbot.waitExposed(view)
    model.start(50, {0: [Row(f"r{number:02d}") for number in range(50)]})
    view.setFocus()
    yield view


def test_shift_and_the_row_keys_take_rows_along_and_going_back_lets_go(rows: RecordList, qtbot: QtBot) -> None:
    qtbot.keyClick(rows, Qt.Key.Key_J)
    for _ in range(3):
        qtbot.keyClick(rows, Qt.Key.Key_J, SHIFT)
    assert rows.marks == ("r00", "r01", "r02", "r03")
    qtbot.keyClick(rows, Qt.Key.Key_K, SHIFT)
    assert rows.marks == ("r00", "r01", "r02")
    assert rows.current_id() == "r02"


def test_space_marks_one_control_a_all_loaded_and_escape_none(rows: RecordList, qtbot: QtBot) -> None:
    told: list[tuple[str, ...]] = []
    rows.marked.connect(told.append)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert rows.marks == ("r00",)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert rows.marks == ()
    qtbot.keyClick(rows, Qt.Key.Key_A, CONTROL)
    assert len(rows.marks) == 50
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert rows.marks == () and told[-1] == ()


def test_the_mouse_marks_with_control_and_spans_with_shift(rows: RecordList, qtbot: QtBot) -> None:
    def press(number: int, held: Qt.KeyboardModifier) -> None:
        at = QPoint(50, rows.rowViewportPosition(number) + 5)
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, held, at)

    press(2, CONTROL)
    press(5, SHIFT)
    assert rows.marks == ("r02", "r03", "r04", "r05")
    press(3, CONTROL)
    assert rows.marks == ("r02", "r04", "r05")


def test_marks_stay_with_their_rows_while_these_move(rows: RecordList) -> None:
    rows.set_marks(("r03", "r07"))
    model = rows.model()
    assert isinstance(model, RecordModel)
    moved = [Row("new"), *(Row(f"r{number:02d}") for number in range(49, -1, -1))]
    model.refresh(51, {0: moved}, {"r03": 47})
    assert rows.marks == ("r03", "r07")


def test_a_line_is_lower_than_two_and_the_head_names_its_columns(rows: RecordList, qtbot: QtBot) -> None:
    tall = rows.rowHeight(0)
    rows.set_look(True, COLUMNS)
    assert rows.rowHeight(0) < tall * 0.65
    rows.set_divider(3, "3 late")
    assert not rows.grab().isNull()
    head = ColumnHead(Column("light", "Due", sort="due"), "State")
    qtbot.addWidget(head)
    head.set_columns(COLUMNS)
    head.resize(900, 28)
    head.show()
    asked: list[str] = []
    head.sort_asked.connect(asked.append)
    left = lanes(COLUMNS, 900, 28, theme.of()).slots[0].left
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(left + 5, 10))
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 10))
    assert asked == ["case_no", "due"]
    assert "What" in head.accessibleName()


def test_where_room_is_short_the_most_important_columns_stay_in_their_order() -> None:
    worn = theme.of()
    assert [slot.column.id for slot in fit(COLUMNS, 0, 1200, worn)] == ["number", "title", "place"]
    assert [slot.column.id for slot in fit(COLUMNS, 0, 350, worn)] == ["title", "place"]
    assert [slot.column.id for slot in fit(COLUMNS, 0, 40, worn)] == ["title"]


def test_marking_again_what_is_marked_changes_nothing() -> None:
    marks = Marks()
    marks.add(("a", "b", "a", ""))
    assert marks.ids == ("a", "b") and "a" in marks and len(marks) == 2
