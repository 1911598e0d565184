"""Pages and XML that a table program would open as tables: HTML called .xls, and the XML of Excel 2003."""

from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from app.imports.trees import parsed

_MOST_SPAN = 1000
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
Table = list[list[Any]]


def html_tables(text: str) -> list[Table]:
    """Return the tables of a page as rows of texts; a cell over several rows stands in each of them."""
    reader = _Reader()
    reader.feed(text.replace("\x00", ""))
    reader.close()
    reader.end_row()
    return [table for table in reader.tables if table]


class _Reader(HTMLParser):
    """Forgiving, as browsers are: end tags may be missing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self._row: list[Any] | None = None
        self._cell: list[str] | None = None
        self._tall = 1
        self._wide = 1
        self._below: dict[int, tuple[int, str]] = {}
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "table":
            self.end_row()
            self.tables.append([])
            self._below = {}
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            told = dict(attrs)
            self._cell, self._tall, self._wide = [], _span(told.get("rowspan")), _span(told.get("colspan"))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a row or a table."""
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        """Take text; between cells it is only layout."""
        if self._cell is not None and not self._hidden:
            self._cell.append(data)

    def end_row(self) -> None:
        """Put the row, if there is one, into the last table."""
        self._end_cell()
        row, self._row = self._row, None
        if row is None:
            return
        if not self.tables:
            self.tables.append([])
        self._from_above(row)
        self.tables[-1].append(row)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = "".join(self._cell).replace("\xa0", " ").strip(), None
        self._row = self._row if self._row is not None else []
        self._from_above(self._row)
        if self._tall > 1:
            self._below[len(self._row)] = (self._tall - 1, text)
        self._row += [text, *[""] * (self._wide - 1)]

    def _from_above(self, row: list[Any]) -> None:
        """What tall cells of the rows before put into this one, up to where it stands."""
        while (found := self._below.get(len(row))) is not None:
            left, text = found
            if left > 1:
                self._below[len(row)] = left - 1, text
            else:
                del self._below[len(row)]
            row.append(text)


def _span(said: str | None) -> int:
    return min(int(said), _MOST_SPAN) if said and said.isascii() and said.isdigit() and int(said) > 0 else 1


def office_tables(text: str) -> list[Table]:
    """Return the sheets of an XML Spreadsheet 2003. Raises ValueError for what is no XML."""
    root = parsed(text)
    return [[_row(row) for row in sheet.iter(f"{_SHEET}Row")] for sheet in root.iter(f"{_SHEET}Worksheet")]


def _row(row: ElementTree.Element) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iter(f"{_SHEET}Cell"):
        place = _span(cell.get(f"{_SHEET}Index"))
        cells += [""] * (min(place, 16_384) - 1 - len(cells))
        cells.append("".join("".join(data.itertext()) for data in cell.iter(f"{_SHEET}Data")))
    return cells
