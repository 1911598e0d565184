"""A PostgreSQL of its own for a measurement: the system's binaries, a private folder, a free port, durable as ever."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.domain.errors import Unavailable

_START_S = 60.0


@contextmanager
def private_postgres() -> Iterator[str]:
    """Run a server with fsync on and yield the URL of an empty database.

    Raises Unavailable where PostgreSQL is not installed or does not come up.
    """
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="hall-bench-pg-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), _free_port()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _run(programs / "initdb", "-D", "data", "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C", folder=folder)
        server = _start(programs, folder, port)
        try:
            _wait(server, port)
            yield f"postgresql+psycopg://hall@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
