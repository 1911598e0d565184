"""The mark of a letter that has no number yet: above it, in its header on every page, and in its title."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

_AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment",
    "w:outlineLvl", "w:rPr", "w:sectPr",
)  # fmt: skip
RED = RGBColor(0xC0, 0x00, 0x00)


def mark_as_draft(document: Document, name: str, meaning: str) -> None:
    """Put a framed line above the letter and the same words into the header of every page."""
    text = f"【{name}】{meaning}"
    for section in document.sections:
        for header in (section.header, *([section.first_page_header] if _differs(section) else [])):
            _say(header.paragraphs[0] if header.paragraphs else header.add_paragraph(), text, 10.5)
    body = document.element.body
    paragraph = document.add_paragraph()
    body.remove(paragraph._p)
    body.insert(0, paragraph._p)
    _say(paragraph, text, 16)
    paragraph.paragraph_format.space_after = Pt(12)
    _frame(paragraph)


def _differs(section: object) -> bool:
    return bool(getattr(section, "different_first_page_header_footer", False))


def _say(paragraph: Paragraph, text: str, points: float) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(points), RED


def _frame(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "C00000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # Word wants the properties of a paragraph in the order of its schema.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
