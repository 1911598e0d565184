"""Cases that have to do with each other: possible duplicates, repetitions, merged and tied ones, what changed."""

import json
from datetime import datetime, timedelta
from typing import Any

from app.domain.case import OPEN_STATES, Case, Kin, kin_of
from app.domain.clock import to_text
from app.domain.command import Command
from app.domain.geo import box_around, distance_m
from app.store.connection import Connection, fetch, scalar
from app.store.rows import CaseRow, ChangedCase, StepRow
from app.store.schema import CELL_LAT, CELL_LON
from app.store.shapes import MARKS, case_rows, nouns, select_list, step_rows

_CASE = f"{select_list('case', 'c')}, {MARKS}"
_STEP = f"{select_list('case_step', 's')}, 0"
# The other way round of `CELL_LON` and `CELL_LAT`: both cut off what is behind the point.
_CELLS_A_DEGREE = 200
_MOST = 50
_SHORTEST_PHONE = 7
_SAME_PLACE_M = 100.0
_DEAD = ("declined", "not_filed", "voided")


def near_in_time(
    connection: Connection, lon: float, lat: float, matter_id: str, at: datetime, radius_m: float, days: int
) -> list[CaseRow]:
    """Return cases of the same matter, or of none yet, within metres and days of a spot, the nearest first."""
    rows = _near(connection, (lon, lat), radius_m, at - timedelta(days=days), at + timedelta(days=days))
    alike = [row for row in rows if not matter_id or row.matter_id in ("", matter_id)]
    return alike[:_MOST]


def earlier(connection: Connection, case: Case, now: datetime, days: int) -> list[CaseRow]:
    """Return cases of the same matter at the same place before this one, newest first."""
    if case.lon is None or case.lat is None or not case.matter_id:
        return []
    until = case.reported_at or now
    rows = _near(connection, (case.lon, case.lat), _SAME_PLACE_M, until - timedelta(days=days), until)
    same = [row for row in rows if row.matter_id == case.matter_id and row.id != case.id]
    return sorted(same, key=lambda row: (row.reported_at is not None, row.reported_at), reverse=True)[:_MOST]


def calls_of(connection: Connection, phone: str, limit: int) -> list[CaseRow]:
    """Return cases of a telephone number however it was written down, newest first."""
    digits = "".join(char for char in phone if char.isdigit())
    if len(digits) < _SHORTEST_PHONE:
        return []
    sql = (
        f'SELECT {_CASE} FROM "case" c WHERE c.reporter_phone IN (SELECT value FROM json_each(?)) '
        "AND c.reporter_phone <> '' ORDER BY c.reported_at DESC, c.id LIMIT ?"
    )
    return list(case_rows(fetch(connection, sql, (json.dumps(_written(digits)), limit))))


def _written(digits: str) -> list[str]:
    """The ways in which a number is usually written: whole, 138 0000 5678, 0911-1234567, with +86."""
    forms = [digits, f"+86{digits}", f"86{digits}"]
    for cuts in ((3, 7), (3,), (4,)):
        parts = [digits[start:end] for start, end in zip((0, *cuts), (*cuts, len(digits)), strict=True)]
        forms += [" ".join(parts), "-".join(parts)]
    return forms


def merged_into(connection: Connection, case_id: str) -> list[CaseRow]:
    """Return what was merged into a case, oldest first."""
    sql = (
        f"SELECT {_CASE} FROM \"case\" c WHERE c.duplicate_of = ? AND c.duplicate_of <> '' ORDER BY c.reported_at, c.id"
    )
    return list(case_rows(fetch(connection, sql, (case_id,))))


def of(connection: Connection, current: Any, command: Command) -> Kin | None:
    """Look up what the judge of a command must know of other cases; None for any other noun."""
    if command.noun != "case":
        return None
    return kin_of(
        current, command, lambda case_id: _one(connection, case_id), lambda lead: _tied_open(connection, lead)
    )


