"""Refused rows in a file of their own: read, mended in a spreadsheet, imported again with the same mapping."""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.imports.tables import OWN_MARK

_NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken: its place in the file, the code of the reason, what exactly, and the row itself."""

    place: int
    code: str
    detail: str
    cells: dict[str, Any] = field(default_factory=dict)


def write_rejects(path: Path, refusals: Sequence[Refusal]) -> None:
    """Write the refused rows with place and reason. Raises OSError.

    The file is UTF-8 with the original column names. A text that a spreadsheet might run stands behind an apostrophe,
    which is taken away again when the file comes back.
    """
    columns = [name for name in dict.fromkeys(n for r in refusals for n in r.cells) if not _is_inner(name, refusals)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([OWN_MARK, "#code", "#detail", *map(_safe, columns)])
        for refusal in refusals:
            cells = [_safe(refusal.cells.get(name)) for name in columns]
            writer.writerow([refusal.place, refusal.code, _safe(refusal.detail), *cells])


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
