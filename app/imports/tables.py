"""Files as rows: tables, workbooks, json, geojson, xml and html by what they are, a row at a time where possible."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from app.domain.errors import Rejected
from app.imports import encodings, parcels, trees
from app.imports.headers import TITLES, filled, header_of, names_of
from app.imports.mapping import AUTO, FieldMap
from app.imports.markup import Table, html_tables, office_tables
from app.imports.parcels import Merge
from app.imports.workbooks import OLE, Page, pages

FORMATS = ("csv", "xlsx", "xls", "et", "ods", "json", "ndjson", "geojson", "xml", "html")
OWN_MARK = "#row"
"""The first column of a file of refused rows: such a file says itself how it is to be read."""
_BOOKS = ("xlsx", "xls", "ods")
_BY_CONTENT = frozenset("xls xlsx xlsm et ett ods csv tsv txt htm html".split())
_ONLY_BOOKS = frozenset("xlsx xlsm ods".split())
_MOST_WHOLE = 512 << 20
_HEAD = 4096
_OFFICE = "urn:schemas-microsoft-com:office:spreadsheet"
_SAYS_DELIMITER = re.compile(r'^"?sep=([,;\t|])"?\s*$', re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its place in the file as a person counts, its cells by column name, and whether texts are quoted."""

    place: int
    cells: dict[str, Any]
    quoted: bool = False


def read_rows(path: Path, plan: FieldMap) -> Iterator[Row]:
    """Yield the rows of a file by what it is.

    Raises Rejected: file.format, file.locked, file.too_large, file.damaged, map.invalid; OSError.
    """
    readers = {"csv": _csv, "tsv": _csv, "txt": _csv, "json": _json, "geojson": _json, "xml": _xml, "html": _html}
    readers |= {"ndjson": _ndjson, "jsonl": _ndjson}
    sort = _sort_of(path)
    reader = _book if sort in _BOOKS else readers.get(sort)
    if reader is None:
        raise Rejected("file.format", f"{path.suffix}; {', '.join(FORMATS)}")
    try:
        yield from reader(path, plan)
    except (csv.Error, ValueError, KeyError, IndexError, EOFError, RecursionError) as wrong:
        raise Rejected("file.damaged", f"{path.name}: {str(wrong)[:200]}") from wrong


def _sort_of(path: Path) -> str:
    """The ending, but for what a table program may have written: what it is counts more than its name."""
    ending = path.suffix.lower().lstrip(".")
    if ending not in _BY_CONTENT:
        return ending
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return parcels.sort_of_zip(path)
    if head.startswith(OLE):
        return "xls"
    if ending in _ONLY_BOOKS:
        raise Rejected("file.damaged", f"{path.name}: {head[:8]!r}")
    if ending in ("csv", "tsv", "txt"):
        return ending
    # Many a city's system calls a table of text, a page of HTML or an XML table a workbook.
    text = encodings.whole(head, "auto").lstrip().lower()
    if not text.startswith("<"):
        return "csv"
    return "xml" if text.startswith("<?xml") and "<html" not in text else "html"


