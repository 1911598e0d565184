"""Where rows land in the cache: the table, and what is derived from it (open cases, full text, positions)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from operator import itemgetter
from typing import Any

from app.domain.area import Area
from app.domain.case import OPEN_STATES, Case, CaseState
from app.domain.case.clocks import warn_before
from app.domain.clock import from_text, to_text
from app.domain.records import KINDS
from app.store.connection import Connection, fetch, scalar
from app.store.grams import grams
from app.store.schema import BOX_KIND, CASE_TEXT, NO_DUE, ORDERS, SPOT_KINDS, table_columns
from app.store.shapes import nouns, select_list
from app.store.sheet import Sheet, upsert_sql
from app.words.order import by_book, by_pinyin

_INDEX_AT_ONCE = 1_000
_TEXT_LIST = ", ".join(CASE_TEXT)
_SORTED_TEXTS = ("unit_name", "source", "address", "area_name", "state", "matter_name")


def land(connection: Connection, sheet: Sheet, force: bool = False) -> None:
    """Write rows; one that is not newer than the one there is passed over unless forced."""
    kind = sheet.kind
    if not sheet.rows:
        return
    if kind == "case":
        _land_cases(connection, sheet, force)
        return
    connection.exec_driver_sql(upsert_sql(kind, force, sheet.names), list(sheet.rows))
    if kind in SPOT_KINDS or kind == BOX_KIND:
        _place(connection, kind, [row[0] for row in sheet.rows])


def remove(connection: Connection, kind: str, ids: Sequence[str]) -> None:
    """Take records out of the table and everything derived from it."""
    listed = json.dumps(list(ids))
    if kind == "case":
        before = _before(connection, listed)
        _forget_open(connection, [old.rid for old in before.values()])
        _forget_text(connection, list(before.values()))
    elif kind in SPOT_KINDS or kind == BOX_KIND:
        connection.exec_driver_sql(
            f"DELETE FROM spot_{kind} WHERE rid IN "
            f'(SELECT rowid FROM "{kind}" WHERE id IN (SELECT value FROM json_each(?)))',
            (listed,),
        )
    connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE id IN (SELECT value FROM json_each(?))', (listed,))
    if kind == "case":
        # SQLite gives the number of a removed last row to the next new one, which is not in the full text yet.
        connection.exec_driver_sql(
            "UPDATE meta SET v = (SELECT ifnull(max(rowid), 0) FROM \"case\") WHERE k = 'text_to' "
            'AND CAST(v AS INTEGER) > (SELECT ifnull(max(rowid), 0) FROM "case")'
        )


def clear(connection: Connection) -> None:
    """Empty every table of records and everything derived from them, and begin at cursor 0."""
    for table in (
        *KINDS,
        "open_case",
        "open_text",
        *(f"spot_{k}" for k in ("open_case", *SPOT_KINDS, BOX_KIND)),
        "base",
        "own",
    ):
        connection.exec_driver_sql(f'DELETE FROM "{table}"')
    connection.exec_driver_sql("INSERT INTO case_text(case_text) VALUES('delete-all')")
    connection.exec_driver_sql("DELETE FROM meta WHERE k IN ('cursor', 'epoch', 'text_to')")


def index_text(connection: Connection, most: int = _INDEX_AT_ONCE) -> int:
    """Take up to `most` rows of the history into the full text; returns how far that is behind, in row numbers."""
    reached = int(scalar(connection, "SELECT v FROM meta WHERE k = 'text_to'") or 0)
    found = fetch(
        connection, f'SELECT rowid, {_TEXT_LIST} FROM "case" WHERE rowid > ? ORDER BY rowid LIMIT {most}', (reached,)
    )
    if not found:
        return 0
    words = [(row[0], grams(*(text or "" for text in row[1:]))) for row in found]
    connection.exec_driver_sql("INSERT INTO case_text(rowid, t) VALUES(?, ?)", words)
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta(k, v) VALUES('text_to', ?)", (str(found[-1][0]),))
    return text_backlog(connection)


def text_backlog(connection: Connection) -> int:
    """Return how far the history's full text is behind, in row numbers."""
    reached = int(scalar(connection, "SELECT v FROM meta WHERE k = 'text_to'") or 0)
    return max(0, int(scalar(connection, 'SELECT max(rowid) FROM "case"') or 0) - reached)


