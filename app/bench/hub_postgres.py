"""A PostgreSQL of its own for a measurement: the system's binaries, a private folder, a free port, durable as ever."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from app.bench.ports import free_port
from app.domain.errors import Unavailable

_START_S = 60.0


class Server:
    """A PostgreSQL in a folder, with fsync on, that can be killed and started again over what its disk has."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port, self._programs = folder, free_port(), _programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        words = ("-D", "data", "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C")
        _run(self._programs / "initdb", *words, folder=folder)

    @property
    def url(self) -> str:
        """The address of the database that every server has."""
        return self._address("postgres")

    def start(self) -> None:
        """Start and return when it answers. Raises Unavailable where it does not."""
        self._process = _start(self._programs, self._folder, self._port)
        _wait(self._process, self._port)

    def stop(self) -> None:
        """End in good order."""
        if self._process is not None:
            _stop(self._process)
            self._process = None

    def kill(self) -> None:
        """kill -9 of the server and every process that works for it."""
        if self._process is not None:
            workers = _children(self._process.pid)
            self._process.kill()
            self._process.wait()
            for pid in workers:
                with suppress(ProcessLookupError):  # the server's death may have ended it already
                    os.kill(pid, signal.SIGKILL)
            _wait_gone(workers)
            self._process = None

    def database(self) -> str:
        """Make an empty database and return its address."""
        self._made += 1
        name = f"hall_{self._made}"
        with psycopg.connect(libpq(self.url), autocommit=True) as connection:
            connection.execute(SQL("create database {} template template0").format(Identifier(name)))
        return self._address(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(libpq(self.url), autocommit=True) as connection:
            connection.execute(SQL("drop database {} with (force)").format(Identifier(name)))

    def _address(self, name: str) -> str:
        return f"postgresql+psycopg://hall@127.0.0.1:{self._port}/{name}"


@contextmanager
def private_server() -> Iterator[Server]:
    """Run a server until the block ends. Raises Unavailable where PostgreSQL is not installed or does not come up."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-pg-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def private_postgres() -> Iterator[str]:
    """Run a server and yield the URL of an empty database. Raises as `private_server` does."""
    with private_server() as server:
        yield server.url


def libpq(url: str) -> str:
    """Return the address without SQLAlchemy's word for the driver."""
    return url.replace("+psycopg", "", 1)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait_gone(workers: list[int]) -> None:
    """Raises TimeoutError."""
    deadline = time.monotonic() + _START_S
    while any(map(_is_alive, workers)):
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL's processes have not gone")
        time.sleep(0.005)


def _is_alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: path.parts[-3].zfill(4))
    if found:
        return found[-1].parent
    beside = shutil.which("postgres")
    if beside is None:
        raise Unavailable("PostgreSQL is not installed", "apt-get install postgresql", "postgres.missing")
    return Path(beside).resolve().parent


def _start(programs: Path, folder: Path, port: int) -> "subprocess.Popen[bytes]":
    options = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(folder)}
    options |= {"max_connections": "200", "shared_buffers": "256MB"}
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [*_as_postgres(), str(programs / "postgres"), "-D", str(folder / "data"), *flags]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # a fast shutdown: nobody is left to wait for
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _START_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://hall@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise Unavailable("PostgreSQL did not start", "look at its log", "postgres.not_started")


def _run(program: Path, *arguments: str, folder: Path) -> None:
    subprocess.run([*_as_postgres(), str(program), *arguments], cwd=folder, check=True, capture_output=True)


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
