"""Rows into files, one after the other, so that a million of them need no more memory than one."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from app.documents.safety import inert
from app.documents.tables import Cell, Column

SHEET_ROWS = 1_000_000
_WIDE = {"description": 60, "text": 60, "detail": 60, "address": 30, "area_name": 26, "hash": 30, "previous": 30}


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
    """UTF-8 with a byte order mark, so that Excel reads Chinese; the watermark is the last line."""

    def __init__(self, path: Path, columns: Sequence[Column], mark: str) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self._mark = mark
        self._csv.writerow([inert(column.heading) for column in columns])

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the watermark and close."""
        if kind is None:
            self._csv.writerow([f"# {self._mark}"])
        self._file.close()

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        self._csv.writerow([_as_text(cell) for cell in cells])


class NdjsonWriter:
    """One object a line with the hall's field names, for programs; the watermark is the last line."""

    def __init__(self, path: Path, columns: Sequence[Column], mark: str) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._names = [column.field for column in columns]
        self._mark = mark

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
    """A workbook: heading, frozen panes, real dates and numbers, text that is only text, the watermark on each page."""

    def __init__(self, path: Path, columns: Sequence[Column], mark: str) -> None:
        self._path, self._columns, self._mark = path, columns, mark
        self._book = Workbook(write_only=True)
        self._book.properties.creator, self._book.properties.description = "hall-console", mark
        self._sheet, self._rows = self._new_sheet(), 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save the workbook; a broken one too, for only saving clears openpyxl's own temporary files away."""
        self._book.save(self._path)
        self._book.close()

    def write(self, cells: Sequence[Cell]) -> None:
        """Add a row; a full sheet is followed by another."""
        if self._rows >= SHEET_ROWS:
            self._sheet, self._rows = self._new_sheet(), 0
        self._sheet.append([self._cell(cell) for cell in cells])
        self._rows += 1

    def _new_sheet(self) -> Any:
        sheet: Any = self._book.create_sheet()
        sheet.freeze_panes = "A3"
        for k, column in enumerate(self._columns, start=1):
            sheet.column_dimensions[get_column_letter(k)].width = _WIDE.get(column.field, 18)
        sheet.oddFooter.center.text = self._mark.replace("&", "&&")
        sheet.append([self._styled(sheet, self._mark, Font(color="808080", size=9))])
        bold = Font(bold=True, color="FFFFFF")
        sheet.append([self._styled(sheet, column.heading, bold, "2F5D8C") for column in self._columns])
        return sheet

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
        if value is None or isinstance(value, int | float):
            return value
        cell = WriteOnlyCell(self._sheet, value=inert(value)[:32_000])
        cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
        return cell


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return inert(cell) if isinstance(cell, str) else str(cell)
