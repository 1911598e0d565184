"""The plan of a matter as steps to tick, with when a case may be filed and closed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.case import Case
from app.domain.matter import Matter
from app.panes.cases.parts.plain import inert
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from widgets import theme


class PlanCard(QWidget):
    """`tick(step, off)` is called when the operator ticks a step or takes the tick back."""

    def __init__(self, tick: Callable[[int, bool], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tick = tick
        self._steps: tuple[str, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._conditions = PlainLabel("small")
        self._rows = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self._conditions)
        theme.follow(self, lambda worn: self._rows.setSpacing(worn.space // 2))

    def show_plan(self, case: Case, matter: Matter | None, may_tick: bool) -> None:
        """Show the plan of the case's matter with the ticks it has."""
        steps = matter.sop if matter is not None else ()
        if steps != self._steps:
            self._steps = steps
            self._build()
        for number, box in enumerate(self.boxes):
            box.setChecked(number in case.ticks)
            box.setEnabled(may_tick)
        self._conditions.say(conditions(matter))
        self._conditions.setVisible(bool(self._conditions.text()))

    def _build(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        self.boxes = []
        for number, text in enumerate(self._steps):
            self._rows.addWidget(self._row(number, text))

    def _row(self, number: int, text: str) -> QWidget:
        row, box, label = QWidget(), QCheckBox(f"{number + 1}"), PlainLabel()
        label.say(inert(text))
        box.setAccessibleName(text)
        box.clicked.connect(lambda on: self._tick(number, not on))
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(label, 1)
        self.boxes.append(box)
        return row


def conditions(matter: Matter | None) -> str:
    """When such a case may be filed and when it may be closed, as the city's book says."""
    if matter is None:
        return ""
    lines = ((_("立案条件：{text}"), matter.filing_cond), (_("结案条件：{text}"), matter.closing_cond))
    return "\n".join(line.format(text=inert(text)) for line, text in lines if text)
