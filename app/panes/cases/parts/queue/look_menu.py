"""The menu of the list's look: order, late ones on top, row height, columns."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.panes.cases.parts.queue.look import COLUMN_NAMES, ORDERS, Look
from app.text import _


class LookMenu(QMenu):
    """Filled anew each time it opens; `choose(look)` is told what was chosen."""

    def __init__(self, look: Callable[[], Look], choose: Callable[[Look], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("排序、列与行高"))
        self._look, self._choose = look, choose
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        look, group = self._look(), QActionGroup(self)
        self._head(_("排序"))
        for order, name in ORDERS.items():
            text = _("{name}（再选一次倒序）").format(name=_(name)) if order == look.order else _(name)
            group.addAction(self._entry(text, order == look.order, look.ordered_by(order)))
        self._entry(_("倒序"), look.reverse, replace(look, reverse=not look.reverse))
        self._entry(_("超期始终在上"), look.late_first, replace(look, late_first=not look.late_first))
        self._head(_("行高"))
        self._entry(_("紧凑（一行）"), look.compact, replace(look, compact=True))
        self._entry(_("宽松（两行）"), not look.compact, replace(look, compact=False))
        self._head(_("列"))
        for column, name in COLUMN_NAMES.items():
            if column != "title":
                shown = column in look.columns
                self._entry(_(name), shown, look.with_column(column, not shown))

    def _head(self, text: str) -> None:
        """Qt: a style sheet shows a section as a bare line, and some names stand in two of them."""
        self.addSeparator()
        self.addAction(text).setEnabled(False)

    def _entry(self, text: str, checked: bool, look: Look) -> QAction:
        entry = QAction(text, self)
        entry.setCheckable(True)
        entry.setChecked(checked)
        entry.triggered.connect(lambda: self._choose(look))
        self.addAction(entry)
        return entry
