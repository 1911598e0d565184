"""Rows into files, one after the other, so that a million of them need no more memory than one."""

import csv
import errno
import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from app.documents.columns import Cell, Column
from app.documents.safety import inert
from app.text import _

SHEET_ROWS = 1_000_000
_LONGEST = 32_000
"""Characters of a cell; a spreadsheet takes 32,767."""
_WRAPPED = 600
"""Characters of a text of several lines that a row grows for."""
_PAGE_WIDTH = 210
"""Characters across a printed page that a person still reads: A4 across at a good half of its size."""
_SHEET_NAME = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
_WIDE = (
    dict.fromkeys(("description", "text", "detail", "body"), 60)
    | dict.fromkeys(("address", "hash", "previous", "name"), 30)
    | dict.fromkeys(("#", "n", "grade", "returns", "urges", "reworks"), 9)
    | {"area_name": 26, "result": 40, "lon": 12, "lat": 12, "kind": 10, "id": 38}
)


@dataclass(frozen=True, slots=True)
class Face:
    """What stands on a list besides its rows: the title, and the lines that say who took it and how old it is."""

    title: str
    marks: tuple[str, ...]


class Writer(Protocol):
    """A file being written."""

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish, whole or not."""
        ...

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        ...


class CsvWriter:
    """UTF-8 with a byte order mark, so that Excel reads Chinese; the watermark comes last, after "#"."""

    def __init__(self, path: Path, columns: Sequence[Column], face: Face) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self._marks = face.marks
        self._csv.writerow([inert(column.heading) for column in columns])

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the watermark and close."""
        if kind is None:
            self._csv.writerows([f"# {mark}"] for mark in self._marks)
        self._file.close()

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        self._csv.writerow([_as_text(cell) for cell in cells])


class NdjsonWriter:
    """One object a line with the hall's field names, for programs; the watermark is the last line."""

    def __init__(self, path: Path, columns: Sequence[Column], face: Face) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._names = [column.field for column in columns]
        self._mark = " ".join(face.marks)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the watermark and close."""
        if kind is None:
            self._line({"#watermark": self._mark})
        self._file.close()

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        values = [f"{cell:%Y-%m-%dT%H:%M:%S}+08:00" if isinstance(cell, datetime) else cell for cell in cells]
        self._line(dict(zip(self._names, values, strict=True)))

    def _line(self, told: dict[str, Any]) -> None:
        text = json.dumps(told, ensure_ascii=False)
        self._file.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")


class XlsxWriter:
    """A workbook: title and watermark above, heading, frozen panes, real dates, text that is only text.

    The watermark is on each printed page too, the heading again on each; a full sheet is followed by another.
    """

    def __init__(self, path: Path, columns: Sequence[Column], face: Face) -> None:
        self._path, self._columns, self._face = path, columns, face
        self._head = len(face.marks) + 2
        self._book = Workbook(write_only=True)
        self._book.properties.creator, self._book.properties.title = "hall-console", face.title
        self._book.properties.description = " ".join(face.marks)
        self._sheet, self._rows = self._new_sheet(), 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save the workbook; of a broken one nothing is packed, and nothing stays in the temporary folder."""
        try:
            if kind is None:
                with _as_os_error():
                    self._finish_sheet()
                    self._book.save(self._path)
                    self._book.close()
        finally:
            self._sweep()

    def _sweep(self) -> None:
        """Take away the rows openpyxl keeps in files until they are packed: it does so itself only after that."""
        for sheet in self._book.worksheets:
            writer: Any = getattr(sheet, "_writer", None)
            if writer is not None and Path(writer.out).exists():
                with suppress(Exception):  # edge: a full disk or half a row; the file goes in any case
                    sheet.close()
                with suppress(OSError, ValueError):
                    writer.cleanup()

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        if self._rows >= SHEET_ROWS:
            self._finish_sheet()
            self._sheet, self._rows = self._new_sheet(), 0
        with _as_os_error():
            self._sheet.append([self._cell(cell) for cell in cells])
        self._rows += 1

    def _new_sheet(self) -> Any:
        number = len(self._book.worksheets) + 1
        name = _SHEET_NAME.sub(" ", self._face.title)[:24].strip(" '") or "list"
        sheet: Any = self._book.create_sheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes = f"A{self._head + 1}"
        for k, column in enumerate(self._columns, start=1):
            sheet.column_dimensions[get_column_letter(k)].width = _width(column)
        self._lay_out(sheet)
        sheet.append([self._styled(sheet, self._face.title, Font(bold=True, size=15))])
        for mark in self._face.marks:
            sheet.append([self._styled(sheet, mark, Font(color="808080", size=9))])
        bold = Font(bold=True, color="FFFFFF")
        sheet.append([self._styled(sheet, column.heading, bold, "2F5D8C") for column in self._columns])
        return sheet

    def _lay_out(self, sheet: Any) -> None:
        """How it prints: across, as many pages wide as it takes to be read, title above, watermark and page below."""
        pages = math.ceil(sum(_width(column) for column in self._columns) / _PAGE_WIDTH)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth = max(1, pages)
        if pages > 1:
            sheet.print_title_cols = "A:A"
        sheet.print_title_rows = f"{self._head}:{self._head}"
        sheet.oddHeader.center.text = self._face.title.replace("&", "&&")
        sheet.oddFooter.left.text = self._face.marks[0].replace("&", "&&") if self._face.marks else ""
        sheet.oddFooter.right.text = _("第 {page} 页，共 {pages} 页").format(page="&P", pages="&N")

    def _finish_sheet(self) -> None:
        last = get_column_letter(len(self._columns))
        self._sheet.auto_filter.ref = f"A{self._head}:{last}{self._head + self._rows}"

    def _styled(self, sheet: Any, text: str, font: Font, fill: str = "") -> Any:
        cell = WriteOnlyCell(sheet, value=inert(text))
        cell.font = font
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)
        return cell

    def _cell(self, value: Cell) -> Any:
        if isinstance(value, datetime):
            cell = WriteOnlyCell(self._sheet, value=value)
            cell.number_format = "yyyy-mm-dd hh:mm:ss"
            return cell
        if not isinstance(value, str):
            return value
        text = inert(value)[:_LONGEST]
        if not text.startswith("#") and "\n" not in text:
            return text or None
        cell = WriteOnlyCell(self._sheet, value=text)
        cell.data_type = "s"  # openpyxl takes "#N/A" for a fault; what begins with "=" has its apostrophe already
        if "\n" in text:
            # Without it some programs show only the last line of several; a very long text does not fill a page.
            cell.alignment = Alignment(wrap_text=len(text) <= _WRAPPED, vertical="top")
        return cell


@contextmanager
def _as_os_error() -> Iterator[None]:
    """A disk that takes no more is an OSError here too; lxml, which openpyxl writes with, says `IO_ENOSPC` its own way.

    Raises OSError.
    """
    try:
        yield
    except Exception as fault:  # edge: lxml may be there or not, and has no types
        if type(fault).__name__ != "SerialisationError":
            raise
        name = str(fault)
        raise OSError(getattr(errno, name.removeprefix("IO_"), errno.EIO), name) from fault


def _width(column: Column) -> float:
    """In characters; a Chinese one is as wide as two."""
    return _WIDE.get(column.field, 20 if column.field.endswith("_at") else max(14, 2 * len(column.heading) + 4))


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return inert(cell) if isinstance(cell, str) else str(cell)
