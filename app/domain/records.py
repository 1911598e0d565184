"""Every noun that travels between hub and seat, and its shape as a flat row of text and numbers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from app.domain.algorithm import Algorithm
from app.domain.area import Area
from app.domain.book_change import BookChange
from app.domain.broadcast import Broadcast, Phrase
from app.domain.camera import Camera
from app.domain.case.noun import Case, Step
from app.domain.clock import from_text, to_text
from app.domain.letter import Letter
from app.domain.matter import Matter
from app.domain.media import Media
from app.domain.operator import OperatorPublic
from app.domain.place import Place
from app.domain.reading import Reading
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import Ruleset
from app.domain.shared_filter import SharedFilter
from app.domain.speaker import Speaker, Zone
from app.domain.unit import Unit

KINDS: dict[str, type] = {
    "ruleset": Ruleset,
    "area": Area,
    "unit": Unit,
    "matter": Matter,
    "responsibility": Responsibility,
    "ruling": Ruling,
    "algorithm": Algorithm,
    "book_change": BookChange,
    "operator_public": OperatorPublic,
    "camera": Camera,
    "zone": Zone,
    "speaker": Speaker,
    "place": Place,
    "phrase": Phrase,
    "shared_filter": SharedFilter,
    "reading": Reading,
    "case": Case,
    "case_step": Step,
    "letter": Letter,
    "broadcast": Broadcast,
    "media": Media,
}
_KIND_OF = {noun: kind for kind, noun in KINDS.items()}


def kind_of(noun: object) -> str:
    """Return the kind of a noun, or of what it is a sort of. Raises KeyError for what does not travel."""
    for sort in type(noun).__mro__:
        if sort in _KIND_OF:
            return _KIND_OF[sort]
    raise KeyError(type(noun).__name__)


@cache
def columns(kind: str) -> tuple[str, ...]:
    """Return the columns of a kind in their fixed order, `id` first. Raises KeyError for an unknown kind."""
    return tuple(f.name for f in fields(KINDS[kind]))


@cache
def column_types(kind: str) -> dict[str, str]:
    """Return the storage type of each column: text, integer, real, boolean, time or json."""
    hints = get_type_hints(KINDS[kind])
    return {name: _storage(hints[name]) for name in columns(kind)}


def to_row(noun: Any) -> dict[str, Any]:
    """Return a noun as a flat row: times and lists as text, booleans as booleans. Raises TypeError for a non-noun."""
    if not is_dataclass(noun) or isinstance(noun, type):
        raise TypeError(f"{noun!r} is no noun")
    return {name: write(getattr(noun, name)) for name, write in _writers(kind_of(noun))}


@cache
def usual_row(kind: str) -> Mapping[str, Any]:
    """Return what each column says when nobody has said anything, as `to_row` writes it; what must be said is absent.

    Raises KeyError for an unknown kind.
    """
    given = {
        f.name: f.default if f.default_factory is MISSING else f.default_factory()
        for f in fields(KINDS[kind])
        if f.default is not MISSING or f.default_factory is not MISSING
    }
    return {name: write(given[name]) for name, write in _writers(kind) if name in given}


def from_row(kind: str, row: Mapping[str, Any]) -> Any:
    """Build a noun from a row; columns it does not know are ignored, missing ones take their default.

    Raises KeyError for an unknown kind, TypeError where a column without default is missing.
    """
    values = {
        name: read(row[name])
        for name, read in _readers(kind)
        if name in row and (row[name] is not None or read is _same)
    }
    return KINDS[kind](**values)


def _storage(hint: Any) -> str:
    options = [a for a in get_args(hint) if a is not type(None)]
    base = options[0] if options and get_origin(hint) not in (tuple, dict) else hint
    if get_origin(base) in (tuple, dict) or base in (tuple, dict):
        return "json"
    return {bool: "boolean", int: "integer", float: "real", datetime: "time"}.get(base, "text")


def _same(value: Any) -> Any:
    return value


def _freeze(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_freeze(item) for item in value)
    return value


def _read_list(value: Any) -> Any:
    if value == "[]":
        return ()
    return _freeze(json.loads(value) if isinstance(value, str) else value)


def _read_dict(value: Any) -> Any:
    if value == "{}":
        return {}
    return json.loads(value) if isinstance(value, str) else dict(value)


def _write_json(value: Any) -> str:
    if not value:  # nearly always: most of what a case may have, most cases have not
        return "{}" if isinstance(value, dict) else "[]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=isinstance(value, dict))


def _write_time(value: datetime | None) -> str | None:
    return None if value is None else to_text(value)


def _write_text(value: Any) -> Any:
    return None if value is None else str(value)


@cache
def _writers(kind: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    by_type: dict[str, Callable[[Any], Any]] = {"time": _write_time, "json": _write_json, "text": _write_text}
    return tuple((name, by_type.get(storage, _same)) for name, storage in column_types(kind).items())


@cache
def _readers(kind: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(KINDS[kind])
    plain: dict[str, Callable[[Any], Any]] = {"time": from_text, "boolean": bool}
    readers: list[tuple[str, Callable[[Any], Any]]] = []
    for name, storage in column_types(kind).items():
        if storage == "json":
            is_map = get_origin(hints[name]) is dict or hints[name] is dict
            readers.append((name, _read_dict if is_map else _read_list))
        else:
            readers.append((name, plain.get(storage, _same)))
    return tuple(readers)
