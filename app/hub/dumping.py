"""A hub's PostgreSQL in one file and back, by PostgreSQL's own pg_dump and pg_restore."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL

from app.domain.errors import Unavailable

_DUMP, _RESTORE = "pg_dump", "pg_restore"
_REMEDY = "install PostgreSQL's client programs (apt-get install postgresql-client)"


def dump(url: URL, dest: Path) -> None:
    """Write one moment of a database that is in use to a file. Raises Unavailable("postgres.tools"), OSError."""
    _run(_DUMP, url, "--format=custom", "--no-owner", "--no-privileges", f"--file={dest}")


def restore(source: Path, url: URL) -> None:
    """Fill an empty database from such a file, all of it or nothing. Raises Unavailable("postgres.tools")."""
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(_RESTORE, url, *options, f"--dbname={_address(url)}", str(source))


@contextmanager
def scratch(url: URL) -> Iterator[URL]:
    """Make an empty database beside this one and drop it when the block ends.

    Raises Unavailable("backup.unchecked") where the user may not make databases.
    """
    name = f"hall_check_{secrets.token_hex(6)}"
    with closing(_connect(url)) as connection:
        try:
            connection.execute(SQL("create database {} template template0").format(Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as no:
            remedy = (
                f'ALTER ROLE "{url.username}" CREATEDB, or restore your own backup elsewhere and name it --restored'
            )
            raise Unavailable("a backup is read back into a database of its own", remedy, "backup.unchecked") from no
        except psycopg.Error as fault:
            raise Unavailable(_first_line(fault), "see PostgreSQL's log", "backup.unchecked") from fault
        try:
            yield url.set(database=name)
        finally:
            connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))


def is_empty(url: URL) -> bool:
    """Say whether a database holds no table yet."""
    with closing(_connect(url)) as connection:
        found = connection.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone()
    return found is None


def _connect(url: URL) -> "psycopg.Connection[Any]":
    try:
        return psycopg.connect(_address(url), password=url.password, autocommit=True)
    except psycopg.OperationalError as away:
        raise Unavailable(f"cannot open the database: {_first_line(away)}", "check --db", "database.away") from away


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]


def _run(program: str, url: URL, *arguments: str) -> None:
    """The password travels in the environment, where other users of the machine do not see it."""
    where = () if program == _RESTORE else (f"--dbname={_address(url)}",)
    words = [_program(program), "--no-password", *where, *arguments]
    secret = {"PGPASSWORD": url.password} if url.password else {}
    ran = subprocess.run(words, env={**os.environ, **secret}, capture_output=True, text=True, errors="replace")
    if ran.returncode:
        why = (ran.stderr.strip().splitlines() or [f"ended with {ran.returncode}"])[0]
        raise Unavailable(why, "see PostgreSQL's log; the user must own the hub's tables", "postgres.tools")


def _program(name: str) -> str:
    """The newest there is: an older pg_dump refuses a newer server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: path.parts[-3].zfill(4))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise Unavailable(f"{name} is not installed", _REMEDY, "postgres.tools")
    return program


def _address(url: URL) -> str:
    """Return the address as libpq writes it, without the password."""
    options: dict[str, Any] = {name: value for name, value in url.query.items() if isinstance(value, str)}
    known = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    return make_conninfo("", **options | {name: value for name, value in known.items() if value})
