"""Brings a database up to this program: the books by numbered steps, the record tables by growing with the domain."""

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, false, inspect, text, true
from sqlalchemy.schema import CreateIndex

from app.domain.records import KINDS
from app.hub import epoch
from app.hub.connection import Database
from app.hub.tables import META, RECORDS

_LOCK = 7_214_202_601  # any fixed number: two hub processes that start together take turns


def open_database(url: str) -> Database:
    """Open a database and bring it up to date; an empty one is made ready for use."""
    database = Database(url)
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("select pg_advisory_xact_lock(:k)"), {"k": _LOCK})
        _run_steps(connection)
        _grow(connection)
        epoch.ensure(connection)
    return database


def _run_steps(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _grow(connection: Connection) -> None:
    """Add what the domain has gained. Growing only ever adds; anything else is a numbered step."""
    operations = Operations(MigrationContext.configure(connection))
    present = inspect(connection)
    names = set(present.get_table_names())
    META.create_all(connection, tables=[t for kind, t in RECORDS.items() if kind not in names], checkfirst=False)
    for kind in RECORDS.keys() & names:
        _widen(operations, kind, {column["name"] for column in present.get_columns(kind)})
        for index in sorted(RECORDS[kind].indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))


def _widen(operations: Operations, kind: str, have: set[str]) -> None:
    """Add columns with the domain's own default, so that older rows read as if they had always had them."""
    usual = _defaults(kind)
    for column in RECORDS[kind].columns:
        if column.name not in have:
            fresh = Column(column.name, column.type, nullable=True, server_default=usual.get(column.name))
            operations.add_column(kind, fresh)


def _defaults(kind: str) -> dict[str, Any]:
    """Return each column's default as the database writes it; a column whose default is nothing is left out."""
    found: dict[str, Any] = {}
    for field in fields(KINDS[kind]):
        value = field.default if field.default_factory is MISSING else field.default_factory()
        if isinstance(value, bool):
            found[field.name] = true() if value else false()
        elif isinstance(value, int | float):
            found[field.name] = text(str(value))
        elif isinstance(value, tuple | dict):
            found[field.name] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        elif isinstance(value, str):
            found[field.name] = str(value)
    return found