def tied_to(connection: Connection, lead_id: str) -> list[CaseRow]:
    """Return what is tied to a case that leads a major incident, oldest first."""
    sql = f"SELECT {_CASE} FROM \"case\" c WHERE c.tied_to = ? AND c.tied_to <> '' ORDER BY c.reported_at, c.id"
    return list(case_rows(fetch(connection, sql, (lead_id,))))


def _one(connection: Connection, case_id: str) -> Case | None:
    found = fetch(connection, f'SELECT {select_list("case")} FROM "case" WHERE id = ?', (case_id,))
    return nouns("case", found)[0] if found else None


def _tied_open(connection: Connection, lead_id: str) -> int:
    states = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
    sql = f"SELECT count(*) FROM \"case\" WHERE tied_to = ? AND tied_to <> '' AND state IN ({states})"
    return int(scalar(connection, sql, (lead_id,)))


def changed_since(connection: Connection, since: datetime | int, limit: int, seat: str) -> list[ChangedCase]:
    """Return cases changed since a change number or a time with the steps of others, last changed first."""
    column, mark = ("seq", since) if isinstance(since, int) else ("updated_at", to_text(since))
    found: list[ChangedCase] = []
    skipped = 0
    while len(found) < limit:
        part = limit + 1
        cases = _changed(connection, column, mark, part, skipped)
        steps = _steps(connection, "seq" if column == "seq" else "at", mark, [row.id for row in cases])
        for row in cases:
            own = steps.get(row.id, [])
            others = tuple(step for step in own if not seat or step.seat != seat)
            if others or not own:  # no step at all: somebody has written the record itself
                found.append(ChangedCase(row, others))
        skipped += len(cases)
        if len(cases) < part:
            break
    return found[:limit]


def _changed(connection: Connection, column: str, mark: Any, limit: int, skipped: int) -> list[CaseRow]:
    sql = f'SELECT {_CASE} FROM "case" c WHERE c.{column} > ? ORDER BY c.{column} DESC LIMIT ? OFFSET ?'
    return list(case_rows(fetch(connection, sql, (mark, limit, skipped))))


def _steps(connection: Connection, column: str, mark: Any, ids: list[str]) -> dict[str, list[StepRow]]:
    found = fetch(
        connection,
        f"SELECT {_STEP} FROM case_step s INDEXED BY step_case WHERE s.case_id IN (SELECT value FROM json_each(?)) "
        f"AND s.{column} > ? ORDER BY s.at, s.id",
        (json.dumps(ids), mark),
    )
    steps: dict[str, list[StepRow]] = {}
    for step in step_rows(found):
        steps.setdefault(step.case_id, []).append(step)
    return steps


def _near(
    connection: Connection, spot: tuple[float, float], radius_m: float, since: datetime, until: datetime
) -> list[CaseRow]:
    """Live cases within metres of a spot that were reported in a time, the nearest first."""
    west, south, east, north = box_around(*spot, radius_m)
    found: list[CaseRow] = []
    for x in range(int(west * _CELLS_A_DEGREE) - (west < 0), int(east * _CELLS_A_DEGREE) + 1):
        for y in range(int(south * _CELLS_A_DEGREE) - (south < 0), int(north * _CELLS_A_DEGREE) + 1):
            rows = fetch(
                connection,
                f'SELECT {_CASE} FROM "case" c INDEXED BY case_cell WHERE {CELL_LON} = ? AND {CELL_LAT} = ? '
                "AND lon IS NOT NULL AND reported_at >= ? AND reported_at <= ? "
                f"AND +c.lon BETWEEN ? AND ? AND +c.lat BETWEEN ? AND ? AND c.duplicate_of = '' "
                f"AND c.state NOT IN {_DEAD} LIMIT 1000",
                (x, y, to_text(since), to_text(until), west, east, south, north),
            )
            found.extend(case_rows(rows))
    away = {row.id: distance_m(*spot, row.lon or 0.0, row.lat or 0.0) for row in found}
    return sorted((row for row in found if away[row.id] <= radius_m), key=lambda row: (away[row.id], row.id))
