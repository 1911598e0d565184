"""The template of a letter: a docx that a hall can edit, with `{{placeholders}}` that are filled in."""

import copy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from app.domain.errors import Rejected
from app.paths import resources
from app.text import LANGUAGES, language

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def find_template(kind: str, folder: Path | None = None) -> Path:
    """Return the template of a kind of letter, in the operator's language where there is one.

    The hall's own in `folder` wins. Raises Rejected("letter.template").
    """
    names = (f"{kind}.docx",) if language() == LANGUAGES[0] else (f"{kind}.{language()}.docx", f"{kind}.docx")
    places = [place / name for place in (folder, resources("letters")) if place is not None for name in names]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise Rejected("letter.template", f"{kind}.docx")
    return found


def filled(path: Path, texts: Mapping[str, str]) -> Document:
    """Return the template with its placeholders filled.

    A paragraph that was nothing but placeholders without a text is left out; a text of several lines becomes as many
    paragraphs. Raises Rejected("letter.template") for a file that is no docx, and Rejected("letter.placeholder") naming
    every placeholder that nobody knows.
    """
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as wrong:
        raise Rejected("letter.template", f"{path.name}: {type(wrong).__name__}") from wrong
    # A merged cell is met once for each cell it covers; what has been filled in must not be filled again.
    found = list({id(p._p): p for p in _paragraphs(document) if "{{" in p.text}.values())
    unknown = sorted({name for p in found for name in _PLACEHOLDER.findall(p.text)} - set(texts))
    if unknown:
        raise Rejected("letter.placeholder", f"{path.name}: {', '.join(unknown)}", {"names": unknown})
    for paragraph in found:
        _fill(paragraph, texts)
    return document


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph: of the text, of tables within tables, of headers and footers."""
    parts: list[Any] = [document]
    for section in document.sections:
        parts += [section.header, section.footer, section.first_page_header, section.first_page_footer]
    for part in parts:
        yield from _inside(part)


def _inside(part: Any) -> Iterator[Paragraph]:
    yield from part.paragraphs
    for table in part.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _inside(cell)


def _fill(paragraph: Paragraph, texts: Mapping[str, str]) -> None:
    lines = _PLACEHOLDER.sub(lambda found: texts[found[1]], paragraph.text).split("\n")
    if not any(line.strip() for line in lines) and not _is_alone(paragraph):
        _drop(paragraph)
        return
    bare = _PLACEHOLDER.fullmatch(paragraph.text.strip()) is not None
    _write(paragraph, texts, lines[0] if bare else "")
    after = paragraph
    for line in lines[1:] if bare else ():
        after = _copy_after(after, line)


def _write(paragraph: Paragraph, texts: Mapping[str, str], whole: str) -> None:
    """Fill run by run, so that the bold stays bold; a placeholder torn over several runs is gathered in the first."""
    if whole or not all(_is_whole(run.text) for run in paragraph.runs):
        _set(paragraph, whole or _PLACEHOLDER.sub(lambda found: texts[found[1]], paragraph.text))
        return
    for run in paragraph.runs:
        if "{{" in run.text:
            run.text = _PLACEHOLDER.sub(lambda found: texts[found[1]], run.text)


def _is_whole(text: str) -> bool:
    return (
        text.count("{{") == text.count("}}") and "{" not in text.replace("{{", "") and "}" not in text.replace("}}", "")
    )


def _set(paragraph: Paragraph, text: str) -> None:
    for run in paragraph.runs[1:]:
        run.text = ""
    (paragraph.runs[0] if paragraph.runs else paragraph.add_run()).text = text


def _copy_after(paragraph: Paragraph, text: str) -> Paragraph:
    twin = copy.deepcopy(paragraph._p)
    paragraph._p.addnext(twin)
    new = Paragraph(twin, paragraph._parent)
    # What stood before and after the one paragraph stands before and after all of them.
    new.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    _set(new, text)
    return new


def _is_alone(paragraph: Paragraph) -> bool:
    """A cell or a header must keep one paragraph."""
    return len(getattr(paragraph._parent, "paragraphs", ())) == 1


def _drop(paragraph: Paragraph) -> None:
    paragraph._p.getparent().remove(paragraph._p)
