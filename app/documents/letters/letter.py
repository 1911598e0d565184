"""One letter written: template filled, marked as a draft while it has no number, its photos added; docx or pdf."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.documents.letters.appendix import add_photos
from app.documents.letters.draft import mark_as_draft
from app.documents.letters.heads import fit_heads
from app.documents.letters.paper import print_pdf
from app.documents.letters.sender import Sender
from app.documents.letters.template import filled, find_template
from app.documents.letters.wording import texts
from app.domain.case import Case
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.text import _

FORMS = ("docx", "pdf")


def write_letter(
    letter: Letter,
    case: Case,
    path: Path,
    form: str,
    hall_name: str,
    *,
    phone: str = "",
    unit_phone: str = "",
    photos: Sequence[tuple[str, Path]] = (),
    templates: Path | None = None,
) -> Path:
    """Write a letter to `path` and return it; the file appears only when it is whole.

    `form` is one of `FORMS`; `phone` is the hall's own, `unit_phone` that of the unit in charge; `photos` are captions
    and picture files, which come after the letter, upright and without what the camera wrote into them; `templates` is
    a folder of the hall's own templates. A letter without a number is marked as a draft on every page. Raises Rejected
    (letter.form, letter.template, letter.placeholder, photo.damaged), Unavailable("font.missing") for a pdf on a
    machine without a Chinese font, OSError.
    """
    if form not in FORMS:
        raise Rejected("letter.form", form)
    words = texts(letter, case, Sender(hall_name, phone, unit_phone), [caption for caption, _file in photos])
    document = filled(find_template(letter.kind, templates), words)
    about, written = document.core_properties, letter.issued_at or datetime.now(UTC)
    about.author, about.title, about.created, about.modified = hall_name, words["subject"], written, written
    fit_heads(document, hall_name)
    draft = "" if letter.no else _("未编号稿")
    if draft:
        mark_as_draft(document, draft, _("尚未编号发出，不作为正式函件"))
    add_photos(document, photos)
    _save(path, lambda part: print_pdf(document, part, draft) if form == "pdf" else document.save(str(part)))
    return path


def _save(path: Path, write: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        write(part)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
