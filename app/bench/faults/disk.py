"""A disk that remembers in which order it was written and what had been settled when: the power may go at any moment.

SQLite itself is watched from below, through a file system of its own (`sqlite3_vfs`) laid over the system's: the store
above is the one that the console uses, not a word of it is changed.
"""

import _sqlite3
import ctypes
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_OK = 0
_SECTOR = 512
# Where the calls that matter stand in SQLite's tables of functions, in pointers from the front.
_METHODS, _WRITE, _TRUNCATE, _SYNC = 19, 3, 4, 5
_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)
)


class _Vfs(ctypes.Structure):
    """`struct sqlite3_vfs` up to the only call that is replaced; what follows is copied as it is."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_name", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("app_data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("rest", ctypes.c_void_p * 14),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a file: written, cut, settled (`sync`); or `said`, when somebody was promised it."""

    what: str
    name: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Diary:
    """Everything that was written in a folder, in order. One for a process: SQLite keeps one list of file systems."""

    folder: Path
    events: list[Event] = field(default_factory=list)
    _kept: list[Any] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _tables: dict[int, Any] = field(default_factory=dict)

    def begin(self) -> None:
        """Watch every file that SQLite opens from now on."""
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        system = library.sqlite3_vfs_find(None)
        own = _Vfs()
        ctypes.memmove(ctypes.byref(own), system, ctypes.sizeof(_Vfs))
        own.name, own.next = b"diary", None
        opened = _Open(lambda *words: self._open(_Open(system.contents.open), *words))
        own.open = ctypes.cast(opened, ctypes.c_void_p).value
        self._kept += [own, opened]
        library.sqlite3_vfs_register(ctypes.byref(own), 1)

    def say(self, word: str) -> None:
        """Note that somebody was promised something now."""
        self.events.append(Event("said", word))

    def _open(self, system: Callable[..., int], vfs: Any, name: int, file: int, flags: int, out: Any) -> int:
        # The name goes on as the address that came: SQLite reads what stands behind its end.
        result = system(vfs, name, file, flags, out)
        path = Path(ctypes.string_at(name).decode()) if name else None
        if result == _OK and path is not None and path.parent == self.folder:
            self._names[file] = path.name
            methods = ctypes.c_void_p.from_address(file)
            methods.value = ctypes.addressof(self._watched(int(methods.value or 0)))
        return result

    def _watched(self, methods: int) -> Any:
        """Return a copy of a table of calls with three of them replaced."""
        if methods not in self._tables:
            table = (ctypes.c_void_p * _METHODS)()
            ctypes.memmove(table, methods, ctypes.sizeof(table))
            calls = (
                (_WRITE, _Write(self._noting(_Write(int(table[_WRITE] or 0)), self._wrote))),
                (_TRUNCATE, _Truncate(self._noting(_Truncate(int(table[_TRUNCATE] or 0)), self._cut))),
                (_SYNC, _Sync(self._noting(_Sync(int(table[_SYNC] or 0)), self._settled))),
            )
            for place, call in calls:
                table[place] = ctypes.cast(call, ctypes.c_void_p).value
                self._kept.append(call)
            self._tables[methods] = table
        return self._tables[methods]

    def _noting(self, system: Callable[..., int], note: Callable[..., None]) -> Callable[..., int]:
        def call(file: int, *words: Any) -> int:
            result = system(file, *words)
            if result == _OK:
                note(self._names[file], *words)
            return result

        return call

    def _wrote(self, name: str, data: int, size: int, at: int) -> None:
        self.events.append(Event("write", name, at, ctypes.string_at(data, size)))

    def _cut(self, name: str, size: int) -> None:
        self.events.append(Event("cut", name, size))

    def _settled(self, name: str, _flags: int) -> None:
        self.events.append(Event("sync", name))


def can_watch() -> bool:
    """Whether this Python lets its SQLite be watched: not where it is built into the interpreter."""
    try:
        return bool(ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_register)
    except (AttributeError, OSError):
        return False


def after_power_loss(before: dict[str, bytes], events: list[Event], dice: random.Random) -> dict[str, bytes]:
    """Return the files as a machine may find them whose power went behind these events.

    What was settled is there. Of what came after, each piece may be there, be missing, or end within: a disk writes in
    the order that suits it.
    """
    files = {name: bytearray(data) for name, data in before.items()}
    pending: dict[str, list[Event]] = {}
    for event in events:
        if event.what in ("write", "cut"):
            pending.setdefault(event.name, []).append(event)
        elif event.what == "sync":
            for earlier in pending.pop(event.name, ()):
                _lay(files, earlier, len(earlier.data))
    for name in sorted(pending):
        for event in pending[name]:
            fate = dice.random()
            if fate < 0.4:
                _lay(files, event, len(event.data))
            elif fate < 0.6:
                _lay(files, event, dice.randrange(len(event.data) // _SECTOR + 1) * _SECTOR)
    return {name: bytes(data) for name, data in files.items()}


def _lay(files: dict[str, bytearray], event: Event, size: int) -> None:
    file = files.setdefault(event.name, bytearray())
    if event.what == "cut":
        del file[event.at :]
        return
    if len(file) < event.at:
        file.extend(bytes(event.at - len(file)))
    file[event.at : event.at + size] = event.data[:size]
