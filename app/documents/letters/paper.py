"""A filled template printed as pdf: its paragraphs, tables, pictures, header and page numbers, in embedded fonts."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from fpdf import FPDF

from app.documents.letters.fonts import Faces, find_faces
from app.documents.letters.setting import Line, Look, inherited, lines_of, points

_PAD = 4.0
_BASE = 0.86  # of the size: where the line of writing lies under the top of a Chinese character
_PALE = (244, 214, 214)
_Row = Sequence[tuple[_Cell, float, float]]


def print_pdf(document: Document, path: Path, watermark: str = "") -> None:
    """Print a document; `watermark` goes large and slanted under every page. Raises Unavailable("font.missing")."""
    Paper(document, find_faces(), watermark).print(path)


class Paper:
    """One document on its way to paper; lengths are points, y runs down from the top of the page."""

    def __init__(self, document: Document, faces: Faces, watermark: str) -> None:
        self._document, self._watermark = document, watermark
        section = document.sections[0]
        self._width, self._height = _pt(section.page_width), _pt(section.page_height)
        self._left, self._top = _pt(section.left_margin), _pt(section.top_margin)
        self._room = self._width - self._left - _pt(section.right_margin)
        self._bottom = self._height - _pt(section.bottom_margin)
        self._pdf = FPDF(unit="pt", format=(self._width, self._height))
        self._pdf.set_auto_page_break(False)
        for name, face in (("body", faces.body), ("title", faces.title)):
            self._pdf.add_font(name, "", face.path, collection_font_number=face.number)
        self._y = self._top

    def print(self, path: Path) -> None:
        """Set everything and write the file."""
        properties = self._document.core_properties
        self._pdf.set_title(properties.title or "")
        self._pdf.set_author(properties.author or "")
        self._pdf.set_lang("zh-CN")
        self._new_page()
        blocks = list(_blocks(self._document.element.body, self._document))
        for place, block in enumerate(blocks):
            if isinstance(block, Table):
                self._table(block)
                continue
            if place == 0 or not _is_kept(blocks[place - 1]):
                self._keep_together(blocks[place:])
            self._paragraph(block)
        self._pdf.output(str(path))

    def _keep_together(self, blocks: Sequence[Paragraph | Table]) -> None:
        """No signature and no heading of a table stands alone: what is to be kept with the next goes over with it."""
        if not _is_kept(blocks[0]):
            return
        end = next((k for k, block in enumerate(blocks) if not _is_kept(block)), len(blocks) - 1)
        needed = sum(
            self._needs(block) if isinstance(block, Paragraph) else self._head_needs(block)
            for block in blocks[: end + 1]
        )
        if self._y + needed > self._bottom and needed < self._bottom - self._top:
            self._new_page()

    def _needs(self, paragraph: Paragraph) -> float:
        around = points(paragraph, "space_before") + points(paragraph, "space_after")
        pictures = sum(high for _data, _wide, high in _pictures(paragraph))
        return around + pictures + sum(line.height for line in lines_of(paragraph, self._room, self._measure))

    def _head_needs(self, table: Table) -> float:
        """The first row of a table, and every further one that is to be kept with the one before it."""
        needed = 0.0
        for cells, least in self._rows(table):
            needed += self._row_needs(least, [self._lines_in(cell, width) for cell, _at, width in cells])
            if not any(inherited(p, "keep_with_next") for cell, _at, _width in cells for p in cell.paragraphs):
                break
        return needed

    def _new_page(self) -> None:
        self._pdf.add_page()
        self._y = self._top
        if self._watermark:
            self._slanted(self._watermark)
        section = self._document.sections[0]
        y = _pt(section.header_distance)
        for paragraph in section.header.paragraphs:
            y = self._lines(lines_of(paragraph, self._room, self._measure), self._left, y)
        if "PAGE" in section.footer._element.xml:
            self._page_number()

    def _slanted(self, text: str) -> None:
        look = Look(64.0, True, _PALE)
        wide = self._measure(text, look)
        with self._pdf.rotation(45, self._width / 2, self._height / 2):
            self._text(text, look, (self._width - wide) / 2, self._height / 2)

    def _page_number(self) -> None:
        text, look = f"— {self._pdf.page_no()} —", Look(14.0)
        self._text(text, look, (self._width - self._measure(text, look)) / 2, self._bottom + 40)

    def _measure(self, text: str, look: Look) -> float:
        self._pdf.set_font("title" if look.title else "body", size=look.size)
        return float(self._pdf.get_string_width(text))

    def _text(self, text: str, look: Look, x: float, baseline: float) -> None:
        self._pdf.set_font("title" if look.title else "body", size=look.size)
        self._pdf.set_text_color(*look.ink)
        self._pdf.text(x, baseline, text)

    def _paragraph(self, paragraph: Paragraph) -> None:
        if inherited(paragraph, "page_break_before") and self._y > self._top:
            self._new_page()
        self._y += points(paragraph, "space_before")
        begin, page = self._y, self._pdf.page_no()
        for picture in _pictures(paragraph):
            self._picture(*picture)
        for line in lines_of(paragraph, self._room, self._measure) if paragraph.text else ():
            if self._y + line.height > self._bottom:
                self._new_page()
            self._y = self._lines([line], self._left, self._y)
        if not paragraph.text and not _pictures(paragraph):
            self._y += sum(line.height for line in lines_of(paragraph, self._room, self._measure))
        self._border(paragraph, begin if page == self._pdf.page_no() else self._top)
        self._y += points(paragraph, "space_after")

    def _lines(self, lines: Sequence[Line], x: float, y: float) -> float:
        """Write lines downwards and return where they end; pieces of one look are written in one go."""
        for line in lines:
            at, k = x + line.x, 0
            while k < len(line.pieces):
                look, text, wide = line.pieces[k].look, "", 0.0
                while k < len(line.pieces) and line.pieces[k].look == look:
                    text, wide, k = text + line.pieces[k].text, wide + line.pieces[k].width, k + 1
                self._text(text, look, at, y + (line.height - look.size) / 2 + look.size * _BASE)
                at += wide
            y += line.height
        return y

    def _border(self, paragraph: Paragraph, top: float) -> None:
        found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
        sides = {side.tag.rpartition("}")[2]: side for side in found} if found is not None else {}
        for name, side in sides.items():
            space, width = _number(side, "space", 1.0), _number(side, "sz", 4.0) / 8
            left, right = self._left - space, self._left + self._room + space
            if name == "bottom":
                self._rule(side, width, left, self._y + space, right, self._y + space)
            elif name == "top":
                self._rule(side, width, left, top - space, right, top - space)
            elif name in ("left", "right"):
                x = left if name == "left" else right
                self._rule(side, width, x, top - space, x, self._y + space)
        if "bottom" in sides:
            self._y += _number(sides["bottom"], "space", 1.0) + 2

    def _rule(self, side: Any, width: float, x1: float, y1: float, x2: float, y2: float) -> None:
        colour = side.get(qn("w:color")) or "000000"
        self._pdf.set_draw_color(*(int(colour[k : k + 2], 16) for k in (0, 2, 4)) if colour != "auto" else (0, 0, 0))
        self._pdf.set_line_width(width)
        self._pdf.line(x1, y1, x2, y2)
        if side.get(qn("w:val")) in ("double", "thickThinSmallGap", "thinThickSmallGap"):
            self._pdf.set_line_width(max(0.5, width / 4))
            self._pdf.line(x1, y1 + width + 1.2, x2, y2 + width + 1.2)
        self._pdf.set_draw_color(0, 0, 0)

    def _picture(self, data: bytes, width: float, height: float) -> None:
        scale = min(1.0, self._room / width, (self._bottom - self._top) / height)
        width, height = width * scale, height * scale
        if self._y + height > self._bottom:
            self._new_page()
        self._pdf.image(io.BytesIO(data), self._left + (self._room - width) / 2, self._y, width, height)
        self._y += height + 2

    def _table(self, table: Table) -> None:
        for cells, least in self._rows(table):
            self._row(cells, least)

    def _rows(self, table: Table) -> Iterator[tuple[_Row, float]]:
        """Each row: its cells with where they begin and how wide they are, and how high it is at least."""
        grid = [_number(column, "w", 0.0) / 20 for column in table._tbl.tblGrid]
        share = self._room / sum(grid) if sum(grid) > 0 else 1.0
        widths = [width * share for width in grid]
        for row in table._tbl.tr_lst:
            cells = [(_Cell(tc, table), tc.grid_offset, tc.grid_span) for tc in row.tc_lst]
            least = float(row.trHeight_val.pt) if row.trHeight_val is not None else 0.0
            yield [(cell, sum(widths[:at]), sum(widths[at : at + span])) for cell, at, span in cells], least

    def _lines_in(self, cell: _Cell, width: float) -> list[Line]:
        return [line for p in cell.paragraphs for line in lines_of(p, width - 2 * _PAD, self._measure)]

    def _row_needs(self, least: float, waiting: Sequence[Sequence[Line]]) -> float:
        return max(least, max((sum(line.height for line in lines) for lines in waiting), default=0.0) + 2 * _PAD)

    def _row(self, cells: _Row, least: float = 0.0) -> None:
        """Draw a row at least so high; one that does not fit begins a page, one higher than a page goes on over it."""
        waiting = [self._lines_in(cell, width) for cell, _at, width in cells]
        high = self._row_needs(least, waiting)
        if self._y + high > self._bottom and high <= self._bottom - self._top:
            self._new_page()
        while any(waiting):
            room = self._bottom - self._y - 2 * _PAD
            if room < max(line.height for lines in waiting for line in lines[:1]):
                self._new_page()
                continue
            taken = [_fitting(lines, room) for lines in waiting]
            high = self._row_needs(least, taken)
            least = 0.0
            self._pdf.set_line_width(0.6)
            for (_cell, at, width), lines in zip(cells, taken, strict=True):
                self._pdf.rect(self._left + at, self._y, width, high)
                spare = high - 2 * _PAD - sum(line.height for line in lines)
                self._lines(lines, self._left + at + _PAD, self._y + _PAD + max(0.0, spare) / 2)
            self._y += high
            waiting = [lines[len(part) :] for lines, part in zip(waiting, taken, strict=True)]


def _fitting(lines: Sequence[Line], room: float) -> list[Line]:
    taken: list[Line] = []
    for line in lines:
        room -= line.height
        if room < 0:
            break
        taken.append(line)
    return taken


def _blocks(body: Any, document: Document) -> Iterator[Paragraph | Table]:
    for child in body.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, document._body)
        elif child.tag == qn("w:tbl"):
            yield Table(child, document._body)


def _is_kept(block: Paragraph | Table) -> bool:
    return isinstance(block, Paragraph) and bool(inherited(block, "keep_with_next"))


def _pictures(paragraph: Paragraph) -> list[tuple[bytes, float, float]]:
    """The pictures that stand in the text, with width and height in points."""
    found = []
    for inline in paragraph._p.iter(qn("wp:inline")):
        blip, extent = next(inline.iter(qn("a:blip")), None), inline.find(qn("wp:extent"))
        if blip is not None and extent is not None and (number := blip.get(qn("r:embed"))):
            blob = paragraph.part.related_parts[number].blob
            found.append((blob, int(extent.get("cx")) / 12700, int(extent.get("cy")) / 12700))
    return found


def _number(element: Any, name: str, usual: float) -> float:
    try:
        return float(element.get(qn(f"w:{name}")))
    except (TypeError, ValueError):
        return usual


def _pt(length: Any) -> float:
    return float(length.pt) if length is not None else 0.0
