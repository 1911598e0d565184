"""How long to wait before trying a hub that is away: longer each time, never long, never all seats together."""

import random

_FIRST_S = 0.5
_LONGEST_S = 15.0


class Backoff:
    """Counts failures in a row."""

    def __init__(self, first_s: float = _FIRST_S, longest_s: float = _LONGEST_S) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._failures = 0

    def wait_s(self) -> float:
        """Return the next pause in seconds: doubled each time, with a third of chance so that seats spread."""
        pause = min(self._longest_s, self._first_s * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return pause * random.uniform(0.67, 1.0)

    def reset(self) -> None:
        """The hub has answered."""
        self._failures = 0
