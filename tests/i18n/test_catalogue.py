"""Chinese is the source; English is complete: no operator meets a sentence in the wrong language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app import text
from app.paths import catalogues

ROOT = catalogues().parent
FIELD = re.compile(r"\{[^{}]*\}")


def spoken() -> set[str]:
    found = extract_from_dir(ROOT / "app", [("**.py", "python")], keywords={"_": None, "N_": None})
    return {message for _, _, message, _, _ in found if isinstance(message, str) and message}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with Path(catalogues() / "en" / "LC_MESSAGES" / "hall.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english(english: Catalog) -> None:
    missing = sorted(m for m in spoken() if not (entry := english.get(m)) or not entry.string or entry.fuzzy)
    assert not missing, f"{len(missing)} sentences without English; run installer/catalogue: {missing[:20]}"


def test_no_sentence_hides_in_a_formatted_string() -> None:
    hidden = re.compile(r"""f["'].*\{_\(["']""")
    found = [str(path) for path in (ROOT / "app").rglob("*.py") if hidden.search(path.read_text("utf-8"))]
    assert not found, "the extractor does not see them, so they would never be translated"


def test_the_blanks_in_a_sentence_are_the_same_in_both_languages(english: Catalog) -> None:
    odd = [
        m
        for m in spoken()
        if (e := english.get(m)) and sorted(FIELD.findall(m)) != sorted(FIELD.findall(str(e.string)))
    ]
    assert not odd


def test_the_english_catalogue_speaks() -> None:
    text.use("en")
    assert text._("待派遣") != "待派遣"
    text.use("zh_CN")
    assert text._("待派遣") == "待派遣"


def test_a_language_that_is_not_complete_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        text.use("fr")
