"""One process at a time for a profile: two would number their commands against each other."""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from app.domain.errors import Unavailable

if os.name == "nt":
    import msvcrt
else:
    import fcntl


class ProfileLock:
    """Holds `profile.lock`; the system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "profile.lock"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the profile. Raises Unavailable("profile.in_use") naming the process that has it."""
        file = self._path.open("a+", encoding="utf-8")
        try:
            _lock(file)
        except OSError as taken:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise Unavailable(
                f"profile {self._path.parent} is in use by process {holder or '?'}",
                "close the other console, or use another profile folder",
                "profile.in_use",
            ) from taken
        self._file = file
        with suppress(OSError):  # the lock holds without the number too, as on a full disk
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()

    def release(self) -> None:
        """Let go of the profile."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None


def _lock(file: IO[str]) -> None:
    if os.name == "nt":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
