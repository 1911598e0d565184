"""The keeping of saved filters: opens their page, and lets the tabs follow what is changed there."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.queue.filter_page import FilterPage
from app.store import CaseQuery


class FilterDesk(QObject):
    """`query()` is what the list shows now."""

    def __init__(
        self, view: Stage, query: Callable[[], CaseQuery], changed: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view, self._query, self._changed = view, query, changed
        view.queue.tabs.keeping_asked.connect(self.open)

    def open(self) -> None:
        """Open the page of saved filters."""
        queue = self._view.queue
        page = FilterPage(queue.book, lambda: (queue.chosen, self._query()), queue.tabs.count, queue.filters.text_of)
        page.changed.connect(self._book_changed)
        page.left.connect(self._view.close_page)
        self._view.open_page(page)

    def _book_changed(self) -> None:
        self._view.queue.show_book()
        self._changed()
