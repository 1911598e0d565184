"""A hundred thousand made-up rows, one line high, in columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets import stage
from widgets.record_list.columns import Column
from widgets.record_list.face import Face, Mark
from widgets.record_list.head import ColumnHead
from widgets.record_list.model import RecordModel
from widgets.record_list.queue import PageQueue
from widgets.record_list.view import RecordList

ROWS = 100_000
COLUMNS = (
    Column("number", "No.", 6, rank=2, sort="number"),
    Column("title", "What", 14, share=2),
    Column("place", "Where", 6, share=1, rank=1),
)
LIGHTS = (Mark("-2:10", "alarm", "alarm-clock"), Mark("0:25", "warn", "hourglass"), Mark("3:40", "ok", "circle-check"))


@dataclass(frozen=True, slots=True)
class Row:
    """A made-up record."""

    id: str
    number: int


def face(row: Row) -> Face:
    """Three kinds of rows, so that every tone is seen."""
    light = LIGHTS[row.number % 3]
    return Face(
        id=row.id,
        spoken=f"{row.number} {light.text}",
        light=light,
        light_note="14:02",
        title="Lorem ipsum",
        summary="dolor sit amet, consectetur adipiscing elit",
        number=f"{row.number:08d}",
        details=("Sed do", "Eiusmod"),
        chip=Mark("tempor", "info"),
        marks=(Mark("2", "warn", "undo-2"),),
        cells=(("number", f"{row.number:08d}"), ("title", "dolor sit amet"), ("place", "Sed do")),
    )


def rows_of(page: int) -> list[Row]:
    """One page of made-up rows."""
    return [Row(str(number), number) for number in range(page * 200, page * 200 + 200)]


def later(work: Callable[[], Sequence[Row]], done: Callable[[Sequence[Row]], None], failed: object) -> None:
    """Answer in the next turn of the event loop, as a worker would."""
    QTimer.singleShot(0, lambda: done(work()))


def build() -> QWidget:
    """The list with its titles, its model and its conversation."""
    queue: PageQueue[Row] = PageQueue(later, lambda page, rows: model.deliver(page, rows), lambda error: None)
    model: RecordModel[Row] = RecordModel(face, lambda page: queue.want(page))
    queue.restart(rows_of)
    model.start(ROWS, {})
    page = QWidget()
    head, view = ColumnHead(Column("light", "Due", sort="due"), "State"), RecordList(model)
    view.set_look(True, COLUMNS)
    view.widened.connect(head.set_room)
    head.set_columns(COLUMNS)
    column = QVBoxLayout(page)
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(view, 1)
    page.resize(900, 700)
    return page


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 900, 700))
