"""Narrow the queue by source, unit, area, state, grade, kind of request and reason, by matters and days."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QSizePolicy, QWidget

from app.domain.case import OPEN_STATES
from app.panes.cases.parts.named import named
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import tip
from app.panes.cases.parts.queue.filter_words import scope_words
from app.panes.cases.parts.queue.scope_page import Scope
from app.text import N_, _
from app.words import books
from widgets import theme

FILTERS = (
    ("sources", N_("全部来源")),
    ("units", N_("全部单位")),
    ("areas", N_("全部街道")),
    ("states", N_("全部状态")),
    ("grades", N_("全部等级")),
    ("order_types", N_("全部诉求")),
    ("reasons", N_("全部原因")),
)
IN_A_ROW = 4


class FilterRow(QWidget):
    """`changed()` when a choice is made; `choices()` tells what is narrowed to; `scope_asked()` for the page of matters
    and days."""

    changed = Signal()
    scope_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: dict[str, dict[str | int, str]] = {}
        self._boxes = {name: named(QComboBox(), _(label)) for name, label in FILTERS}
        self._scope, self.scope = QPushButton(), Scope()
        self._scope.clicked.connect(self.scope_asked)
        self._scope.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._clear = QPushButton(_("清除"))
        self._clear.setProperty("role", "quiet")
        self._clear.clicked.connect(self.clear)
        self._row = QGridLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for place, (name, label) in enumerate(FILTERS):
            box = self._boxes[name]
            box.addItem(_(label), "")
            box.setMinimumContentsLength(5)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(self.changed)
            last = place == len(FILTERS) - 1
            self._row.addWidget(box, place // IN_A_ROW, place % IN_A_ROW, 1, 2 if last else 1)
            self._row.setColumnStretch(place % IN_A_ROW, 1)
        below = self._row.rowCount()
        self._row.addWidget(self._scope, below, 0, 1, IN_A_ROW - 1)
        self._row.addWidget(self._clear, below, IN_A_ROW - 1)
        self._show_scope()
        self.offer("sources", [(code, _(text)) for code, text in books()["source"].items()])
        self.offer("states", [(code, _(text)) for code, text in books()["state"].items() if code in OPEN_STATES])
        self.offer("grades", [(int(code), _(text)) for code, text in books()["grade"].items()])
        self.offer("order_types", [(code, _(text)) for code, text in books()["order_type"].items()])
        theme.follow(self, self._dress)

    def offer(self, name: str, options: Sequence[tuple[str | int, str]]) -> None:
        """Offer these values; the choice made stays where it is still among them."""
        self._offered[name] = dict(options)
        if name in self._boxes:
            self._fill(name, self._boxes[name].currentData())
        self._show_scope()

    def text_of(self, name: str, value: str | int) -> str:
        """What a value is called; one that is not offered any more is called by its code, and said to be gone."""
        known = self._offered.get(name, {}).get(value)
        return one_line(known, 24) if known else _("{code}（不在目录）").format(code=one_line(str(value), 24))

    def choices(self) -> dict[str, Any]:
        """The narrowed fields of a `CaseQuery`."""
        scope = {"matters": self.scope.matters, "since": self.scope.since, "until": self.scope.until}
        return {name: (box.currentData(),) for name, box in self._boxes.items() if box.currentData()} | {
            name: value for name, value in scope.items() if value
        }

    def take_scope(self, scope: Scope) -> None:
        """Narrow to these matters and days."""
        self.scope = scope
        self._show_scope()
        self.changed.emit()

    def save(self) -> dict[str, Any]:
        """The choices as JSON has them."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.choices().items()}

    def restore(self, choices: dict[str, Any]) -> None:
        """Choose again what `choices` once told; what is not offered stays chosen until somebody clears it."""
        for name in self._boxes:
            values = choices.get(name)
            self._fill(name, values[0] if isinstance(values, list | tuple) and values else "")
        matters, days = choices.get("matters"), (choices.get("since"), choices.get("until"))
        self.scope = Scope(
            tuple(str(one) for one in matters) if isinstance(matters, list | tuple) else (),
            *(day if isinstance(day, str) else "" for day in days),
        )
        self._show_scope()

    def clear(self) -> None:
        """Narrow by nothing."""
        for box in self._boxes.values():
            box.setCurrentIndex(0)
        self.take_scope(Scope())

    def _show_scope(self) -> None:
        """In one line, as much as there is room for; a button asks for the room of all its words otherwise."""
        words = scope_words(self.scope.matters, self.scope.since, self.scope.until, self.text_of)
        room = max(self._scope.width() - 3 * theme.of(self).font_px, 4 * theme.of(self).font_px)
        shown = self._scope.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        self._scope.setText((shown or _("全部类别与日期…")).replace("&", "&&"))
        self._scope.setToolTip(tip(words))
        self._scope.setAccessibleName(_("类别与上报日期"))
        self._scope.setAccessibleDescription(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_scope()

    def _fill(self, name: str, chosen: Any) -> None:
        """Offer what there is, and what was chosen even where the books do not have it (yet, or any more)."""
        box = self._boxes[name]
        while box.count() > 1:
            box.removeItem(1)
        for value in self._offered.get(name, {}):
            box.addItem(self.text_of(name, value), value)
        if chosen and box.findData(chosen) < 0:
            box.addItem(self.text_of(name, chosen), chosen)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _dress(self, worn: theme.Theme) -> None:
        self._row.setSpacing(worn.space // 2)
