"""A hundred thousand made-up rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer

from widgets import stage
from widgets.record_list.face import Face, Mark
from widgets.record_list.model import RecordModel
from widgets.record_list.queue import PageQueue
from widgets.record_list.view import RecordList

ROWS = 100_000
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
    )


def rows_of(page: int) -> list[Row]:
    """One page of made-up rows."""
    return [Row(str(number), number) for number in range(page * 200, page * 200 + 200)]


def later(work: Callable[[], Sequence[Row]], done: Callable[[Sequence[Row]], None], failed: object) -> None:
    """Answer in the next turn of the event loop, as a worker would."""
    QTimer.singleShot(0, lambda: done(work()))


def build() -> RecordList:
    """The list with its model and its conversation."""
    queue: PageQueue[Row] = PageQueue(later, lambda page, rows: model.deliver(page, rows), lambda error: None)
    model: RecordModel[Row] = RecordModel(face, lambda page: queue.want(page))
    queue.restart(rows_of)
    model.start(ROWS, {})
    view = RecordList(model)
    view.resize(900, 700)
    return view


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 900, 700))
