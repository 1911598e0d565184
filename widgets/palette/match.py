"""How well a few typed letters fit a thing, by its name, its number or the initials of its pinyin."""

from collections.abc import Iterable

_EXACT, _START, _WORD, _INSIDE, _SCATTERED = 100, 60, 45, 30, 8


def rank(text: str, names: Iterable[str]) -> int:
    """0: does not fit; more is better. Every word of `text` must fit one of `names`; nothing typed fits everything."""
    words = text.casefold().split()
    folded = [name.casefold() for name in names if name]
    if not words:
        return 1
    scores = [max((_fit(word, name) for name in folded), default=0) for word in words]
    return sum(scores) if all(scores) else 0


def _fit(word: str, name: str) -> int:
    place = name.find(word)
    if place == 0:
        return _EXACT if word == name else _START
    if place > 0:
        return _WORD if not name[place - 1].isalnum() else _INSIDE
    return _SCATTERED if _scattered(word, name) else 0


def _scattered(word: str, name: str) -> bool:
    """Whether the letters appear in this order; one alone says nothing, and too far apart is chance."""
    rest = iter(name)
    return len(word) > 1 and len(name) <= 4 * len(word) + 8 and all(letter in rest for letter in word)
