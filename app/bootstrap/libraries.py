"""The large libraries of a seat: opened one by one, on the main thread, before any other thread may open one."""

import contextlib
import importlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

# In the order of their size, each in a turn of its own; the last ones only gather what the first have brought.
_LIBRARIES = (
    "numpy",
    "requests",
    "PySide6.QtMultimedia",
    "PySide6.QtWebEngineCore",
    "PySide6.QtWebEngineWidgets",
    "shapely",
    "vlc",
    "app.sync",
    "app.devices.video.service",
    "app.devices.audio.service",
    "app.devices.audio.speech",
    "widgets.map_canvas",
    "app.documents.export",
    "app.imports.books",
    "app.photos",
)


class Libraries:
    """Opens each library once.

    The loader holds a lock while a Qt module runs Python; a second thread that opens a library meanwhile holds Python's
    lock and waits for the loader's: neither ever goes on. So no thread that opens any is started before these are open.
    """

    def __init__(self) -> None:
        self._left: list[Callable[[], None]] = [*(partial(_open, name) for name in _LIBRARIES), prepare_browser]

    def errands(self) -> list[Callable[[], None]]:
        """Return what is left to do, step by step; a step that was done meanwhile does nothing."""
        return [partial(self._do, step) for step in self._left]

    def open_all(self) -> None:
        """Open what is left, now."""
        while self._left:
            self._do(self._left[0])

    def _do(self, step: Callable[[], None]) -> None:
        if step in self._left:
            self._left.remove(step)
            step()


def prepare_browser() -> None:
    """Tell the browser engine what it must know before its first page. Safe to call twice."""
    from widgets.map_canvas.browser import register_scheme

    for name, value in engine_switches().items():
        os.environ.setdefault(name, value)
    register_scheme()


def engine_switches() -> dict[str, str]:
    """Return what the browser engine must be told in the environment on this machine."""
    from widgets.map_canvas.browser import chromium_flags

    return chromium_flags(software=not _has_gpu(), root=_is_root())


def _open(name: str) -> None:
    # A machine without libvlc says so by any of these; the video service tells the operator.
    with contextlib.suppress(ImportError, OSError, NotImplementedError, AttributeError, NameError, SystemExit):
        importlib.import_module(name)


def _has_gpu() -> bool:
    return Path("/dev/dri").exists() or os.name == "nt"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
