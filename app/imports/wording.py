"""The hall's own words for its codes, read backwards: `待受理` or `Waiting for acceptance` is `reported`."""

from collections.abc import Mapping
from functools import cache

from app.text import _, language
from app.words import books


def known_code(book: str, said: str) -> str:
    """Return the code of a word in the source language or the operator's own; what is no such word is returned."""
    return _backwards(book, language()).get(said, said) if said else ""


@cache
def _backwards(book: str, _language: str) -> Mapping[str, str]:
    words = books()[book]
    return {_(said): code for code, said in words.items()} | {said: code for code, said in words.items()}
