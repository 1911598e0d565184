"""Brings a database up to this program: the books by numbered steps, the record tables by growing with the domain."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, false, inspect, text, true
from sqlalchemy.schema import CreateIndex

from app.domain.records import usual_row
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
    usual = usual_row(kind)
    for column in RECORDS[kind].columns:
        if column.name not in have:
            fresh = Column(column.name, column.type, nullable=True, server_default=_in_sql(usual.get(column.name)))
            operations.add_column(kind, fresh)


def _in_sql(value: Any) -> Any:
    """Return a column's usual value as the database writes it; nothing where it is nothing."""
    if isinstance(value, bool):
        return true() if value else false()
    return text(str(value)) if isinstance(value, int | float) else value
