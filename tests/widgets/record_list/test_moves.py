"""What changed is told in as few words as there are runs of neighbours."""

from dataclasses import dataclass
from typing import Any

from widgets.record_list import Face, Mark, RecordModel
from widgets.record_list.moves import spans


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    text: str = ""


def test_neighbours_are_one_run() -> None:
    assert list(spans([])) == []
    assert list(spans([0])) == [(0, 0)]
    assert list(spans([0, 1, 2, 7, 9, 10])) == [(0, 2), (7, 7), (9, 10)]


def test_a_list_whose_every_row_changed_says_so_once(qapp: Any) -> None:
    model: RecordModel[Row] = RecordModel(lambda row: Face(row.id, row.text, Mark("")))
    model.show_all([Row(str(number)) for number in range(1_000)])
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last, _roles=(): told.append((first.row(), last.row())))
    model.show_all([Row(str(number), "" if number == 500 else "待发") for number in range(1_000)])
    assert told == [(0, 499), (501, 999)]
    face = model.face(999)
    assert face is not None and face.spoken == "待发"
