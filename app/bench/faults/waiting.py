"""Waiting for what another process does, with an end to the patience."""

import threading
import time
from collections.abc import Callable


def wait_for(condition: Callable[[], object], timeout_s: float, what: str, pause_s: float = 0.005) -> None:
    """Wait until something is so. Raises TimeoutError naming it where it does not become so in time."""
    until = time.monotonic() + timeout_s
    pause = threading.Event()
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(what)
        pause.wait(pause_s)
