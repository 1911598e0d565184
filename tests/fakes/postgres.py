"""A real PostgreSQL for the tests: Debian's binaries, a private folder, a free port, gone when the tests are."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from types import TracebackType

import psycopg

from tests.fakes.ports import free_port


class Postgres:
    """A running server. `database()` makes a fresh empty database and returns its URL for SQLAlchemy."""

    def __init__(self) -> None:
        self.bin = _binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="hall-pg-", dir=_fast_folder()))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Postgres":
        data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(data), "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": str(self.folder)}
        options |= {"fsync": "off", "shared_buffers": "64MB", "max_connections": "120"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("wb") if os.geteuid() != 0 else subprocess.DEVNULL
        command = [*_as_postgres(), str(self.bin / "postgres"), "-D", str(data), *flags]
        self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # nothing here is worth a tidy shutdown
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """Make an empty database and return its SQLAlchemy URL."""
        name = f"hall_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'create database "{name}"')
        return f"postgresql+psycopg://hall@127.0.0.1:{self.port}/{name}"

    def dsn(self, name: str) -> str:
        """Return the address of a database as libpq writes it."""
        return f"postgresql://hall@127.0.0.1:{self.port}/{name}"

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError(f"PostgreSQL ended with {self._process.returncode}")
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_postgres(), str(self.bin / program), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: int(p.parts[-3]))
    if not found:
        raise RuntimeError("these tests need a real PostgreSQL: apt-get install postgresql")
    return found[-1].parent


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


def _fast_folder() -> str | None:
    """Memory rather than disk where there is enough of it: these databases live for a minute."""
    shm = Path("/dev/shm")
    return str(shm) if shm.is_dir() and shutil.disk_usage(shm).free > 2 << 30 else None