def _csv(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:
        first = next(_first_lines(path, plan), "")
        own, said = next(csv.reader([first]), [])[:1] == [OWN_MARK], _SAYS_DELIMITER.match(first)
        delimiter = "," if own else said[1] if said else plan.delimiter or _delimiter(path, plan)
        encoding = "utf-8" if own else plan.encoding
        table = csv.reader(encodings.lines(file, encoding), delimiter=delimiter)
        header = 1 if own else plan.header + bool(said) if plan.header else AUTO
        yield from _named(table, header, own or plan.quoted)


def _first_lines(path: Path, plan: FieldMap) -> Iterator[str]:
    with path.open("rb") as file:
        yield from islice(encodings.lines(file, plan.encoding), 1)


def _delimiter(path: Path, plan: FieldMap) -> str:
    """What divides the header row; a tab only where it is said or seen."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    with path.open("rb") as file:
        head = list(islice(encodings.lines(file, plan.encoding), plan.header or TITLES))
    return max(",;\t|", key=("".join(head) if plan.header == AUTO else (head or [""])[-1]).count)


def _book(path: Path, plan: FieldMap) -> Iterator[Row]:
    with ExitStack() as stack:
        found = pages(path, _sort_of(path), stack)
        if plan.sheet and plan.sheet not in [page.name for page in found]:
            raise Rejected("map.invalid", f"sheet {plan.sheet}")
        chosen = [page for page in found if page.name == plan.sheet] if plan.sheet else _alike(found, plan.header)
        for page in chosen:
            yield from _named(filled(page.rows(), page.merges), plan.header, plan.quoted, page.merges)


def _alike(found: Sequence[Page], header: int) -> list[Page]:
    """The first sheet that has rows, and those after it under the same header: a long list goes on over several."""
    tops = [list(islice(page.rows(), header or TITLES)) for page in found]
    heads = [_head(top, (header or header_of(top)) - 1) for top in tops]
    first = next((head for head in heads if head), ())
    start = heads.index(first) if first else 0
    return [
        page for k, (page, head) in enumerate(zip(found, heads, strict=True)) if k == start or (head == first != ())
    ]


def _head(top: Sequence[Sequence[Any]], place: int) -> tuple[Any, ...]:
    """A header without the empty cells at its end: how far a row is written out differs from sheet to sheet."""
    cells = list(top[place]) if place < len(top) else []
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return tuple(cells)


def _named(table: Iterable[Sequence[Any]], header: int, quoted: bool, merges: Sequence[Merge] = ()) -> Iterator[Row]:
    """Name the cells by the header row.

    Empty rows, the header again and closing remarks ("# …") are passed over, extra cells are called by their place.
    """
    rows = iter(table)
    first = list(islice(rows, header or TITLES))
    header = header or header_of(first, merges)
    head, rows = _head(first, header - 1), chain(first[header:], rows)
    names = names_of(head)
    for place, row in enumerate(rows, start=header + 1):
        cells = list(row)
        if not any(cell not in (None, "") for cell in cells) or tuple(cells[: len(head)]) == head or _is_remark(cells):
            continue
        extra = [f"#{k + 1}" for k in range(len(names), len(cells))]
        cells += [None] * (len(names) - len(cells))
        yield Row(place, dict(zip([*names, *extra], cells, strict=True)), quoted)


def _is_remark(cells: list[Any]) -> bool:
    first = cells[0]
    return isinstance(first, str) and first.startswith("# ") and not any(cell not in (None, "") for cell in cells[1:])


def _text(path: Path, plan: FieldMap) -> str:
    """A whole file: what cannot be read a row at a time must not be larger than memory allows."""
    if path.stat().st_size > _MOST_WHOLE:
        raise Rejected("file.too_large", path.name)
    return encodings.whole(path.read_bytes(), plan.encoding)


def _json(path: Path, plan: FieldMap) -> Iterator[Row]:
    for place, cells in trees.from_json(_text(path, plan)):
        yield Row(place, cells)


def _ndjson(path: Path, plan: FieldMap) -> Iterator[Row]:
    with path.open("rb") as file:
        for place, cells in trees.from_ndjson(encodings.lines(file, plan.encoding)):
            yield Row(place, cells)


def _xml(path: Path, plan: FieldMap) -> Iterator[Row]:
    # The text is decoded already: what the declaration says about its encoding is over.
    text = _DECLARED.sub("", _text(path, plan), count=1)
    if _OFFICE in text[:_HEAD]:
        yield from _of_tables(office_tables(text), plan)
        return
    for place, cells in trees.from_xml(text):
        yield Row(place, cells)


def _html(path: Path, plan: FieldMap) -> Iterator[Row]:
    yield from _of_tables(html_tables(_text(path, plan)), plan)


def _of_tables(tables: list[Table], plan: FieldMap) -> Iterator[Row]:
    """The largest table: around it a page has others that only hold its title and its buttons."""
    if not tables:
        raise ValueError("no table")
    yield from _named(sorted(tables, key=len)[-1], plan.header, plan.quoted)
