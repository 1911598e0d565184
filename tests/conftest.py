"""Manners every test keeps: no leaked threads, no unexpected log lines, the source language on the screen."""

import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("LC_ALL", "C.UTF-8")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium refuses to run as root with its sandbox; a seat never sets this.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

from app import text

# Threads of libraries that live as long as the process.
LONG_LIVED = ("Dummy-", "pydevd", "QtThread", "ThreadPoolExecutor-hypothesis", "asyncio_", "uvloop_", "AnyIO worker")
_PATIENCE_S = 5.0
# A wait ends when what it waits for is there; how long a busy machine takes for that is no concern of a story.
_QT_PATIENCE_MS = 30_000
_GENERATIONS = 20


@pytest.fixture(autouse=True, scope="session")
def collector_on_the_main_thread() -> Iterator[None]:
    """As in the console: a widget collected in a worker thread ends the process."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def windows_are_buried() -> Iterator[None]:
    """What was closed really dies before the process does: a browser page that outlives its profile ends it badly.

    A page takes its profile with it, so the dying goes on for as long as one death orders another.
    """
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        gc.collect()
        for _ in range(3):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class PatientBot(QtBot):
    """Waits as long as a machine with other things to do may need."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = _QT_PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, _QT_PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = _QT_PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, _QT_PATIENCE_MS), **how)

    def waitExposed(self, widget: Any, *, timeout: int = _QT_PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, _QT_PATIENCE_MS))


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's hand on the window, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_litter(collector_on_the_main_thread: None) -> Iterator[None]:
    """What a test leaves behind is collected here, between tests."""
    yield
    gc.collect(1)
    if gc.get_count()[2] > _GENERATIONS:
        gc.collect()


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """Every test starts in Chinese and leaves it so."""
    text.use("zh_CN")
    yield
    text.use("zh_CN")


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """What starts, stops: a test that leaves a thread behind fails and names it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _PATIENCE_S
    while (left := _strangers(before)) and time.monotonic() < deadline:
        left[0].join(0.05)
    assert not left, f"threads left behind: {[thread.name for thread in left]}"


def _strangers(before: set[threading.Thread]) -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t not in before and t.is_alive() and not t.name.startswith(LONG_LIVED)]


@pytest.fixture(autouse=True)
def no_unexpected_errors(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """An error in the log fails a test unless it is marked `expects_errors`."""
    yield
    if request.node.get_closest_marker("expects_errors"):
        return
    lines = [r.getMessage() for phase in ("setup", "call") for r in caplog.get_records(phase) if _ours(r)]
    assert not lines, f"unexpected errors in the log: {lines}"


def _ours(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR and record.name.split(".")[0] in ("app", "widgets")
