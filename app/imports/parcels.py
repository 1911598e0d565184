"""Zipped workbooks looked through before they are opened: files that grow without end, and cells that are merged."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.domain.errors import Rejected

MOST_ROWS = 1_048_576
_BLOCK = 1 << 20
_MOST_BYTES = 4 << 30
_MOST_STRINGS = 400 << 20
_MOST_BESIDES = 64 << 20
_LONGEST_ROW = 8 << 20
_MOST_MERGES = 200_000
_MERGED = re.compile(rb'mergeCell ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_BEYOND = re.compile(rb' r="(?:[A-Z]{4,}\d|[A-Z]{0,3}\d{8,})')
_END = re.compile(rb"</(?:\w+:)?sheetData>")
_OVERLAP = 64
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0."""


def sort_of_zip(path: Path) -> str:
    """Return what a zip file is: xlsx, ods, or nothing that is known. Raises Rejected("file.damaged")."""
    with _opened(path) as box:
        names = set(box.namelist())
        if "xl/workbook.bin" in names:
            return ""  # a binary workbook: nobody sends them, and nothing reads them safely
        if any(name.startswith("xl/") for name in names):
            return "xlsx"
        return "ods" if "content.xml" in names else ""


def checked(path: Path) -> dict[str, tuple[Merge, ...]]:
    """Return the cells merged over several rows, by the part of each sheet.

    Raises Rejected: file.too_large for what grows beyond all use, file.damaged.
    """
    found = {}
    with _opened(path) as box:
        if sum(part.file_size for part in box.infolist()) > _MOST_BYTES:
            raise _too_large(path)
        for part in box.infolist():
            if not part.filename.endswith((".xml", ".bin", ".rels")):
                continue
            is_sheet = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
            most = _MOST_STRINGS if "sharedStrings" in part.filename else _MOST_BYTES if is_sheet else _MOST_BESIDES
            if part.file_size > most:
                raise _too_large(path)
            found[part.filename] = tuple(_scanned(box, part, path, is_sheet))
    return {name: merges for name, merges in found.items() if merges}


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as wrong:
        raise Rejected("file.damaged", f"{path.name}: {wrong}"[:200]) from wrong


def _too_large(path: Path) -> Rejected:
    return Rejected("file.too_large", path.name)


def _scanned(box: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path, is_sheet: bool) -> Iterator[Merge]:
    """Yield the tall merges of a sheet; what no workbook has in it is told at once. Raises Rejected."""
    is_xml, before, since_row, most, count = part.filename.endswith(".xml"), b"", 0, _LONGEST_ROW, 0
    for block in _blocks(box, part, path):
        if is_xml and len(block) == _BLOCK and b"<" not in block:
            raise _too_large(path)  # one text of a million characters
        if not is_sheet or not is_xml:
            continue
        whole = before + block
        last = max(block.rfind(word) for word in (b"<row", b":row", b"table-row"))
        if _END.search(whole):
            most, last = _MOST_BESIDES, len(block)  # what follows the rows: links, colours, merges
        since_row = len(block) - last if last >= 0 else since_row + len(block)
        if since_row > most or _BEYOND.search(whole):
            raise _too_large(path)
        for found in _MERGED.finditer(whole, max(0, len(before) - _OVERLAP)):
            top, left, bottom, right = int(found[2]) - 1, _column(found[1]), int(found[4]) - 1, _column(found[3])
            count += 1
            if bottom > top and count < _MOST_MERGES:
                yield top, left, bottom, right
        before = block[-_OVERLAP:]


def _blocks(box: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    try:
        with box.open(part) as source:
            while block := source.read(_BLOCK):
                yield block
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as wrong:
        raise Rejected("file.damaged", f"{path.name}: {part.filename[:100]}") from wrong


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
