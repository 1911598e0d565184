"""Files as rows: csv, xlsx, json, ndjson and geojson, whatever their encoding, a row at a time where possible."""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from app.domain.errors import Rejected
from app.imports.mapping import FieldMap

FORMATS = ("csv", "xlsx", "json", "ndjson", "geojson")
_LISTS = ("features", "items", "data", "rows", "records", "result", "cases")
_SNIFFED = 64 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place in the file as a person counts, and its cells by column name."""

    place: int
    cells: dict[str, Any]


def read_rows(path: Path, plan: FieldMap) -> Iterator[Row]:
    """Yield the rows of a file by its ending. Raises Rejected: file.format, file.damaged; OSError."""
    readers = {"csv": _csv, "tsv": _csv, "txt": _csv, "xlsx": _xlsx, "json": _json, "geojson": _json}
    readers |= {"ndjson": _ndjson, "jsonl": _ndjson}
    reader = readers.get(path.suffix.lower().lstrip("."))
    if reader is None:
        raise Rejected("file.format", path.suffix)
    try:
        yield from reader(path, plan)
    except (csv.Error, ValueError, KeyError, IndexError, EOFError) as wrong:
        raise Rejected("file.damaged", f"{path.name}: {str(wrong)[:200]}") from wrong


def decode_line(line: bytes, encoding: str) -> str:
    """Return a line as text. `auto` is UTF-8, else GB 18030, line by line: files glued from two systems exist."""
    if encoding != "auto":
        return line.decode(encoding, "replace")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    head = file.read(4)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from codecs.getreader("utf-16")(file)
        return
    for number, line in enumerate(file):
        text = decode_line(line, encoding)
        yield text.removeprefix("\ufeff") if number == 0 else text


def _csv(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:
        delimiter = plan.delimiter or _delimiter(decode_line(file.read(_SNIFFED), plan.encoding), path)
        file.seek(0)
        # NUL bytes come from broken exports; the csv module would stop at them.
        text = (line.replace("\x00", "") for line in _lines(file, plan.encoding))
        yield from _named(csv.reader(text, delimiter=delimiter), plan)


def _delimiter(head: str, path: Path) -> str:
    first = head.split("\n", 1)[0]
    if path.suffix.lower() == ".tsv":
        return "\t"
    return max(",;\t|", key=first.count)


def _xlsx(path: Path, plan: FieldMap) -> Iterator[Row]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as wrong:  # the edge to openpyxl: a damaged book fails in as many ways as zip and XML have
        raise Rejected("file.damaged", f"{path.name}: {type(wrong).__name__}") from wrong
    try:
        sheet = book[plan.sheet] if plan.sheet else book.worksheets[0]
        yield from _named(sheet.iter_rows(values_only=True), plan)
    finally:
        book.close()


def _named(table: Iterable[Iterable[Any]], plan: FieldMap) -> Iterator[Row]:
    """Name the cells by the header row; empty rows are passed over, extra cells are called by their place."""
    rows = iter(table)
    header = next(islice(rows, plan.header - 1, None), None)
    if header is None:
        return
    names = [str(cell).strip() if cell is not None else "" for cell in header]
    names = [name or f"#{k + 1}" for k, name in enumerate(names)]
    for place, row in enumerate(rows, start=plan.header + 1):
        cells = list(row)
        if any(cell not in (None, "") for cell in cells):
            extra = [f"#{k + 1}" for k in range(len(names), len(cells))]
            yield Row(place, dict(zip([*names, *extra], cells, strict=False)))


def _ndjson(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:
        for place, line in enumerate(_lines(file, plan.encoding), start=1):
            if line.strip():
                yield Row(place, _broken_or_dict(line))


def _broken_or_dict(line: str) -> dict[str, Any]:
    """A broken line is refused alone, not the file with it."""
    try:
        value = json.loads(line)
    except ValueError as wrong:
        return {"#broken": str(wrong)}
    return _flat(value) if isinstance(value, dict) else {"#broken": "not an object"}


def _json(path: Path, plan: FieldMap) -> Iterator[Row]:
    told = json.loads(decode_line(path.read_bytes(), plan.encoding).removeprefix("\ufeff"))
    if isinstance(told, dict):
        told = next((told[name] for name in _LISTS if isinstance(told.get(name), list)), [told])
    for place, item in enumerate(told, start=1):
        yield Row(place, _flat(item) if isinstance(item, dict) else {"#broken": "not an object"})


def _flat(item: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON feature as its properties with its geometry; nested objects by dotted names."""
    if item.get("type") == "Feature":
        properties = item.get("properties") or {}
        return {**_dotted(properties), "#geometry": item.get("geometry"), "#id": item.get("id")}
    return _dotted(item)


def _dotted(item: dict[str, Any], before: str = "") -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            cells |= _dotted(value, f"{before}{name}.")
        cells[f"{before}{name}"] = value
    return cells
