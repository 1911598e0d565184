"""The marks of broadcasts that run without a window, so that another terminal can see them and ask them to end."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.paths import Profile

_MARK, _ASKED = ".running", ".stop"
_LOOK_S = 0.1


class OnAir:
    """The folder `on_air` of a profile: `ID.running` while a broadcast runs, `ID.stop` where somebody wants its end.

    Whoever speaks holds the profile, so at most one process writes marks, and marks of a dead one are swept at its
    next broadcast.
    """

    def __init__(self, profile: Profile) -> None:
        self._folder: Path = profile.folder / "on_air"

    @contextmanager
    def running(self, broadcast_id: str) -> Iterator[None]:
        """Mark a broadcast as running. Only for the process that holds the profile. Raises OSError."""
        self.sweep()
        self._folder.mkdir(exist_ok=True)
        self._path(broadcast_id, _MARK).touch()
        try:
            yield
        finally:
            self.sweep()

    def sweep(self) -> None:
        """Remove every mark: the caller holds the profile, so nobody else speaks for it."""
        for suffix in (_ASKED, _MARK):
            for path in self._folder.glob(f"*{suffix}"):
                path.unlink(missing_ok=True)

    def ids(self) -> list[str]:
        """Return the broadcasts marked as running."""
        return sorted(path.stem for path in self._folder.glob(f"*{_MARK}"))

    def ask_to_stop(self, broadcast_ids: Iterable[str]) -> None:
        """Ask the speaking process to end these broadcasts. Raises OSError."""
        for broadcast_id in broadcast_ids:
            self._path(broadcast_id, _ASKED).touch()

    def asked_to_stop(self, broadcast_id: str) -> bool:
        """Say whether somebody wants this broadcast to end."""
        return self._path(broadcast_id, _ASKED).exists()

    def wait_until_over(self, broadcast_ids: Iterable[str], seconds: float) -> list[str]:
        """Wait until these have ended, at most so long; returns those that have not."""
        until, tick = time.monotonic() + seconds, threading.Event()
        while (left := sorted(set(broadcast_ids) & set(self.ids()))) and time.monotonic() < until:
            tick.wait(_LOOK_S)
        return left

    def _path(self, broadcast_id: str, suffix: str) -> Path:
        return self._folder / f"{broadcast_id}{suffix}"