def derive_everything(connection: Connection) -> None:
    """Build what is derived from the tables, all but the history's full text, after a bulk load."""
    for name in ("reported_at", "updated_at"):
        connection.exec_driver_sql(f"UPDATE \"case\" SET {name} = '' WHERE {name} IS NULL")
    marks = ", ".join("?" * len(OPEN_STATES))
    open_rids = fetch(connection, f'SELECT rowid FROM "case" WHERE state IN ({marks})', tuple(OPEN_STATES))
    _take_open(connection, [rid for (rid,) in open_rids])
    for kind in (*SPOT_KINDS, BOX_KIND):
        _place(connection, kind, [i for (i,) in fetch(connection, f'SELECT id FROM "{kind}"')])


@dataclass(frozen=True, slots=True)
class _Old:
    """What the cache held of a case before a row landed on it."""

    rid: int
    seq: int
    open: bool
    text: tuple[str, ...]


@cache
def _case_place(name: str) -> int:
    return table_columns("case").index(name)


def _land_cases(connection: Connection, sheet: Sheet, force: bool) -> None:
    before = _before(connection, json.dumps([row[0] for row in sheet.rows]))
    newer = {row[0]: row for row in sheet.rows if force or row[0] not in before or row[1] > before[row[0]].seq}
    if not newer:
        return
    connection.exec_driver_sql(upsert_sql("case", force, sheet.names), list(newer.values()))
    texts, state = sheet.reader(*CASE_TEXT), sheet.reader("state", "id")
    changed = [old for i, old in before.items() if i in newer and old.text != _plain(texts(newer[i]))]
    _forget_text(connection, changed)
    opened = [i for i, row in newer.items() if state(row)[0] in OPEN_STATES]
    _forget_open(connection, [old.rid for i, old in before.items() if old.open and i in newer])
    _take_text(connection, [old.rid for old in changed])
    listed = json.dumps(opened)
    rids = fetch(connection, 'SELECT rowid FROM "case" WHERE id IN (SELECT value FROM json_each(?))', (listed,))
    _take_open(connection, [rid for (rid,) in rids])
    if text_backlog(connection) <= _INDEX_AT_ONCE:
        # A longer backlog is for quiet moments: news go first.
        index_text(connection)


