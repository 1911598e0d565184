"""One export: rows in, a whole file out or none, with the mark of who took it and how old it is."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.documents.columns import Column, Row
from app.documents.tables import TABLES, TITLES, belongs
from app.documents.writers import CsvWriter, Face, NdjsonWriter, Writer, XlsxWriter
from app.domain.errors import Rejected
from app.text import N_, _, age_words, local_time

FORMATS = ("csv", "ndjson", "xlsx")
_NUMBER = Column("#", N_("序号"), lambda row: None)


@dataclass(frozen=True, slots=True)
class Mark:
    """Who takes a list out: seat, operator and the moment; and where it comes from and how fresh that is.

    `as_of` is the moment up to which the source is complete, None where that is not known; `whole` says that every row
    is as it was at `at`, whatever changed while they were written. It goes into every file.
    """

    seat: str
    operator: str
    at: datetime
    source: str = ""
    as_of: datetime | None = None
    whole: bool = False

    def text(self) -> str:
        """The mark as a sentence."""
        said = _("席位 {seat} · {operator} · {time} 导出 · 内部资料，注意保密")
        return said.format(seat=self.seat or "—", operator=self.operator or "—", time=local_time(self.at, "full"))

    def origin(self) -> str:
        """Source and age as a sentence, empty where neither is known."""
        if not self.source and self.as_of is None:
            return ""
        if self.as_of is None:
            return _("数据来源：{source}，时效未知").format(source=self.source)
        age = age_words((self.at - self.as_of).total_seconds())
        said = _("数据来源：{source}，截至 {time}（导出时已 {age}）")
        return said.format(source=self.source or "—", time=local_time(self.as_of, "full"), age=age)

    def moment(self) -> str:
        """Of which moment the rows are, as a sentence; empty where they are not of one."""
        said = _("清单为 {time} 这一刻的全部内容，此后的变动不在其中")
        return said.format(time=local_time(self.at, "full")) if self.whole else ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a list is to look: its title, the fields wanted and their order (none = all), numbered lines or not.

    `reveal` shows names and phones of callers to those who may see them; what was told in confidence stays hidden.
    """

    title: str = ""
    fields: tuple[str, ...] = ()
    numbered: bool = False
    reveal: bool = False


def export(what: str, rows: Iterable[Row], path: Path, form: str, mark: Mark, shape: Shape | None = None) -> int:
    """Write a list and return how many rows it has; the file appears only when it is whole.

    `what` is a key of `TABLES`, `form` one of `FORMATS`. Rows are mappings as the store and the hub give them; they are
    written as they come, so a million of them need no more memory than one. Raises Rejected("export.unknown") for a
    list, form or field that nobody knows, OSError.
    """
    asked = shape or Shape()
    if what not in TABLES or form not in FORMATS:
        raise Rejected("export.unknown", what if what not in TABLES else form)
    columns = _chosen(what, asked.fields)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with _writer(form, part, what, columns, mark, asked) as writer:
            count = _write(what, rows, columns, writer, asked)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return count


def _chosen(what: str, fields: Sequence[str]) -> Sequence[Column]:
    if not fields:
        return TABLES[what]
    known = {column.field: column for column in TABLES[what]}
    if unknown := [name for name in fields if name not in known]:
        raise Rejected("export.unknown", ", ".join(unknown))
    return [known[name] for name in dict.fromkeys(fields)]


def _write(what: str, rows: Iterable[Row], columns: Sequence[Column], writer: Writer, shape: Shape) -> int:
    count = 0
    for row in rows:
        if belongs(what, row):
            count += 1
            cells = [column.of(row, shape.reveal) for column in columns]
            writer.write([count, *cells] if shape.numbered else cells)
    return count


def _writer(form: str, path: Path, what: str, columns: Sequence[Column], mark: Mark, shape: Shape) -> Writer:
    makers: dict[str, Callable[[Path, Sequence[Column], Face], Writer]]
    makers = {"csv": CsvWriter, "ndjson": NdjsonWriter, "xlsx": XlsxWriter}
    face = Face(shape.title or _(TITLES[what]), tuple(filter(None, (mark.text(), mark.origin(), mark.moment()))))
    return makers[form](path, [_NUMBER, *columns] if shape.numbered else columns, face)
