"""The open lists the demo city takes its words from: plain files under resources/demo."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.paths import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one list, e.g. `matters.csv`. Raises FileNotFoundError where it is missing."""
    path: Path = resources("demo", name)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def community_names() -> dict[str, tuple[str, ...]]:
    """Return street or town name -> names of its communities and villages, without their suffix."""
    found: dict[str, list[str]] = {}
    for row in rows("communities.csv"):
        found.setdefault(row["street"], []).append(row["name"])
    return {street: tuple(names) for street, names in found.items()}
