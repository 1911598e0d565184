"""Taking the book in front out as a table that can be changed in an office program and brought in again."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.domain.clock import hall_day
from app.domain.errors import Rejected
from app.panes.books.view import BooksView
from app.qt.pane import PaneContext
from app.store import Reader
from app.text import _, n_
from app.words import refusal

LISTS = {"matter": "matters", "responsibility": "responsibilities", "ruling": "rulings", "algorithm": "algorithms"}


class TakingOut(QObject):
    """Writes in the pool; says in the list what came of it."""

    def __init__(self, ctx: PaneContext, view: BooksView, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view = ctx, view

    def may(self) -> bool:
        """Whether the book in front is a list."""
        return self._view.tab in LISTS

    def ask(self) -> None:
        """Ask where to."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self._view.tabs.tabText(self._view.tabs.currentIndex())}-{hall_day(self._ctx.clock.now())}.xlsx"
        dialog = QFileDialog(self._view, _("导出字典"), str(Path(folder) / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("表格 (*.xlsx)"), _("文本表格 (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the book in front to this file; what it is to be says its ending, xlsx or csv."""
        if not self.may():
            return
        tab, me, now, reader = self._view.tab, self._ctx.actor(), self._ctx.clock.now(), self._ctx.reader
        keeper = reader.rules().may(me.role, "edit_books")

        def work() -> int:
            # The libraries of spreadsheets are read when a list is taken out, not when the console starts.
            from app.documents.export import Mark, Shape, export

            mark = Mark(me.seat, me.name, now, _("本席缓存"), reader.link().as_of)
            form = "csv" if path.suffix.lower() == ".csv" else "xlsx"
            return export(LISTS[tab], rows_of(tab, reader), path, form, mark, Shape(reveal=keeper))

        self._view.say(_("正在导出…"))
        self._ctx.tasks.run(work, partial(self._done, path), self._failed)

    def _done(self, path: Path, count: int) -> None:
        self._view.say(n_("已导出 {n} 条：{file}", count).format(n=count, file=path))

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Rejected):
            self._view.say(refusal(fault.code))
        elif isinstance(fault, OSError):
            self._view.say(_("没有导出：文件写不进去（{why}）").format(why=(fault.strerror or "")[:80]))
        else:
            raise fault


def rows_of(kind: str, reader: Reader) -> Iterator[Mapping[str, Any]]:
    """Every entry of a book with the names of what it speaks of, so that people can change them."""
    units = {unit.id: unit.name for unit in reader.all("unit")}
    matters = {matter.id: matter.name for matter in reader.all("matter")}
    for record in reader.all(kind):
        row = {name: getattr(record, name) for name in type(record).__dataclass_fields__}
        if row.get("unit_id"):
            row["unit_name"] = units.get(row["unit_id"]) or row.get("unit_name")
        if row.get("matter_id"):
            row["matter_name"] = row.get("matter_name") or matters.get(row["matter_id"])
        row["assist_units"] = [units.get(unit_id, unit_id) for unit_id in row.get("assist_unit_ids", ())]
        yield row
