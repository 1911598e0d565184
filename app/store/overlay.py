"""The seat's own waiting operations laid over the hub's rows, shown before the hub has answered."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.command import Command
from app.domain.decisions import decide
from app.domain.errors import Rejected
from app.domain.records import KINDS, kind_of, to_row
from app.domain.rules import Rules
from app.store import kin
from app.store.connection import Connection, fetch
from app.store.landing import land, remove
from app.store.outbox import Intent
from app.store.schema import table_columns
from app.store.shapes import nouns, select_list
from app.store.sheet import Sheet, lay_out

Target = tuple[str, str]
Touched = dict[str, set[str]]
_MARKS = {"refused": "trouble", "conflict": "trouble", "held": "held"}
# What waits behind an open clash was asked of a row that never came about: it is counted, and shown in the clash.
_SHOWN = frozenset({"waiting", "held", "done"})


def owners(connection: Connection, kind: str, ids: Iterable[str]) -> set[Target]:
    """Return what own operations are about that have changed the look of these records."""
    found = fetch(
        connection,
        "SELECT DISTINCT noun, target FROM base WHERE kind = ? AND id IN (SELECT value FROM json_each(?))",
        (kind, json.dumps(list(ids))),
    )
    return {(noun, target) for noun, target in found}


def lift(connection: Connection, targets: set[Target]) -> Touched:
    """Take the overlay off: the records show the hub's rows again. Returns what changed its look."""
    touched: Touched = {}
    for noun, target in sorted(targets):
        found = fetch(connection, "SELECT kind, id, row FROM base WHERE noun = ? AND target = ?", (noun, target))
        for kind, record_id, row in found:
            if row is None:
                remove(connection, kind, [record_id])
            else:
                land(connection, Sheet(kind, table_columns(kind), [tuple(json.loads(row))]), force=True)
            touched.setdefault(kind, set()).add(record_id)
        connection.exec_driver_sql("DELETE FROM base WHERE noun = ? AND target = ?", (noun, target))
        connection.exec_driver_sql("DELETE FROM own WHERE noun = ? AND target = ?", (noun, target))
        touched.setdefault(noun, set()).add(target)
    return touched


def lay(connection: Connection, intents: Iterable[Intent], rules: Rules) -> Touched:
    """Put the overlay on: each waiting operation is judged on what the ones before it made, and shown where it may."""
    touched: Touched = {}
    for intent in intents:
        command = intent.command
        state = _MARKS.get(intent.state, "waiting")
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO own(noun, target, place, command_id, state, code) VALUES(?, ?, ?, ?, ?, ?)",
            (command.noun, command.target, intent.place, command.id, state, intent.code),
        )
        touched.setdefault(command.noun, set()).add(command.target)
        if intent.state in _SHOWN:
            for kind, record_id in _show(connection, command, rules):
                touched.setdefault(kind, set()).add(record_id)
    return touched


def all_targets(connection: Connection) -> set[Target]:
    """Return everything that own operations lie over or have marked."""
    found = fetch(connection, "SELECT noun, target FROM base UNION SELECT noun, target FROM own")
    return {(noun, target) for noun, target in found}


def merge(*parts: Mapping[str, set[str]]) -> Touched:
    """Join several accounts of what was touched."""
    whole: Touched = {}
    for part in parts:
        for kind, ids in part.items():
            whole.setdefault(kind, set()).update(ids)
    return whole


def _show(connection: Connection, command: Command, rules: Rules) -> list[Target]:
    if command.noun not in KINDS:
        return []
    found = fetch(
        connection, f'SELECT {select_list(command.noun)} FROM "{command.noun}" WHERE id = ?', (command.target,)
    )
    current = nouns(command.noun, found)[0] if found else None
    verdict = decide(current, command, rules, kin.of(connection, current, command))
    if isinstance(verdict, Rejected):
        # The hub's row has moved on under this operation; the hub will say what that means.
        return []
    return [_write(connection, command, noun) for noun in verdict.records]


def _write(connection: Connection, command: Command, noun: Any) -> Target:
    kind = kind_of(noun)
    names = ", ".join(f'"{name}"' for name in table_columns(kind))
    found = fetch(connection, f'SELECT {names} FROM "{kind}" WHERE id = ?', (noun.id,))
    seq = found[0][1] if found else 0
    row = json.dumps(list(found[0]), ensure_ascii=False) if found else None
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO base(kind, id, noun, target, seq, row) VALUES(?, ?, ?, ?, ?, ?)",
        (kind, noun.id, command.noun, command.target, seq, row),
    )
    flat = to_row(noun) | {"seq": seq}
    land(connection, lay_out(kind, tuple(flat), [tuple(flat.values())]), force=True)
    return kind, noun.id
