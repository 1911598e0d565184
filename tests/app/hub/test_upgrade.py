"""A database of the first release (written as SQL beside this file) is opened by this one and goes on as if new."""

import sqlite3
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import inspect, select, text

from app.domain.records import KINDS, columns, from_row, to_row
from app.hub import audit
from app.hub.connection import Database
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.hub.tables import META, RECORDS

OLD = Path(__file__).parent / "old"


@pytest.fixture
def old_url(database_url: str) -> str:
    """A database as the first release left it: one matter, unit, case, step and account."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            connection.executescript((OLD / "sqlite.sql").read_text("utf-8"))
        connection.close()
        return database_url
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as server:
        server.execute((OLD / "postgresql.sql").read_text("utf-8"))  # type: ignore[arg-type]  # a whole file of SQL
    return database_url


@pytest.fixture
def upgraded(old_url: str) -> Any:
    database = open_database(old_url)
    yield database
    database.close()


def read(database: Database, kind: str) -> list[dict[str, Any]]:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(select(RECORDS[kind])).mappings()]


def test_every_table_column_and_index_of_this_release_is_there(upgraded: Database) -> None:
    with upgraded.read() as connection:
        present = inspect(connection)
        assert set(META.tables) <= set(present.get_table_names())
        for name, table in META.tables.items():
            assert {column.name for column in table.columns} <= {c["name"] for c in present.get_columns(name)}, name
        book = "select name from sqlite_master" if upgraded.is_sqlite else "select indexname from pg_indexes"
        indexes = set(connection.execute(text(book)).scalars())
        assert {index.name for table in META.tables.values() for index in table.indexes} <= indexes
        assert connection.execute(text("select version_num from hub_version")).scalar() == "0002"


@pytest.mark.parametrize("kind", ["case", "case_step", "matter", "unit"])
def test_an_old_row_reads_as_if_it_had_always_had_the_new_columns(upgraded: Database, kind: str) -> None:
    (row,) = read(upgraded, kind)
    noun = from_row(kind, row)
    assert to_row(noun) == {name: row[name] for name in columns(kind)}, "nothing reads otherwise than it is stored"
    name = '"case"' if kind == "case" else kind
    old = (OLD / "sqlite.sql").read_text("utf-8").split(f"CREATE TABLE {name} (")[1]
    had = {line.split()[0].strip('"') for line in old.split(");")[0].splitlines() if line.strip()}
    for field in fields(KINDS[kind]):
        if field.name not in had:
            usual = field.default if field.default is not MISSING else field.default_factory()  # type: ignore[misc]
            assert getattr(noun, field.name) == usual, field.name


def test_numbers_and_the_audit_chain_go_on_where_they_were(upgraded: Database) -> None:
    (case,) = read(upgraded, "case")
    assert (case["case_no"], case["description"]) == ("2026112100001", "旧版本里登记的案件：垃圾堆积 <b>'; drop")
    assert audit.verify(upgraded) is None
    again = open_database(upgraded.url.render_as_string(hide_password=False))
    assert read(again, "case") == [case]
    again.close()


def test_an_operator_of_before_works_on_a_case_of_before(old_url: str, tmp_path: Path, hall_people: Any) -> None:
    with HubServer(HubSettings(data_dir=tmp_path / "data", db_url=old_url)) as hub:
        seat = hall_people.seat(hub.url, "01", "wang")
        _, report = seat.report("升级之后的第一件")
        told = seat.exchange(
            report,
            seat.command("case.accept", "c-old", {"state": "reported"}),
            seat.command("case.file", "c-old", {"state": "accepted"}, matter_id="event-0102"),
        )
        assert [receipt["outcome"] for receipt in told["receipts"]] == ["applied"] * 3, told["receipts"]
        assert seat.get("/api/v1/cases/c-old").json()["state"] == "filed"
        assert len(seat.get("/api/v1/cases").json()["items"]) == 2
        assert seat.get("/api/v1/snapshot").status_code == 200
