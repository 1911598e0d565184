"""The name of the hall at the head of a letter: smaller where it is long, so that it stands in one line, or in two."""

from docx.document import Document
from docx.shared import Pt

_HEAD_PT, _LEAST_PT = 24.0, 20.0


def fit_heads(document: Document, hall: str) -> None:
    """Set paragraphs that are the hall's name in large type as large as their line has room for."""
    section = document.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    wide = sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in hall)
    for paragraph in document.paragraphs:
        for run in paragraph.runs if paragraph.text == hall and hall else ():
            size = run.font.size.pt if run.font.size is not None else 0.0
            if size >= _HEAD_PT and wide * size > room / 12_700:
                lines = 1 if wide * _LEAST_PT <= room / 12_700 else 2
                run.font.size = Pt(max(_LEAST_PT, min(size, int(room / 12_700 * lines / (wide + lines)))))
