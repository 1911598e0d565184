"""Open document spreadsheets (ods) as pages of rows, an element at a time."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.domain.errors import Rejected
from app.imports.parcels import MOST_ROWS

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_COLUMNS = 16_384
_MOST_CELLS = 50_000_000
_MANIFEST = "META-INF/manifest.xml"
_WORDS = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}
Cells = list[Any]


def sheets(path: Path) -> list[tuple[str, int]]:
    """Return the names of the sheets and their places. Raises Rejected("file.locked"), ElementTree.ParseError."""
    with zipfile.ZipFile(path) as box:
        if _MANIFEST in box.namelist() and b"encryption-data" in box.read(_MANIFEST):
            raise Rejected("file.locked", path.name)
        with box.open("content.xml") as source:
            names: list[str] = []
            for event, element in ElementTree.iterparse(source, ("start", "end")):
                if element.tag == f"{_TABLE}table" and event == "start":
                    names.append(element.get(f"{_TABLE}name", ""))
                elif element.tag == f"{_TABLE}table-row" and event == "end":
                    element.clear()
    return [(name, place) for place, name in enumerate(names)]


def rows(path: Path, wanted: int) -> Iterator[Cells]:
    """Yield the rows of a sheet by its place. A cell over several rows stands in each of them.

    Raises Rejected("file.too_large") for one that repeats itself beyond all use, ElementTree.ParseError.
    """
    reader = _Reader(path)
    place, inside = -1, 0
    with zipfile.ZipFile(path) as box, box.open("content.xml") as source:
        for event, element in ElementTree.iterparse(source, ("start", "end")):
            if element.tag == f"{_TABLE}table":
                place, inside = place + (event == "start"), inside + (1 if event == "start" else -1)
                if event == "end" and place == wanted:
                    return
            elif element.tag == f"{_TABLE}table-row" and event == "end":
                if place == wanted:
                    yield from reader.read(element)
                element.clear()


class _Reader:
    """Remembers the empty rows that may come to nothing, and the tall cells that still reach down."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._empty = 0
        self._done = 0
        self._cells = 0
        self._tall: dict[int, tuple[int, Any]] = {}

    def read(self, row: ElementTree.Element) -> Iterator[Cells]:
        """Yield a row as often as it is repeated, after the empty ones before it."""
        cells, times = self._cells_of(row), _number(row, "number-rows-repeated")
        if not cells:
            self._empty += times
            return
        self._cells += times * len(cells)
        if self._done + self._empty + times > MOST_ROWS or self._cells > _MOST_CELLS:
            raise Rejected("file.too_large", self._name)
        for _ in range(self._empty):
            yield []
        for _ in range(times):
            yield list(cells)
        self._done += self._empty + times
        self._empty = 0

    def _cells_of(self, row: ElementTree.Element) -> Cells:
        cells: Cells = []
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            times, value = _number(cell, "number-columns-repeated"), _value(cell)
            if value is None and len(cells) + times > _MOST_COLUMNS:
                break
            if len(cells) + times > _MOST_COLUMNS:
                raise Rejected("file.too_large", self._name)
            tall = _number(cell, "number-rows-spanned")
            if value is None and cell.tag.endswith("covered-table-cell"):
                value = self._from_above(len(cells))
            elif tall > 1:
                self._tall[len(cells)] = tall - 1, value
            cells += [value] * times
        while cells and cells[-1] is None:
            cells.pop()
        return cells

    def _from_above(self, column: int) -> Any:
        left, value = self._tall.get(column, (0, None))
        if left <= 0:
            return None
        self._tall[column] = left - 1, value
        return value


def _number(element: ElementTree.Element, name: str) -> int:
    said = element.get(f"{_TABLE}{name}", "")
    return int(said[:9]) if said.isascii() and said.isdigit() and said != "0" else 1


def _value(cell: ElementTree.Element) -> Any:
    """What a cell holds: numbers as such, dates and yes or no in their words, else its paragraphs."""
    sort = cell.get(f"{_OFFICE}value-type", "")
    if sort in ("float", "currency", "percentage"):
        try:
            return float(cell.get(f"{_OFFICE}value", ""))
        except ValueError:
            return None
    if sort in _WORDS:
        return cell.get(f"{_OFFICE}{_WORDS[sort]}") or None
    return "\n".join("".join(each.itertext()) for each in cell.iter(f"{_TEXT}p")) or None
