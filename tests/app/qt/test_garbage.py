"""Widgets die on the main thread, whichever thread happened to make the garbage."""

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from app.qt.garbage import MainThreadCollector


class _Cycle:
    """Something that only the collector can free, and that says in which thread it was."""

    died_in: list[str] = []  # noqa: RUF012 - what the test reads

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.died_in.append(threading.current_thread().name)


def _litter() -> None:
    for _ in range(20_000):
        [].append([{} for _ in range(2)])


def test_a_busy_worker_never_runs_the_collector_and_the_main_thread_does(qtbot: QtBot) -> None:
    gc.enable()  # as Python itself begins
    collector = MainThreadCollector()
    collector.start()
    try:
        _Cycle.died_in.clear()
        gone = weakref.ref(_Cycle())
        worker = threading.Thread(target=_litter, name="worker")
        worker.start()
        worker.join()
        assert gone() is not None
        # Far above the threshold: whatever dies meanwhile counts down again.
        keep: list[list[int]] = [[] for _ in range(gc.get_threshold()[0] * 100)]
        qtbot.waitUntil(lambda: gone() is None, timeout=20_000)
        assert _Cycle.died_in == ["MainThread"]
        del keep
    finally:
        collector.stop()
    assert gc.isenabled()
    gc.disable()
