"""The rules of this hall as the cache knows them, made once and again only when their records change."""

import threading
from collections.abc import Mapping

from app.domain.rules import Rules
from app.store.connection import Connection, fetch
from app.store.shapes import nouns, select_list

_PARTS = ("ruleset", "matter")


class Rulebook:
    """Keeps the `Rules` built from the cached ruleset and matters."""

    def __init__(self, version: Mapping[str, int]) -> None:
        self._version = version
        self._lock = threading.Lock()
        self._made_at: tuple[int, ...] = (-1,)
        self._rules = Rules()

    def rules(self, connection: Connection) -> Rules:
        """Return the rules, rebuilt where the records they are made of have changed."""
        now = tuple(self._version.get(kind, 0) for kind in _PARTS)
        with self._lock:
            if now != self._made_at:
                self._rules = _build(connection)
                self._made_at = now
            return self._rules


def _build(connection: Connection) -> Rules:
    ruleset, matters = (
        nouns(kind, fetch(connection, f'SELECT {select_list(kind)} FROM "{kind}" ORDER BY id')) for kind in _PARTS
    )
    return Rules.from_records(ruleset[0] if ruleset else None, matters)
