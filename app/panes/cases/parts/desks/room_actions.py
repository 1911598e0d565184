"""Everything that can be done in the room beside the operations on a case, each with its key."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QApplication

from app.panes.cases.parts.desks.absence import AwayDesk
from app.panes.cases.parts.desks.batching import Batching
from app.panes.cases.parts.desks.deciding import Deciding
from app.panes.cases.parts.desks.exporting import Exporting
from app.panes.cases.parts.desks.filter_desk import FilterDesk
from app.panes.cases.parts.desks.others import Others
from app.panes.cases.parts.desks.responding import GO_KEY, Responding
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.queue.saved_filters import title_of
from app.qt.pane import PaneAction
from app.text import _

PREFIX = "cases."


@dataclass(frozen=True)
class Desks:
    """Who carries out what is asked of the queue as a whole."""

    view: Stage
    batching: Batching
    others: Others
    deciding: Deciding
    absence: AwayDesk
    exporting: Exporting
    filters: FilterDesk
    responding: Responding

    def stop(self) -> None:
        """End them all."""
        for desk in (self.batching, self.others, self.deciding, self.absence, self.exporting, self.responding):
            desk.stop()
        self.filters.stop()

    def actions(self) -> list[PaneAction]:
        """Moving, marking, filtering, and what is told beside the list."""
        rows, queue = self.view.queue.list, self.view.queue
        return [
            PaneAction("cases.search", _("搜索案件"), self.view.search, "/", "search"),
            PaneAction("cases.next", _("下一个案件"), partial(rows.step, 1), "J", "arrow-down"),
            PaneAction("cases.previous", _("上一个案件"), partial(rows.step, -1), "K", "arrow-up"),
            PaneAction("cases.mark", _("选中或放开当前案件（空格）"), rows.mark_current, "", "check"),
            PaneAction("cases.mark_next", _("选中并下移"), partial(rows.mark_step, 1), "Shift+J", "check-check"),
            PaneAction("cases.mark_previous", _("选中并上移"), partial(rows.mark_step, -1), "Shift+K", "check-check"),
            PaneAction(
                "cases.mark_all",
                _("选中本筛选的全部"),
                self.batching.mark_all,
                "Ctrl+A",
                "check-check",
                self._here,
            ),
            PaneAction(
                "cases.undo",
                _("撤销刚才的批量办理"),
                self.batching.undo,
                "Ctrl+Z",
                "undo-2",
                self.batching.may_undo,
            ),
            PaneAction("cases.filters", _("更多筛选"), queue.tabs.open_menu, "B", "list-filter"),
            PaneAction("cases.keep", _("保存与整理筛选"), self.filters.open, "", "pencil"),
            PaneAction("cases.scope", _("按类别与上报日期筛选"), self.filters.open_scope, "", "calendar-clock"),
            PaneAction("cases.look", _("排序、列与行高"), queue.open_looks, "H", "list"),
            PaneAction("cases.export", _("导出当前列表"), self.exporting.ask, "Ctrl+E", "upload"),
            PaneAction(
                "cases.troubles", _("冲突台：未办成与待发的操作"), self.deciding.open_here, "Q", "triangle-alert"
            ),
            PaneAction("cases.missed", _("断开期间的变化"), self.absence.open, "Z", "history", self.absence.may_open),
            PaneAction("cases.follow", _("去看他席刚办的案件"), self.others.go, "W", "user", self.others.may_go),
            PaneAction(
                "cases.response",
                _("去看正在响应的案件"),
                self.responding.go,
                GO_KEY,
                "megaphone",
                self.responding.may_go,
            ),
            *(
                PaneAction(
                    f"cases.tab.{found.id}",
                    _("队列：{name}").format(name=title_of(found)),
                    partial(queue.choose_tab, found.id),
                    found.key,
                    "list-filter",
                )
                for found in queue.book.filters
            ),
        ]

    def together(self, action: PaneAction) -> PaneAction:
        """The key of an operation means the marked cases while there are any."""
        operation = action.id.removeprefix(PREFIX)

        def run() -> None:
            if self.batching.takes(operation):
                self.batching.begin(operation)
            else:
                action.run()

        return replace(action, run=run, enabled=lambda: self.batching.takes(operation) or action.enabled())

    def _here(self) -> bool:
        held = QApplication.focusWidget()
        return held is not None and self.view.window_of.isAncestorOf(held)
