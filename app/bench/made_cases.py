"""Cases by the million, made by SQLite itself: objects made one by one would take longer than any measurement."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.case import Case
from app.domain.records import to_row
from app.store.schema import table_columns, table_ddl

# One case in so many is open: 1.5 %, as in a city of four million a year.
OPEN_SHARE = 65
UNITS = 64
RARE = "曙光东路"
_RARE_SHARE = 9_973
_STREETS = ("文三路", "解放路", "人民大街", "中山北路", "学院路", "滨河路", "建设路", "长江路")
_MATTERS = ("井盖缺失", "暴露垃圾", "共享单车堆积", "道路破损", "占道经营", "路灯不亮", "违章停车", "积存渣土")
_UNITS = ("市政所", "环卫中心", "园林中心", "城管中队", "水务所", "电力所", "街道办", "交警中队")
_STATES = ("reported", "filed", "dispatched", "handling")
_SOURCES = ("patrol", "hotline", "ai", "internet")
_YEAR_S = 31_536_000


def make_snapshot(file: Path, size: int) -> None:
    """Write a snapshot of `size` made-up cases, oldest first, as a hub would."""
    names = table_columns("case")
    made = _expressions(datetime.now(UTC), size)
    base = to_row(Case(id="", state="closed", reporter="市民", limit_value=1.0, limit_unit="work_day")) | {"seq": 0}
    columns = ", ".join(made.get(name) or _literal(base[name]) for name in names)
    with sqlite3.connect(file) as out:
        out.execute("PRAGMA journal_mode = off")
        out.execute("PRAGMA synchronous = off")
        out.execute(table_ddl("case"))
        out.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {size - 1}) "
            f'INSERT INTO "case" SELECT {columns} FROM n'
        )
    out.close()


def _expressions(now: datetime, size: int) -> dict[str, str]:
    """What varies from case to case, as SQL over its number `i`."""
    begun = int((now - timedelta(seconds=_YEAR_S)).timestamp())
    street = f"iif(i % {_RARE_SHARE} = 0, '{RARE}', {_one_of(_STREETS, 'i * 7 % 8')})"
    matter = _one_of(_MATTERS, "i * 3 % 8")
    is_open = f"i % {OPEN_SHARE} = 0"
    reported = _time(f"{begun} + {_YEAR_S}.0 * i / {size}")
    return {
        "id": "printf('01a20000-0000-7000-8000-%012d', i)",
        "seq": "i + 1",
        "case_no": "printf('2026%09d', i)",
        "source_no": "printf('HZ%08d', i * 7919 % 100000000)",
        "source": _one_of(_SOURCES, "i / 3 % 4"),
        "state": f"iif({is_open}, {_one_of(_STATES, f'i / {OPEN_SHARE} % 4')}, 'closed')",
        "grade": "1 + i / 5 % 4",
        "matter_id": "'m' || (i * 3 % 8)",
        "matter_name": matter,
        "description": f"'市民反映' || {street} || (i % 997) || '号附近' || {matter} || '，影响出行，请尽快派人处理'",
        "address": f"{street} || (i % 997) || '号'",
        "area_code": "printf('610602%03d%03d%03d', i % 8, i / 8 % 9, i / 72 % 10)",
        "unit_id": f"'u' || (i / 11 % {UNITS})",
        "unit_name": _one_of(_UNITS, "i / 11 % 8") + f" || (i / 11 % {UNITS})",
        "reported_at": reported,
        "updated_at": reported,
        "lon": "120.0 + i % 1000 * 1e-4",
        "lat": "30.0 + i / 1000 % 1000 * 1e-4",
        "due_at": f"iif({is_open}, {_time(f'{int(now.timestamp())} + (i * 13 % 2000 - 400) * 60')}, NULL)",
        "clock_from": f"iif({is_open}, {_time(f'{int(now.timestamp())} - 32400')}, NULL)",
        "asked": "iif(i / 65 % 40 = 0, 'extend', '')",
        "transfers": "i / 65 % 5",
    }


def _one_of(words: tuple[str, ...], number: str) -> str:
    return f"CASE {number} {' '.join(f'WHEN {i} THEN {_literal(word)}' for i, word in enumerate(words))} END"


def _time(seconds: str) -> str:
    return f"strftime('%Y-%m-%dT%H:%M:%fZ', {seconds}, 'unixepoch')"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(float(value) if isinstance(value, float) else int(value))
    return "'" + str(value).replace("'", "''") + "'"