def _plain(texts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(text or "" for text in texts)


def _before(connection: Connection, listed: str) -> dict[str, _Old]:
    found = fetch(
        connection,
        f'SELECT id, rowid, seq, state, {_TEXT_LIST} FROM "case" WHERE id IN (SELECT value FROM json_each(?))',
        (listed,),
    )
    return {row[0]: _Old(row[1], row[2], row[3] in OPEN_STATES, _plain(row[4:])) for row in found}


def _forget_text(connection: Connection, olds: list[_Old]) -> None:
    """A contentless index forgets a row only when told word for word what it held."""
    reached = int(scalar(connection, "SELECT v FROM meta WHERE k = 'text_to'") or 0)
    gone = [(old.rid, grams(*old.text)) for old in olds if old.rid <= reached]
    if gone:
        connection.exec_driver_sql("INSERT INTO case_text(case_text, rowid, t) VALUES('delete', ?, ?)", gone)


def _take_text(connection: Connection, rids: list[int]) -> None:
    reached = int(scalar(connection, "SELECT v FROM meta WHERE k = 'text_to'") or 0)
    listed = json.dumps([rid for rid in rids if rid <= reached])
    found = fetch(
        connection, f'SELECT rowid, {_TEXT_LIST} FROM "case" WHERE rowid IN (SELECT value FROM json_each(?))', (listed,)
    )
    words = [(row[0], grams(*(text or "" for text in row[1:]))) for row in found]
    if words:
        connection.exec_driver_sql("INSERT INTO case_text(rowid, t) VALUES(?, ?)", words)


def _forget_open(connection: Connection, rids: list[int]) -> None:
    if not rids:
        return
    keys = [(rid,) for rid in rids]
    connection.exec_driver_sql("DELETE FROM open_case WHERE rid = ?", keys)
    connection.exec_driver_sql("DELETE FROM open_text WHERE rowid = ?", keys)
    connection.exec_driver_sql("DELETE FROM spot_open_case WHERE rid = ?", keys)


def _take_open(connection: Connection, rids: list[int]) -> None:
    """Copy open cases into the small table, with the time their light turns yellow."""
    names = ", ".join(f'"{name}"' for name in table_columns("case"))
    own = ("due_key", "warn_at", "capture", *ORDERS)
    marks = ", ".join("?" * (1 + len(table_columns("case")) + len(own)))
    insert = f"INSERT INTO open_case(rid, {names}, {', '.join(own)}) VALUES({marks})"
    for start in range(0, len(rids), 5_000):
        listed = json.dumps(rids[start : start + 5_000])
        found = fetch(
            connection, f'SELECT rowid, {names} FROM "case" WHERE rowid IN (SELECT value FROM json_each(?))', (listed,)
        )
        if not found:
            continue
        connection.exec_driver_sql(insert, [(*row, *_derived(row)) for row in found])
        texts = itemgetter(*(_case_place(name) + 1 for name in CASE_TEXT))
        words = [(row[0], grams(*_plain(texts(row)))) for row in found]
        connection.exec_driver_sql("INSERT INTO open_text(rowid, t) VALUES(?, ?)", words)
        lon, lat = _case_place("lon") + 1, _case_place("lat") + 1
        spots = [(r[0], r[lon], r[lon], r[lat], r[lat]) for r in found if r[lon] is not None and r[lat] is not None]
        if spots:
            connection.exec_driver_sql("INSERT INTO spot_open_case VALUES(?, ?, ?, ?, ?)", spots)


def _due(row: Sequence[Any]) -> tuple[str, str | None]:
    due, start = row[_case_place("due_at") + 1], row[_case_place("clock_from") + 1]
    if not due:
        return NO_DUE, None
    if row[_case_place("paused_at") + 1]:
        # A clock that stands presses nobody: such cases come behind all that run, in the order of their own due times.
        return f"9{due[1:]}", None
    case = Case(id="", due_at=from_text(due), clock_from=from_text(start) if start else None)
    return due, to_text(from_text(due) - max(warn_before(case), timedelta(0)))


def _derived(row: Sequence[Any]) -> tuple[Any, ...]:
    due_key, warn_at = _due(row)
    return due_key, warn_at, _is_capture(row), *_orders(row, due_key)


def _orders(row: Sequence[Any], due_key: str) -> tuple[str, ...]:
    """Where a case stands in each of `ORDERS`."""
    unit, source, address, area, state, matter = (row[_case_place(name) + 1] or "" for name in _SORTED_TEXTS)
    firsts = (
        by_pinyin(unit),
        by_book("source", source),
        by_pinyin(address or area),
        by_book("state", state),
        by_pinyin(matter),
    )
    return tuple(f"{first}\t{due_key}" for first in firsts)


def _is_capture(row: Sequence[Any]) -> bool:
    """What an algorithm has seen and nobody has looked at yet does not stand in the queue."""
    return bool(row[_case_place("source") + 1] == "ai" and row[_case_place("state") + 1] == CaseState.REPORTED)


def _place(connection: Connection, kind: str, ids: Sequence[str]) -> None:
    """Put records with a position into their R*Tree; ground goes in as the box around its rings."""
    listed = json.dumps(list(ids))
    where = "WHERE id IN (SELECT value FROM json_each(?))"
    if kind == BOX_KIND:
        found = fetch(connection, f'SELECT {select_list(kind)}, rowid FROM "{kind}" {where}', (listed,))
        areas = nouns(kind, (row[:-1] for row in found))
        boxes = [(row[-1], *_box(area)) for row, area in zip(found, areas, strict=True) if area.rings]
    else:
        found = fetch(connection, f'SELECT rowid, lon, lat FROM "{kind}" {where}', (listed,))
        boxes = [(rid, lon, lon, lat, lat) for rid, lon, lat in found if lon is not None and lat is not None]
    connection.exec_driver_sql(f'DELETE FROM spot_{kind} WHERE rid IN (SELECT rowid FROM "{kind}" {where})', (listed,))
    if boxes:
        connection.exec_driver_sql(f"INSERT INTO spot_{kind} VALUES(?, ?, ?, ?, ?)", boxes)


def _box(area: Area) -> tuple[float, float, float, float]:
    points = [point for ring in area.rings for point in ring]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), max(lons), min(lats), max(lats)
