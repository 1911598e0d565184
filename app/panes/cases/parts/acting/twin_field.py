"""Chooses the case that another is merged into, with the pictures of both side by side."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.fields import Field
from app.panes.cases.parts.pair_view import PairView, Side
from app.panes.cases.parts.picker import Picker
from app.text import _
from widgets import theme


class TwinField(Field):
    """`wanted(case_id)` asks for the picture of the case pointed at; `searched(text)` for cases nobody proposed."""

    wanted = Signal(str)
    searched = Signal(str)

    def __init__(self, twins: Sequence[Choice]) -> None:
        body = QWidget()
        super().__init__("into", body)
        self.picker = Picker(_("案件号、地点或描述；附近的排在前面"), 4)
        self.pair = PairView()
        self._own = Side(_("本案"), nothing=_("没有照片"))
        self._asked = ""
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picker)
        column.addWidget(self.pair)
        body.setFocusProxy(self.picker)
        self.picker.set_choices(twins)
        self._proposed = tuple(twins)
        self.picker.changed.connect(self._changed)
        self.picker.pointed.connect(self._point)
        self.picker.picked.connect(self.submitted)
        theme.follow(self, lambda worn: self.pair.setFixedHeight(worn.font_px * 13))

    def read(self) -> dict[str, Any]:
        return {"into": self.picker.value}

    def write(self, values: dict[str, Any]) -> None:
        if values.get("into"):
            self.picker.set_value(str(values["into"]), by_hand=True)

    def complain(self, wrong: bool) -> None:
        self.picker.complain(wrong)

    def ask(self) -> None:
        """Want the pictures of the first proposal."""
        self._point(self.picker.pointed_id)

    def offer(self, found: Sequence[Choice]) -> None:
        """Cases found by what was typed; those close by stay first."""
        known = {choice.id for choice in self._proposed}
        self.picker.set_choices((*self._proposed, *(choice for choice in found if choice.id not in known)))

    def show_own(self, caption: str, image: QImage) -> None:
        """The picture of the case in hand."""
        self._own = Side(_("本案"), caption, image, _("没有照片"))
        self.pair.set_sides(self._own, self.pair.sides[1])

    def show_twin(self, case_id: str, caption: str, image: QImage) -> None:
        """The picture of a case that was asked for; one nobody points at any more is let go."""
        if case_id == self._asked:
            title = next((choice.name for choice in self.picker.choices if choice.id == case_id), "")
            self.pair.set_sides(self._own, Side(title, caption, image, _("没有照片")))

    def _point(self, case_id: str) -> None:
        if case_id and case_id != self._asked:
            self._asked = case_id
            self.wanted.emit(case_id)

    def _changed(self) -> None:
        typed = "" if self.picker.value else self.picker.field.text().strip()
        if len(typed) >= 2:
            self.searched.emit(typed)
        self.changed.emit()
