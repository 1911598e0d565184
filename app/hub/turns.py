"""Turns: whoever asks first goes first, so that a busy loader cannot keep a seat waiting."""

import threading
from collections import deque

from app.domain.errors import Rejected


class Turns:
    """A lock that is given on in the order in which it was asked for."""

    def __init__(self, wait_s: float) -> None:
        self._wait_s = wait_s
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    def take(self) -> None:
        """Wait for the turn. Raises Rejected("hub.busy") after the time given."""
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        if not turn.wait(self._wait_s):
            self._leave(turn)

    def give(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False

    def _leave(self, turn: threading.Event) -> None:
        with self._guard:
            if turn not in self._waiting:
                return  # the turn came at the last moment
            self._waiting.remove(turn)
        raise Rejected("hub.busy", "", {"retry_after_s": 2})
