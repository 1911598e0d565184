"""The photos that come after a letter: one caption and one upright picture each, without what the camera wrote."""

import io
from collections.abc import Sequence
from pathlib import Path

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from app.documents.letters.wording import plain
from app.photos import safe_bytes
from app.text import _

_WIDTH_CM, _HEIGHT_CM = 14.0, 10.0


def add_photos(document: Document, photos: Sequence[tuple[str, Path]]) -> None:
    """Add captions and pictures on pages of their own. Raises Rejected as `app.photos` does, OSError."""
    for place, (caption, file) in enumerate(photos, start=1):
        data, facts = safe_bytes(file.read_bytes())
        title = document.add_paragraph()
        title.paragraph_format.page_break_before = place % 2 == 1
        title.paragraph_format.space_after = Pt(6)
        title.paragraph_format.keep_with_next = True
        run = title.add_run(_("附件 {place}：{caption}").format(place=place, caption=plain(caption)))
        run.font.size = Pt(14)
        picture = document.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        picture.paragraph_format.space_after = Pt(12)
        scale = min(_WIDTH_CM / facts.width, _HEIGHT_CM / facts.height)
        picture.add_run().add_picture(io.BytesIO(data), Cm(facts.width * scale), Cm(facts.height * scale))
