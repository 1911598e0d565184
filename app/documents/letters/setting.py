"""A paragraph of a template set into lines: faces, sizes and colours of its runs, Chinese rules at the line ends."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_NOT_FIRST = frozenset("，。、；：？！）》」』”’〕】〉％…—·,.;:?!)]}%")
_NOT_LAST = frozenset("（《「『“‘〔【〈([{￥$")
_TOKENS = re.compile(r"\n|[ \u3000]|[!-~\u00a1-\u024f]+|.", re.DOTALL)
_USUAL_PT, _USUAL_SPACING = 10.5, 1.35
_STEP_PT = 4.0
Ink = tuple[int, int, int]
_BLACK: Ink = (0, 0, 0)
_SIDES = {WD_ALIGN_PARAGRAPH.CENTER: 0.5, WD_ALIGN_PARAGRAPH.RIGHT: 1.0}


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of text looks: `title` is the bold face."""

    size: float = _USUAL_PT
    title: bool = False
    ink: Ink = _BLACK


@dataclass(frozen=True, slots=True)
class Piece:
    """A character or a Latin word, and how wide it is in points."""

    text: str
    look: Look
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its pieces, where it begins from the left edge, and how high it is, in points."""

    pieces: tuple[Piece, ...]
    x: float
    height: float


Measure = Callable[[str, Look], float]


def lines_of(paragraph: Paragraph, width: float, measure: Measure) -> tuple[Line, ...]:
    """Set a paragraph into lines `width` points wide."""
    pieces = [piece for run in paragraph.runs for piece in _pieces(run, paragraph, width, measure)]
    left, right = points(paragraph, "left_indent"), points(paragraph, "right_indent")
    first, side = points(paragraph, "first_line_indent"), _SIDES.get(inherited(paragraph, "alignment"), 0.0)
    room = max(20.0, width - left - right)
    size = max((piece.look.size for piece in pieces), default=_size(None, paragraph))
    height = _height(paragraph, size)
    lines = []
    for place, found in enumerate(_broken(pieces, _even(pieces, room, first) if side == 0.5 else room, first)):
        indent = first if place == 0 else 0.0
        spare = room - indent - sum(piece.width for piece in found)
        lines.append(Line(found, left + indent + max(0.0, spare) * side, height))
    return tuple(lines)


def _even(pieces: Sequence[Piece], room: float, first: float) -> float:
    """The narrowest room that takes no more lines: of a title of two lines none is left with two characters."""
    needed = sum(1 for _line in _broken(pieces, room, first))
    if needed < 2 or any(piece.text == "\n" for piece in pieces):
        return room
    narrow = room
    while narrow > room / 3 and sum(1 for _line in _broken(pieces, narrow - _STEP_PT, first)) == needed:
        narrow -= _STEP_PT
    return narrow


def _broken(pieces: Sequence[Piece], room: float, first: float) -> Iterator[tuple[Piece, ...]]:
    """Break into lines; no closing mark begins one and no opening mark ends one."""
    line: list[Piece] = []
    left = room - first
    for piece in pieces:
        if piece.text == "\n":
            yield tuple(line)
            line, left = [], room
            continue
        if piece.width > left and line:
            carried = _carried(line, piece)
            yield tuple(line)
            line, left = carried, room - sum(each.width for each in carried)
        if line or piece.text != " ":
            line.append(piece)
            left -= piece.width
    yield tuple(line)


def _carried(line: list[Piece], coming: Piece) -> list[Piece]:
    """What goes over to the next line together with the piece that does not fit; taken off `line`."""
    carried: list[Piece] = []
    head = coming
    while len(line) > 1 and len(carried) < 4 and (head.text[0] in _NOT_FIRST or line[-1].text in _NOT_LAST):
        head = line.pop()
        carried.insert(0, head)
    return carried


def _pieces(run: Run, paragraph: Paragraph, width: float, measure: Measure) -> Iterator[Piece]:
    look = Look(_size(run, paragraph), _is_bold(run, paragraph), _ink(run))
    for token in _TOKENS.findall(run.text.replace("\t", "    ")):
        wide = 0.0 if token == "\n" else measure(token, look)
        if wide <= width - 1:
            yield Piece(token, look, wide)
        else:
            yield from (Piece(letter, look, measure(letter, look)) for letter in token)


def inherited(paragraph: Paragraph, name: str) -> Any:
    """Return a property of the paragraph's format, else of its style or the styles that one is based on."""
    found, style = getattr(paragraph.paragraph_format, name), paragraph.style
    while found is None and style is not None:
        found, style = getattr(style.paragraph_format, name), style.base_style
    return found


def points(paragraph: Paragraph, name: str) -> float:
    """Return a length of the paragraph's format in points, 0 where none is set."""
    found = inherited(paragraph, name)
    return float(found.pt) if isinstance(found, Length) else 0.0


def _height(paragraph: Paragraph, size: float) -> float:
    spacing = inherited(paragraph, "line_spacing")
    if isinstance(spacing, Length):
        return max(float(spacing.pt), size)
    return size * _USUAL_SPACING * (float(spacing) if spacing else 1.0)


def _fonts(run: Run | None, paragraph: Paragraph) -> Iterator[Any]:
    if run is not None:
        yield run.font
    style = paragraph.style
    while style is not None:
        yield style.font
        style = style.base_style


def _size(run: Run | None, paragraph: Paragraph) -> float:
    return next((font.size.pt for font in _fonts(run, paragraph) if font.size is not None), _USUAL_PT)


def _is_bold(run: Run, paragraph: Paragraph) -> bool:
    return bool(next((font.bold for font in _fonts(run, paragraph) if font.bold is not None), False))


def _ink(run: Run) -> Ink:
    rgb = run.font.color.rgb if run.font.color is not None and run.font.color.type is not None else None
    return (rgb[0], rgb[1], rgb[2]) if rgb is not None else _BLACK
