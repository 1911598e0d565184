"""Refused rows in a file of their own: read, mended in a spreadsheet, imported again with the same mapping."""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made_of
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.imports.remedies import remedy
from app.imports.tables import OWN_MARK

_OWN = (OWN_MARK, "#column", "#code", "#detail", "#remedy")
_NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken: its place in the file, the code of the reason, what exactly, and the row itself.

    `field` is what it is about in the hall's words, `column` where that stands in the file; empty where not known.
    """

    place: int
    code: str
    detail: str
    cells: dict[str, Any] = made_of(default_factory=dict)
    field: str = ""
    column: str = ""


def write_rejects(path: Path, refusals: Sequence[Refusal]) -> None:
    """Write the refused rows with place and reason. Raises OSError.

    The file is UTF-8 with the original column names. A text that a spreadsheet might run stands behind an apostrophe,
    which is taken away again when the file comes back.
    """
    names = dict.fromkeys(n for r in refusals for n in r.cells if n not in _OWN)
    columns = [name for name in names if not _is_inner(name, refusals)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([*_OWN, *map(_safe, columns)])
        for refusal in refusals:
            cells = [_safe(refusal.cells.get(name)) for name in columns]
            writer.writerow([*_told(refusal), *cells])


def _told(refusal: Refusal) -> list[str]:
    reasons = (refusal.column, refusal.code, refusal.detail, remedy(refusal.code, refusal.field))
    return [str(refusal.place), *map(_safe, reasons)]


def _is_inner(name: str, refusals: Sequence[Refusal]) -> bool:
    """A nested object stands in the file by its dotted names already; a shape has no others."""
    return name != "#geometry" and any(isinstance(refusal.cells.get(name), dict) for refusal in refusals)


def _safe(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else _plain(json.dumps(cell))
    return _plain(str(cell))


def _plain(text: str) -> str:
    clean = text.replace("\x00", "")
    return clean if not clean or clean[0].isalnum() or _NUMBER.match(clean) else "'" + clean
