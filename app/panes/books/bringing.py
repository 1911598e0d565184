"""Bringing a file into a book: read and compared in the pool, looked at, then written a few at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog

from app.dispatch import Sent
from app.domain.command import Command
from app.domain.errors import Rejected
from app.panes.books.incoming import KINDS, Asking, Incoming, joined, read
from app.panes.books.parts.incoming_page import IncomingPage
from app.panes.books.queries import Known
from app.panes.books.view import BooksView
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.text import _
from app.words import refusal

HOLD_S = 20.0
"""What was brought in stays at the seat for so long and can be taken back as a whole."""
AT_ONCE = 20
PATTERN = "*.xlsx *.xls *.et *.ods *.csv *.txt"


class Bringing(QObject):
    """One file at a time. `leave` is called when its page is put away."""

    def __init__(
        self, ctx: PaneContext, view: BooksView, known: Callable[[], Known], leave: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._known, self._leave = ctx, view, known, leave
        self._task: Task | None = None
        self._waiting: list[Command] = []
        self._sent: dict[str, str] = {}
        self._applied: set[str] = set()
        self._until: datetime | None = None
        self.page: IncomingPage | None = None
        self._tick = QTimer(self, interval=0)
        self._tick.timeout.connect(self._write_some)
        self._beat = QTimer(self, interval=1_000)
        self._beat.timeout.connect(self._time_went_by)

    def may(self, tab: str) -> bool:
        """Whether files may be brought into a book by who sits here."""
        return tab in KINDS and self._ctx.reader.rules().may(self._ctx.actor().role, "edit_books")

    def ask(self) -> None:
        """Ask for the file."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._view, _("导入字典文件"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("表格 ({pattern})").format(pattern=PATTERN), _("全部文件 (*)")])
        dialog.fileSelected.connect(lambda path: self.read(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: Path) -> None:
        """Read a file for the book in front and show what it would do."""
        tab, reader = self._view.tab, self._ctx.reader
        if not self.may(tab):
            return
        asking = Asking(self._ctx.actor(), self._ctx.clock.now(), self._known(), self._ctx.dispatch.preview)
        self._view.say(_("正在读取 {file}…").format(file=path.name))
        self._task = self._ctx.tasks.run(
            lambda: read(path, tab, reader, asking), partial(self._show, path), partial(self._failed, path)
        )

    def apply(self) -> None:
        """Write what is chosen, as the book's own commands, each alone: a refused one does not hold up the others."""
        if self.page is not None and not self._tick.isActive():
            chosen = self.page.chosen_rows()
            self._applied = {row.id for row in chosen}
            self._waiting = joined(row.command for row in chosen if row.command is not None)
            self._tick.start()

    def can_undo(self) -> bool:
        """Whether what was brought in is still at this seat."""
        return self._until is not None and self._ctx.clock.now() < self._until

    def undo(self) -> None:
        """Take back what has not left this seat yet."""
        if not self.can_undo():
            return
        mine = {name for name, why in self._sent.items() if not why}
        gone = set(self._ctx.dispatch.withdraw(mine))
        self._until = None
        left = len(mine - gone)
        self._put_away()
        said = _("已撤销 {n} 条").format(n=len(gone))
        self._view.say(said + (_("；{n} 条已经发出").format(n=left) if left else ""))

    def forget(self) -> None:
        """Something else stands where the page was; what is being written goes on."""
        self.page = None

    def stop(self) -> None:
        """Read and write nothing more."""
        self._tick.stop()
        self._beat.stop()
        if self._task is not None:
            self._task.cancel()

    # --- inside ---

    def _show(self, path: Path, found: tuple[tuple[Incoming, ...], tuple[str, ...]]) -> None:
        rows, unknown = found
        self._sent, self._until = {}, None
        self._view.say("")
        self.page = IncomingPage()
        self.page.asked.connect(self._asked)
        self._view.put(self.page)
        unused = _("没有用到的列：{names}").format(names="、".join(unknown[:12])) if unknown else ""
        self.page.say(_("导入 {file}").format(file=path.name), unused)
        self.page.show_rows(rows)
        self.page.list.setFocus()

    def _failed(self, path: Path, fault: BaseException) -> None:
        if isinstance(fault, Rejected):
            why = refusal(fault.code) + (f"（{fault.detail[:200]}）" if fault.detail else "")
        elif isinstance(fault, OSError):
            why = _("文件打不开（{why}）").format(why=(fault.strerror or "")[:80])
        else:
            raise fault
        self._view.say(f"{path.name}：{why}")

    def _asked(self, intent: str) -> None:
        {"apply": self.apply, "undo": self.undo, "leave": self._put_away}[intent]()

    def _write_some(self) -> None:
        """A few in one turn of the event loop: the hand at the keyboard feels nothing of a thousand."""
        some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        for command, answer in zip(some, self._ctx.dispatch.submit_batch(some, HOLD_S), strict=True):
            self._sent[command.id] = "" if isinstance(answer, Sent) else refusal(answer.code)
        if self._waiting:
            return
        self._tick.stop()
        self._until = self._ctx.clock.now() + timedelta(seconds=HOLD_S)
        if self.page is not None:
            self.page.settle(self._sent, self._applied)
        self._beat.start()
        self._time_went_by()

    def _time_went_by(self) -> None:
        left = (self._until - self._ctx.clock.now()).total_seconds() if self._until is not None else 0.0
        if left <= 0:
            self._beat.stop()
        if self.page is None or not self._sent:
            return
        sent = sum(not why for why in self._sent.values())
        said = _("已写入 {n} 条，待发").format(n=sent)
        refused = len(self._sent) - sent
        parts = (
            said,
            _("退回 {n} 条，原因见下").format(n=refused) if refused else "",
            _("{n} 秒内可撤销").format(n=round(left)) if left > 0 and sent else "",
        )
        self.page.say(self.page.title.text(), "；".join(filter(None, parts)))
        self.page.undo.setVisible(left > 0 and bool(sent))

    def _put_away(self) -> None:
        if self.page is not None:
            self.page = None
            self._leave()
