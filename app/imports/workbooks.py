"""Workbooks as pages of rows: xlsx a row at a time, xls and et of any age, ods."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from app.domain.errors import Rejected
from app.imports import opendocument, parcels
from app.imports.parcels import MOST_ROWS, Merge

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MOST_OLD = 512 << 20
Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name, its rows from the first one (each time anew), and the cells merged over several rows."""

    name: str
    rows: Callable[[], Iterator[Cells]]
    merges: tuple[Merge, ...] = ()


def pages(path: Path, sort: str, stack: ExitStack) -> list[Page]:
    """Return the sheets of a workbook that stays open until `stack` is closed. `sort` is xlsx, xls or ods.

    Raises Rejected: file.locked for one with a password, file.too_large, file.damaged.
    """
    makers = {"xlsx": _xlsx, "xls": _xls, "ods": _ods}
    try:
        return makers[sort](path, stack)
    except Rejected:
        raise
    except Exception as wrong:  # the edge to the readers: a damaged book fails in as many ways as its format has
        raise Rejected("file.damaged", f"{path.name}: {type(wrong).__name__}") from wrong


def _xlsx(path: Path, stack: ExitStack) -> list[Page]:
    merges = parcels.checked(path)
    file = stack.enter_context(path.open("rb"))  # by its bytes: openpyxl would go by the name
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    stack.callback(book.close)
    return [_page(sheet, merges) for sheet in book.worksheets]


def _page(sheet: Any, merges: dict[str, tuple[Merge, ...]]) -> Page:
    # A format dragged to the last line makes a sheet of a million empty rows; only what is there is read.
    sheet.reset_dimensions()
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    return Page(sheet.title, lambda: _bounded(sheet.iter_rows(values_only=True)), merges.get(part, ()))


def _bounded(rows: Iterable[Cells]) -> Iterator[Cells]:
    for place, row in enumerate(rows):
        if place >= MOST_ROWS:
            raise Rejected("file.damaged", f"{place + 1} rows")
        yield row


def _xls(path: Path, stack: ExitStack) -> list[Page]:
    """Workbooks of 1993 to 2003, in whatever code page they were written."""
    import xlrd  # type: ignore[import-untyped]

    if path.stat().st_size > _MOST_OLD:
        raise Rejected("file.too_large", path.name)
    with path.open("rb") as file:
        if _LOCKED in file.read(1 << 20):
            raise Rejected("file.locked", path.name)
    try:
        book = _opened(path)
    except xlrd.XLRDError as wrong:
        said = str(wrong)
        raise Rejected(
            "file.locked" if "encrypted" in said else "file.damaged", f"{path.name}: {said[:150]}"
        ) from wrong
    stack.callback(book.release_resources)
    return [_old_page(book, k) for k in range(book.nsheets)]


def _opened(path: Path) -> Any:
    """With its looks, which say what is merged; without them where they are broken."""
    import xlrd

    try:
        return xlrd.open_workbook(str(path), logfile=io.StringIO(), formatting_info=True)
    except xlrd.XLRDError:
        raise
    except Exception:  # the edge to xlrd: odd fonts and colours must not cost the rows
        return xlrd.open_workbook(str(path), logfile=io.StringIO())


def _old_page(book: Any, place: int) -> Page:
    sheet = book.sheet_by_index(place)
    merges = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    tall = tuple(merge for merge in merges if merge[2] > merge[0])
    return Page(
        sheet.name, lambda: ([_old_cell(cell, book.datemode) for cell in row] for row in sheet.get_rows()), tall
    )


def _old_cell(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError, xlrd.XLDateError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value


def _ods(path: Path, _stack: ExitStack) -> list[Page]:
    parcels.checked(path)
    return [_open_page(path, name, place) for name, place in opendocument.sheets(path)]


def _open_page(path: Path, name: str, place: int) -> Page:
    return Page(name, lambda: opendocument.rows(path, place))
