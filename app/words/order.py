"""The order of Chinese words as people look them up: by pinyin, numbers by their value, Latin letters before all."""

import re
from functools import cache

from app.paths import resources
from app.words import books

_NUMBER = re.compile(r"\d+")
_FIRST = 0x4E00
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}
_LONGEST_NUMBER = 9
# Behind every word there is.
LAST = "\U0010ffff"


def by_pinyin(text: str, longest: int = 32) -> str:
    """Return a key: texts whose keys are in the order of code points stand in the order of pinyin. Nothing comes last.

    文三路3号 comes before 文三路12号; a character with several readings is where GB 2312 has it.
    """
    words = text[:longest].strip().lower().translate(_places())
    return _NUMBER.sub(_by_value, words) or LAST


def by_book(book: str, code: str) -> str:
    """Return a key: codes stand as their book lists them, unknown ones behind. Raises KeyError: no such book."""
    return _listed(book).get(code, f"99{code}")


@cache
def _listed(book: str) -> dict[str, str]:
    return {code: f"{place:02d}{code}" for place, code in enumerate(books()[book])}


def _by_value(number: re.Match[str]) -> str:
    return number[0].lstrip("0").rjust(_LONGEST_NUMBER, "0")


@cache
def _places() -> dict[int, str]:
    """Each character becomes the one that stands at its place in the order."""
    order = resources("words", "pinyin_order.txt").read_text(encoding="utf-8").replace("\n", "")
    return {ord(char): chr(_FIRST + place) for place, char in enumerate(order)} | _WIDE
