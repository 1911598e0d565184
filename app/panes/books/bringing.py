"""Bringing a file into a book: read and compared in the pool, looked at, written and taken back in the pool too."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog

from app.dispatch import Dispatch, Sent
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
TELL_MS = 100
PATTERN = "*.xlsx *.xls *.et *.ods *.csv *.txt"


class Bringing(QObject):
    """One file at a time. `leave` is called when its page is put away."""

    def __init__(
        self, ctx: PaneContext, view: BooksView, known: Callable[[], Known], leave: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._known, self._leave = ctx, view, known, leave
        self._task: Task | None = None
        self._writing: _Writing | None = None
        self._taking_back = False
        self._sent: dict[str, str] = {}
        self._until: datetime | None = None
        self.page: IncomingPage | None = None
        self._tick = QTimer(self, interval=TELL_MS)
        self._tick.timeout.connect(self._tell_progress)
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
        """Write what is chosen, as the book's own commands, each judged alone: a refused one does not hold up the
        others. It is judged and written beside the window, in one piece."""
        page = self.page
        if page is None or self._writing is not None:
            return
        chosen = page.chosen_rows()
        asked = joined(row.command for row in chosen if row.command is not None)
        if not asked:
            return
        self._writing = _Writing(self._ctx.dispatch, asked, frozenset(row.id for row in chosen))
        self._tick.start()
        self._tell_progress()
        self._ctx.tasks.run(self._writing.write, partial(self._written, page), partial(self._not_written, page))

    def can_undo(self) -> bool:
        """Whether what was brought in is still at this seat."""
        return not self._taking_back and self._until is not None and self._ctx.clock.now() < self._until

    def undo(self) -> None:
        """Take back what has not left this seat yet."""
        if not self.can_undo():
            return
        mine, dispatch = {name for name, why in self._sent.items() if not why}, self._ctx.dispatch
        self._taking_back = True
        self._tell(_("正在撤销 {n} 条…").format(n=len(mine)))
        self._ctx.tasks.run(lambda: dispatch.withdraw(mine), partial(self._taken_back, mine), self._not_taken_back)

    def forget(self) -> None:
        """Something else stands where the page was; what is being written goes on."""
        self.page = None

    def stop(self) -> None:
        """Read and write nothing more."""
        self._tick.stop()
        self._beat.stop()
        if self._writing is not None:
            self._writing.stop()
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

    def _tell_progress(self) -> None:
        if self._writing is not None:
            done, whole = self._writing.judged, len(self._writing.asked)
            self._tell(_("正在逐条核对并写入：{n} / {m}").format(n=done, m=whole))

    def _tell(self, sentence: str) -> None:
        if self.page is not None:
            self.page.say(self.page.title.text(), sentence)

    def _written(self, page: IncomingPage, sent: dict[str, str]) -> None:
        writing = self._end_writing()
        if writing is None or not sent:
            return
        self._sent, self._until = sent, self._ctx.clock.now() + timedelta(seconds=HOLD_S)
        if self.page is page:
            page.settle(sent, writing.chosen)
        self._beat.start()
        self._time_went_by()

    def _not_written(self, page: IncomingPage, fault: BaseException) -> None:
        self._end_writing()
        said = _("没有写入：{why}").format(why=str(fault)[:80])
        if self.page is page:
            self._tell(said)
        else:
            self._view.say(said)

    def _end_writing(self) -> "_Writing | None":
        ended, self._writing = self._writing, None
        self._tick.stop()
        return ended

    def _taken_back(self, mine: set[str], gone: Sequence[str]) -> None:
        self._taking_back, self._until = False, None
        self._beat.stop()
        self._put_away()
        left = len(mine) - len(gone)
        said = _("已撤销 {n} 条").format(n=len(gone))
        self._view.say(said + (_("；{n} 条已经发出").format(n=left) if left else ""))

    def _not_taken_back(self, fault: BaseException) -> None:
        self._taking_back = False
        self._tell(refusal(fault.code) if isinstance(fault, Rejected) else str(fault)[:80])

    def _time_went_by(self) -> None:
        left = (self._until - self._ctx.clock.now()).total_seconds() if self._until is not None else 0.0
        if left <= 0:
            self._beat.stop()
        if self.page is None or not self._sent or self._taking_back:
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


class _Writing:
    """One file on its way into the outbox, from a thread of the pool; `judged` tells how far it is."""

    def __init__(self, dispatch: Dispatch, asked: Sequence[Command], chosen: frozenset[str]) -> None:
        self.asked, self.chosen, self.judged = asked, chosen, 0
        self._dispatch, self._ended = dispatch, threading.Event()

    def stop(self) -> None:
        """Write nothing where it is not written yet."""
        self._ended.set()

    def write(self) -> dict[str, str]:
        """Return why each command was refused, "" for one on its way; nothing where it was stopped before."""
        answers = self._dispatch.submit_batch(self.asked, HOLD_S, self._go_on)
        pairs = zip(self.asked, answers, strict=False)  # no answers where it was stopped
        return {asked.id: "" if isinstance(answer, Sent) else refusal(answer.code) for asked, answer in pairs}

    def _go_on(self, judged: int) -> bool:
        self.judged = judged
        return not self._ended.is_set()
