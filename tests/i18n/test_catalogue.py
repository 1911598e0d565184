"""Chinese is the source; English is complete: no operator meets a sentence in the wrong language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app import text
from app.paths import catalogues

ROOT = catalogues().parent
FIELD = re.compile(r"\{[^{}]*\}")


KEYWORDS = {"_": None, "N_": None, "n_": (1, 1)}


def spoken() -> set[str]:
    """Every sentence; one that is counted comes once, though the catalogue has it in the plural too."""
    found = extract_from_dir(ROOT / "app", [("**.py", "python")], keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found if message}


def forms(entry: Message | None) -> list[str]:
    """A sentence as it is said, or as it is said of one and of several."""
    said = entry.string if entry is not None and not entry.fuzzy else ""
    return [said] if isinstance(said, str) else list(said)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with Path(catalogues() / "en" / "LC_MESSAGES" / "hall.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english(english: Catalog) -> None:
    missing = sorted(m for m in spoken() if not all(forms(english.get(m))))
    assert not missing, f"{len(missing)} sentences without English; run installer/catalogue: {missing[:20]}"


def test_no_sentence_hides_in_a_formatted_string() -> None:
    hidden = re.compile(r"""f["'].*\{_\(["']""")
    found = [str(path) for path in (ROOT / "app").rglob("*.py") if hidden.search(path.read_text("utf-8"))]
    assert not found, "the extractor does not see them, so they would never be translated"


def test_the_blanks_in_a_sentence_are_the_same_in_both_languages(english: Catalog) -> None:
    odd = [
        m
        for m in spoken()
        if any(form and sorted(FIELD.findall(m)) != sorted(FIELD.findall(form)) for form in forms(english.get(m)))
    ]
    assert not odd


def test_the_english_catalogue_speaks() -> None:
    text.use("en")
    assert text._("待派遣") != "待派遣"
    text.use("zh_CN")
    assert text._("待派遣") == "待派遣"


def test_one_is_counted_as_one_and_several_as_several() -> None:
    text.use("en")
    said = [text.n_("共 {n} 件", n).format(n=n) for n in (0, 1, 2)]
    text.use("zh_CN")
    assert said == ["0 cases", "1 case", "2 cases"]
    assert [text.n_("共 {n} 件", n).format(n=n) for n in (1, 2)] == ["共 1 件", "共 2 件"]


def test_a_language_that_is_not_complete_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        text.use("fr")
