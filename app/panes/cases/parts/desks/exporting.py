"""Taking the list out: every row of the filter in force, in its order, to a sheet with the seat's mark."""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import Rejected
from app.domain.records import columns
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.progress import Progress
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.store import CaseQuery
from app.store.moment import Moment
from app.text import _, local_time, n_
from app.words import refusal

PAGE = 1_000
BEAT_MS = 150
# A workbook's rows wait in the temporary folder until it is packed; with less than this it cannot grow any more.
_ROOM_BYTES = 32 * 1024 * 1024


class Stopped(Exception):
    """The operator does not want the list any more."""


def rows_of(
    moment: Moment, query: CaseQuery, progress: Progress, read: Callable[[], None] = lambda: None
) -> Iterator[dict[str, Any]]:
    """Every row of a query at one moment, numbered from 1, in its order; `read` is called after the last.

    Raises Stopped, Rejected("picture.ended").
    """
    after, names = None, columns("case")
    while True:
        page = moment.cases(query, after, PAGE)
        for case in page.rows:
            if not progress.heard(progress.done + 1):
                raise Stopped
            yield {"n": progress.done, **{name: getattr(case, name) for name in names}}
        after = page.next
        if after is None:
            read()
            return


class Exporting(QObject):
    """One export at a time, in the pool, with a line that tells how far it is and can stop it."""

    def __init__(self, ctx: PaneContext, view: Stage, query: Callable[[], CaseQuery], parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._query = ctx, view, query
        self._progress: Progress | None = None
        self._folder = Path()
        self._dialog: QFileDialog | None = None
        self.strip = Strip("upload", "info", closable=True)
        self._open = self.strip.offer(_("打开文件夹"), "", self._show_folder)
        self._stop = self.strip.offer(_("停止"), "", self.cancel)
        view.queue.put_below(self.strip)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._tell)

    def ask(self) -> None:
        """Ask where to, then write; while one is under way, its line says so."""
        if self._progress is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = _("案件清单-{time}").format(time=local_time(self._ctx.clock.now(), "full").translate(_IN_A_NAME))
        dialog = QFileDialog(self._view.window_of, _("导出当前列表"), str(Path(folder) / f"{name}.xlsx"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("表格 (*.xlsx)"), _("文本表格 (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("csv" if "csv" in chosen else "xlsx"))
        dialog.fileSelected.connect(lambda path: self.start(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def start(self, path: Path) -> None:
        """Write the list to this file; what it is to be says its ending, xlsx or csv."""
        if self._progress is not None:
            return
        progress, query, me = Progress(), self._query(), self._ctx.actor()
        self._progress, self._folder = progress, path.parent
        progress.whole = self._view.queue.list.model().rowCount()
        form = "csv" if path.suffix.lower() == ".csv" else "xlsx"

        def write() -> int:
            # The libraries of spreadsheets are read when a list is taken out, not when the console starts.
            from app.documents.export import Mark, export

            with ExitStack() as stack:
                moment = stack.enter_context(self._ctx.reader.moment())
                mark = Mark(me.seat, me.name, moment.at, _("本席缓存"), moment.as_of, whole=True)
                return export("queue", rows_of(moment, query, progress, stack.close), path, form, mark)

        self._ctx.tasks.run(write, lambda count: self._done(path, count), self._failed)
        self._open.hide()
        self._stop.show()
        self._beat.start()
        self._tell()

    def cancel(self) -> None:
        """Stop; nothing is left behind."""
        if self._progress is not None:
            self._progress.stop()
            self._tell()

    def stop(self) -> None:
        """The room is ended."""
        self._beat.stop()
        self.cancel()

    def _tell(self) -> None:
        progress = self._progress
        if progress is None:
            return
        if not progress.wanted:
            self._stop.hide()
            self.strip.say(_("正在停止导出，清理已写的部分…"), "info")
            self.strip.progress(None)
            return
        written = f"{progress.done:,}"
        # A workbook is packed after its last row: that takes a while too.
        said = _("正在导出 {n} / {all} 件") if progress.share < 1 else _("{all} 件都已写出，正在装订成文件…")
        self.strip.say(said.format(n=written, all=f"{max(progress.done, progress.whole):,}"), "info")
        self.strip.progress(progress.share)

    def _end(self, sentence: str, tone: str) -> None:
        self._progress = None
        self._beat.stop()
        self._stop.hide()
        self.strip.progress(None)
        self.strip.say(sentence, tone)

    def _done(self, path: Path, count: int) -> None:
        self._open.show()
        self._end(n_("已导出 {n} 件：{file}", count).format(n=f"{count:,}", file=path.name), "ok")

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Stopped):
            self._end(_("已停止导出，没有留下文件"), "info")
        elif isinstance(fault, Rejected):
            self._end(refusal(fault.code), "alarm")
        else:
            self._end(_("没有导出：{why}").format(why=why_words(fault)), "alarm")

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def why_words(fault: BaseException) -> str:
    """Why a file could not be written, and what to do about it."""
    if isinstance(fault, PermissionError):
        return _("文件正被另一个程序打开，或没有权限写在这里；关闭它，或换个名字")
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        spool = tempfile.gettempdir()
        if shutil.disk_usage(spool).free < _ROOM_BYTES:
            return _("临时文件夹 {folder} 所在的磁盘已满；清理它，或改存为文本表格 (csv)").format(folder=spool)
        return _("磁盘已满；清理磁盘，或存到别处")
    if isinstance(fault, FileNotFoundError | NotADirectoryError | FileExistsError):
        return _("没有这个文件夹；换个地方")
    return _("文件写不进去（{why}）").format(why=one_line(str(fault), 80))


_IN_A_NAME = str.maketrans({" ": "-", ":": "", "/": "", "-": ""})
