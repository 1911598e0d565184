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

_OPEN = "open"


class ProfileLock:
    """Holds `profile.lock`; the system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "profile.lock"
        self._file: IO[str] | None = None
        self.ended_badly = False

    def take(self) -> None:
        """Take the profile; `ended_badly` then says whether the last holder was killed while its files were open.

        Raises Unavailable: "profile.in_use" naming the process that has it, "profile.read_only" where this user may not
        write here.
        """
        try:
            file = self._path.open("a+", encoding="utf-8")
        except PermissionError as no:
            raise Unavailable(
                f"{self._path} cannot be written: {no.strerror}",
                "run this as the user that the console runs as, or give that user the folder and its files",
                "profile.read_only",
            ) from no
        try:
            _lock(file)
        except OSError as taken:
            holder = " ".join(_words(file)[:1])
            file.close()
            raise Unavailable(
                f"profile {self._path.parent} is in use by process {holder or '?'}",
                "close the other console, or use another profile folder",
                "profile.in_use",
            ) from taken
        self._file = file
        self.ended_badly = _words(file)[1:] == [_OPEN]
        self._say(f"{os.getpid()} {_OPEN if self.ended_badly else ''}")

    def opened(self) -> None:
        """The files are open and whole from now on: who is killed leaves that standing here."""
        self.ended_badly = False
        self._say(f"{os.getpid()} {_OPEN}")

    def release(self) -> None:
        """Let go of the profile, its files closed."""
        if self._file is not None:
            if not self.ended_badly:
                self._say("")
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _say(self, words: str) -> None:
        if self._file is not None:
            with suppress(OSError):  # the lock holds without the words too, as on a full disk
                self._file.truncate(0)
                self._file.write(words)
                self._file.flush()


def _words(file: IO[str]) -> list[str]:
    file.seek(0)
    return file.read().split()


def _lock(file: IO[str]) -> None:
    if os.name == "nt":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
