"""What a rule answers when it says yes, and how a rule reads what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_TEXT = 8_000


@dataclass(frozen=True, slots=True)
class Decision:
    """The records as they are after the command: the target first, then what came with it (a case's step …).

    None at all is a fact: it is written into the books and changes nothing.
    """

    records: tuple[Any, ...]


def text_arg(args: Mapping[str, Any], name: str, limit: int = MAX_TEXT) -> str:
    """Return a text argument, trimmed of NUL and outer space and cut to `limit` characters; a missing one is empty."""
    value = args.get(name)
    if value is None:
        return ""
    return str(value).replace("\x00", "").strip()[:limit]


def number_arg(args: Mapping[str, Any], name: str) -> float | None:
    """Return a number argument, or None where it is missing or no number."""
    value = args.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def ids_arg(args: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of ids, each once, in the order given."""
    value = args.get(name)
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys(str(item) for item in value))
