"""How the subcommands print: tables for people, JSON for programs."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import typer


def as_json(data: Any) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def as_line(data: Any) -> None:
    """Print one JSON document on one line, for a reader that follows."""
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def as_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print an aligned table; a Chinese character takes two columns."""
    lines = [tuple(head), *(tuple("" if cell is None else str(cell) for cell in row) for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        cells = (cell + " " * (widths[i] - _width(cell)) for i, cell in enumerate(line))
        typer.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
