"""How far a long piece of work is, told by the thread that does it and read by the one that shows it."""

import threading


class Progress:
    """Safe from both threads: the worker counts in `done` and asks `wanted`, the operator may `stop`."""

    def __init__(self, whole: int = 0) -> None:
        self.whole = whole
        self.done = 0
        self._stop = threading.Event()

    @property
    def wanted(self) -> bool:
        """Whether nobody has stopped it."""
        return not self._stop.is_set()

    @property
    def share(self) -> float:
        """How much is done, 0 to 1; more than was expected counts as all."""
        return self.done / max(self.whole, self.done, 1)

    def heard(self, done: int) -> bool:
        """Count so many as done; False where the worker should end."""
        self.done = done
        return self.wanted

    def stop(self) -> None:
        """Nobody wants it any more."""
        self._stop.set()
