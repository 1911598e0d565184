"""The cable between a seat and the hub, and a way to wait for what it does."""

import threading
import time
from collections.abc import Callable

from app.bench.faults.cable import Cable, Faults

__all__ = ["Cable", "Faults", "wait_for"]


def wait_for(condition: Callable[[], object], timeout_s: float = 10.0) -> None:
    """Wait until something is so. Raises AssertionError when it does not become so in time."""
    until = time.monotonic() + timeout_s
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        pause.wait(0.005)
