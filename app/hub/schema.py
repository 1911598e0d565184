"""Brings a database up to this program: the books by numbered steps, the record tables by growing with the domain."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Table, inspect, text

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
        _widen(operations, RECORDS[kind], {column["name"] for column in present.get_columns(kind)})


def _widen(operations: Operations, table: Table, have: set[str]) -> None:
    for column in table.columns:
        if column.name not in have:
            operations.add_column(table.name, Column(column.name, column.type, nullable=True))
