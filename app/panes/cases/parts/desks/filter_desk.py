"""The keeping of saved filters: their page, what the hall shares of them, and what a campaign is narrowed to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from app.domain.errors import Rejected
from app.domain.shared_filter import SharedFilter
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.picker import Choice
from app.panes.cases.parts.queue.filter_page import FilterPage
from app.panes.cases.parts.queue.saved_filters import SavedFilter
from app.panes.cases.parts.queue.scope_page import ScopePage
from app.panes.cases.parts.queue.shared_filters import MOST_SHARED, shared_of, told
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseQuery, Reader
from app.text import _
from app.words import refusal

NOUN = "shared_filter"


class FilterDesk(QObject):
    """`query()` is what the list shows now; `matters()` what a campaign may be made of."""

    def __init__(
        self,
        ctx: PaneContext,
        view: Stage,
        query: Callable[[], CaseQuery],
        matters: Callable[[], tuple[Choice, ...]],
        changed: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._query, self._matters, self._changed = ctx, view, query, matters, changed
        self._task: Task | None = None
        view.queue.tabs.keeping_asked.connect(self.open)
        view.queue.tabs.counted.connect(self._recount)
        view.queue.filters.scope_asked.connect(self.open_scope)
        self.read()

    def open(self) -> None:
        """Open the page of saved filters."""
        queue = self._view.queue
        page = FilterPage(
            queue.book,
            lambda: (queue.chosen, self._query()),
            queue.tabs.count,
            queue.filters.text_of,
            self._may_change,
        )
        page.changed.connect(self._book_changed)
        page.left.connect(self._view.close_page)
        page.share_asked.connect(self._share)
        page.change_asked.connect(lambda found: self._ask("change", found.id, told(found)))
        page.withdraw_asked.connect(lambda filter_id: self._ask("withdraw", filter_id, {}))
        self._view.open_page(page)

    def open_scope(self) -> None:
        """Open the page where the list is narrowed to some matters and days."""
        filters = self._view.queue.filters
        page = ScopePage(self._matters(), filters.scope, self._ctx.clock.now())
        page.taken.connect(filters.take_scope)
        page.taken.connect(self._view.close_page)
        page.left.connect(self._view.close_page)
        self._view.open_page(page)

    def read(self) -> None:
        """Read what the hall shares."""
        if self._task is not None:
            self._task.cancel()
        reader = self._ctx.reader
        self._task = self._ctx.tasks.run(lambda: _read(reader), self._follow)

    def stop(self) -> None:
        """Read nothing more."""
        if self._task is not None:
            self._task.cancel()

    def _follow(self, shared: list[SavedFilter]) -> None:
        if self._view.queue.book.follow(shared, self._ctx.actor().operator_id):
            if isinstance(self._view.page, FilterPage):
                self._view.page.show_book()
            self._book_changed()

    def _recount(self) -> None:
        if isinstance(self._view.page, FilterPage):
            self._view.page.show_counts()

    def _may_change(self, found: SavedFilter) -> bool:
        """As the hub will judge it, from what this seat knows."""
        me = self._ctx.actor()
        administers = self._ctx.reader.rules().may(me.role, "edit_books")
        return found.owner is not None and (administers or found.owner.id == me.operator_id)

    def _share(self, found: SavedFilter) -> None:
        if sum(one.owner is not None for one in self._view.queue.book.filters) >= MOST_SHARED:
            self._say(_("全厅共享的筛选最多 {n} 个，先收回一个").format(n=MOST_SHARED))
        else:
            self._ask("share", found.id, told(replace(found, owner=None)))

    def _ask(self, operation: str, filter_id: str, args: dict[str, Any]) -> None:
        answer = self._ctx.dispatch.ask(f"{NOUN}.{operation}", filter_id, args)
        if isinstance(answer, Rejected):
            self._say(refusal(answer.code))
        self.read()

    def _say(self, sentence: str) -> None:
        if isinstance(self._view.page, FilterPage):
            self._view.page.say(sentence)

    def _book_changed(self) -> None:
        self._view.queue.show_book()
        self._changed()


def _read(reader: Reader) -> list[SavedFilter]:
    records: list[SharedFilter] = reader.all(NOUN)
    waiting = {pending.command.target for pending in reader.pending() if pending.command.noun == NOUN}
    return shared_of(records, waiting)
