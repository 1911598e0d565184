"""Files as rows: csv, xlsx, json, ndjson, geojson and xml, whatever their encoding, a row at a time where possible."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from app.domain.errors import Rejected
from app.imports import encodings, trees
from app.imports.mapping import AUTO, FieldMap

FORMATS = ("csv", "xlsx", "json", "ndjson", "geojson", "xml")
OWN_MARK = "#row"
"""The first column of a file of refused rows: such a file says itself how it is to be read."""
_TITLES = 10
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place in the file as a person counts, its cells by column name, and whether texts are quoted."""

    place: int
    cells: dict[str, Any]
    quoted: bool = False


def read_rows(path: Path, plan: FieldMap) -> Iterator[Row]:
    """Yield the rows of a file by what it is. Raises Rejected: file.format, file.damaged, map.invalid; OSError."""
    readers = {"csv": _csv, "tsv": _csv, "txt": _csv, "xlsx": _xlsx, "json": _json, "geojson": _json, "xml": _xml}
    readers |= {"ndjson": _ndjson, "jsonl": _ndjson}
    reader = readers.get(_sort_of(path))
    if reader is None:
        raise Rejected("file.format", f"{path.suffix}; {', '.join(FORMATS)}")
    try:
        yield from reader(path, plan)
    except (csv.Error, ValueError, KeyError, IndexError, EOFError, RecursionError) as wrong:
        raise Rejected("file.damaged", f"{path.name}: {str(wrong)[:200]}") from wrong


def _sort_of(path: Path) -> str:
    """The ending, but for a workbook or a table under the old name of both: what it is counts more than its name."""
    ending = path.suffix.lower().lstrip(".")
    if ending not in ("xls", "csv", "txt", "et"):
        return ending
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    old = head.startswith(b"\xd0\xcf\x11\xe0")
    return "old workbook" if old else "csv" if ending in ("xls", "et") else ending


def _csv(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:
        head = next(csv.reader(_first_lines(path, plan)), [])
        own = head[:1] == [OWN_MARK]
        delimiter = "," if own else plan.delimiter or _delimiter(path, plan)
        encoding = "utf-8" if own else plan.encoding
        table = csv.reader(encodings.lines(file, encoding), delimiter=delimiter)
        yield from _named(table, 1 if own else plan.header, own or plan.quoted)


def _first_lines(path: Path, plan: FieldMap) -> Iterator[str]:
    with path.open("rb") as file:
        yield from islice(encodings.lines(file, plan.encoding), 1)


def _delimiter(path: Path, plan: FieldMap) -> str:
    """What divides the header row; a tab only where it is said or seen."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    with path.open("rb") as file:
        head = list(islice(encodings.lines(file, plan.encoding), plan.header or _TITLES))
    return max(",;\t|", key=("".join(head) if plan.header == AUTO else (head or [""])[-1]).count)


def _xlsx(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:  # by its bytes: openpyxl would go by the name
        yield from _book(file, path.name, plan)


def _book(file: BinaryIO, name: str, plan: FieldMap) -> Iterator[Row]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as wrong:  # the edge to openpyxl: a damaged book fails in as many ways as zip and XML have
        raise Rejected("file.damaged", f"{name}: {type(wrong).__name__}") from wrong
    try:
        if plan.sheet and plan.sheet not in book.sheetnames:
            raise Rejected("map.invalid", f"sheet {plan.sheet}")
        sheets = [book[plan.sheet]] if plan.sheet else _alike(book.worksheets, plan.header)
        for sheet in sheets:
            yield from _named(sheet.iter_rows(values_only=True), plan.header, plan.quoted)
    finally:
        book.close()


def _alike(sheets: Iterable[Any], header: int) -> list[Any]:
    """The first sheet, and those after it under the same header: a long list goes on over several sheets."""
    tops = [list(sheet.iter_rows(1, header or _TITLES, values_only=True)) for sheet in sheets]
    heads = [tuple(top[(header or _header_of(top)) - 1]) if len(top) >= header else () for top in tops]
    return [sheet for k, (sheet, head) in enumerate(zip(sheets, heads, strict=True)) if not k or head == heads[0] != ()]


def _named(table: Iterable[Iterable[Any]], header: int, quoted: bool) -> Iterator[Row]:
    """Name the cells by the header row.

    Empty rows, the header again and closing remarks ("# …") are passed over, extra cells are called by their place.
    """
    rows = iter(table)
    first = list(islice(rows, header or _TITLES))
    header = header or _header_of(first)
    head, rows = list(first[header - 1]) if len(first) >= header else [], chain(first[header:], rows)
    names = [str(cell).replace("\x00", "").strip() if cell is not None else "" for cell in head]
    names = [name or f"#{k + 1}" for k, name in enumerate(names)]
    for place, row in enumerate(rows, start=header + 1):
        cells = list(row)
        if cells == head or not any(cell not in (None, "") for cell in cells) or _is_remark(cells):
            continue
        extra = [f"#{k + 1}" for k in range(len(names), len(cells))]
        yield Row(place, dict(zip([*names, *extra], cells, strict=False)), quoted)


def _header_of(rows: Sequence[Iterable[Any]]) -> int:
    """Which of the first rows is the header: above it stand a title and a date, in one cell each; 1 where none is."""
    for place, row in enumerate(rows, start=1):
        filled = [cell for cell in row if cell not in (None, "")]
        if len(filled) > 1 and all(isinstance(cell, str) for cell in filled):
            return place
    return 1


def _is_remark(cells: list[Any]) -> bool:
    first = cells[0]
    return isinstance(first, str) and first.startswith("# ") and not any(cell not in (None, "") for cell in cells[1:])


def _json(path: Path, plan: FieldMap) -> Iterator[Row]:
    for place, cells in trees.from_json(encodings.whole(path.read_bytes(), plan.encoding)):
        yield Row(place, cells)


def _ndjson(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:
        for place, cells in trees.from_ndjson(encodings.lines(file, plan.encoding)):
            yield Row(place, cells)


def _xml(path: Path, plan: FieldMap) -> Iterator[Row]:
    # The text is decoded already: what the declaration says about its encoding is over.
    text = _DECLARED.sub("", encodings.whole(path.read_bytes(), plan.encoding), count=1)
    for place, cells in trees.from_xml(text):
        yield Row(place, cells)
