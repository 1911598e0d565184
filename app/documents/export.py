"""One export: rows in, a whole file out or none, with the mark of who took it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.documents.tables import TABLES, Column, Row, belongs
from app.documents.writers import CsvWriter, NdjsonWriter, Writer, XlsxWriter
from app.domain.errors import Rejected
from app.text import _, local_time

FORMATS = ("csv", "ndjson", "xlsx")


@dataclass(frozen=True, slots=True)
class Mark:
    """Who takes a list out: seat, operator and the moment. It goes into every file."""

    seat: str
    operator: str
    at: datetime

    def text(self) -> str:
        """The mark as a sentence."""
        said = _("席位 {seat} · {operator} · {time} 导出 · 内部资料，注意保密")
        return said.format(seat=self.seat or "—", operator=self.operator or "—", time=local_time(self.at, "full"))


def export(what: str, rows: Iterable[Row], path: Path, form: str, mark: Mark) -> int:
    """Write a list and return how many rows it has; the file appears only when it is whole.

    `what` is a key of `TABLES`, `form` one of `FORMATS`. Rows are mappings as the store and the hub give them.
    Phones and names of callers are masked. Raises Rejected("export.unknown"), OSError.
    """
    if what not in TABLES or form not in FORMATS:
        raise Rejected("export.unknown", what if what not in TABLES else form)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    columns, count = TABLES[what], 0
    try:
        with _writer(form, part, what, mark) as writer:
            for row in rows:
                if belongs(what, row):
                    writer.write([column.cell(row) for column in columns])
                    count += 1
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return count


def _writer(form: str, path: Path, what: str, mark: Mark) -> Writer:
    makers: dict[str, Callable[[Path, Sequence[Column], str], Writer]]
    makers = {"csv": CsvWriter, "ndjson": NdjsonWriter, "xlsx": XlsxWriter}
    return makers[form](path, TABLES[what], mark.text())
