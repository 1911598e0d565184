"""The book room on a real store; the hub is away."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.domain.algorithm import Algorithm
from app.domain.area import Area
from app.domain.command import Actor
from app.domain.matter import Matter
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import Ruleset
from app.domain.unit import Unit
from app.panes.books import PANE
from tests.fakes import desk

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


class Desk(desk.Desk):
    """The room as its keeper has it."""

    @property
    def form(self) -> Any:
        assert self.pane.view.form is not None
        return self.pane.view.form

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

    def rows(self) -> list[str]:
        """The entries in the list."""
        return [row.id for row in self.pane.model.known()]


@pytest.fixture
def make_desk(tmp_path: Path, qtbot: Any) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(*nouns: Any, actor: Actor = KEEPER, told: bool = True) -> Desk:
        """With `told=False` the seat knows only what it knew before: it is started anew."""
        made.append(Desk.furnish(tmp_path / "seat", qtbot, (*FIRST, *nouns) if told else (), actor))
        made[-1].enter(PANE)
        made[-1].until(lambda: made[-1].pane.model.rowCount() >= 2)
        return made[-1]

    yield make
    for each in made:
        each.close()
