"""Finding a thing by its name, number or pinyin initials, the way the command palette asks."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from app.store.rows import Found

# What a person may type to mean a record: numbers and codes first, then names, then the rest.
_NUMBERS = {
    "camera": ("no",),
    "speaker": ("no",),
    "place": ("code",),
    "unit": ("code", "phone"),
    "area": ("id",),
    "matter": ("id",),
}
_NAMES = {
    "camera": ("name", "pinyin"),
    "speaker": ("name", "pinyin"),
    "place": ("name", "pinyin"),
    "unit": ("name", "short", "pinyin"),
    "area": ("name",),
    "matter": ("name", "name_en"),
    "zone": ("name",),
    "phrase": ("title",),
}
_REST = {"camera": ("group",), "place": ("address",), "phrase": ("text",), "matter": ("big_name",)}

SEARCHED = ("camera", "speaker", "place", "unit", "zone", "phrase", "matter", "area")


def find(kind: str, records: Iterable[Any], text: str) -> list[Found]:
    """Return the records that every word of `text` speaks of, best first."""
    words = text.lower().split()
    if not words:
        return []
    hits = [(rank, record) for record in records if (rank := _rank(kind, record, words)) is not None]
    hits.sort(key=lambda hit: (hit[0], getattr(hit[1], "no", ""), hit[1].id))
    return [Found(kind, record, rank) for rank, record in hits]


def _rank(kind: str, record: Any, words: list[str]) -> int | None:
    worst = 0
    for word in words:
        rank = _rank_word(kind, record, word)
        if rank is None:
            return None
        worst = max(worst, rank)
    return worst


def _rank_word(kind: str, record: Any, word: str) -> int | None:
    numbers = _texts(record, _NUMBERS.get(kind, ()))
    names = _texts(record, _NAMES.get(kind, ()))
    if word.isascii() and not getattr(record, "pinyin", ""):
        names = [*names, *_letters(kind, record)]
    if word in numbers:
        return 0
    if any(text.startswith(word) for text in numbers + names):
        return 1
    if any(word in text for text in numbers + names):
        return 2
    return 3 if any(word in text for text in _texts(record, _REST.get(kind, ()))) else None


def named_by(kind: str, records: Iterable[Any], letters: str) -> list[str]:
    """Return the ids of the records whose name's pinyin initials begin with the letters or contain three of them."""
    typed = letters.lower()
    return [
        record.id
        for record in records
        if any(
            spelt.startswith(typed) or (len(typed) > 2 and typed in spelt)
            for spelt in (getattr(record, "pinyin", "").lower(), *_letters(kind, record))
        )
    ]


def _letters(kind: str, record: Any) -> list[str]:
    """The initials of a record's Chinese names; what the hall has written down itself comes before them."""
    names = [name for name in _NAMES.get(kind, ()) if name in ("name", "short", "title")]
    return [_initials(text) for name in names if (text := str(getattr(record, name)))]


@lru_cache(maxsize=100_000)
def _initials(name: str) -> str:
    from app.words.pinyin import initials  # its dictionary takes a while to load: only for who types letters

    return initials(name)


def _texts(record: Any, names: tuple[str, ...]) -> list[str]:
    return [str(getattr(record, name)).lower() for name in names]
