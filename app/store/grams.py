"""Chinese text as overlapping pairs of characters, so that SQLite's full-text index finds two-character words."""

import re

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")
_HAN_FROM = "\u3400"
_NUMBER_FROM = 8
_TAIL = 8
_LEAST_TAIL = 3
_LONGEST, _MOST_PARTS = 200, 16


def grams(*texts: str) -> str:
    """Return the index words of the texts: each pair of Chinese characters and each last one, Latin whole."""
    words: list[str] = []
    for text in texts:
        for run in _RUN.findall(text):
            words.extend(_pairs(run) if run[0] >= _HAN_FROM else _whole(run.lower()))
    return " ".join(words)


def searchable(text: str) -> str:
    """Return as much of a text as one search looks for: a page pasted by mistake is not taken apart word by word."""
    if len(text) <= 2 * _MOST_PARTS and text.isascii():
        return text
    plain = text[:_LONGEST].encode("utf-8", "ignore").decode("utf-8")
    return " ".join(plain.split()[:_MOST_PARTS])


def is_number(text: str) -> bool:
    """Say whether the text can only mean a part of a number: digits, three at least."""
    return text.isascii() and text.isdigit() and len(text) >= _LEAST_TAIL


def match(text: str) -> str:
    """Return the FTS5 expression whose hits contain every run of `text`; empty where nothing in it can be searched.

    The index keeps no positions, so hits still have to be checked with `contains_all`.
    """
    return " AND ".join(_term(run) for run in _RUN.findall(text))


def runs(text: str) -> tuple[str, ...]:
    """Return the parts of a query that must each occur in a hit: split at white space, lower case."""
    return tuple(part.lower() for part in text.split())


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] + [run[-1]]


def _whole(run: str) -> tuple[str, ...]:
    """A number is found by its end too, as people say it: its last characters stand in the index turned round."""
    return (run, _tail(run)) if len(run) >= _NUMBER_FROM and run[-1].isdigit() else (run,)


def _tail(run: str) -> str:
    return f"zz{run[: -_TAIL - 1 : -1]}"


def _term(run: str) -> str:
    if run[0] < _HAN_FROM and is_number(run):
        # A short beginning is shared by a whole year's numbers: looking it up would cost more than anybody waits.
        whole = f'"{run}"*' if len(run) >= _NUMBER_FROM else f'"{run}"'
        return f'({whole} OR "{_tail(run)}"*)'
    if run[0] < _HAN_FROM or len(run) == 1:
        return f'"{run.lower()}"*'
    return " AND ".join(f'"{run[i : i + 2]}"' for i in range(len(run) - 1))
