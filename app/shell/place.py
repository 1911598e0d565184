"""Where a window stands, and where it stands again: on the screen it was left on, else over the whole of the first."""

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from app.shell.docks import on_a_screen


def put(window: QMainWindow, kept: dict[str, Any]) -> None:
    """Where it was left; else, and where that screen is gone, over the whole of the first screen."""
    place = kept.get("place")
    left = QRect(*place) if isinstance(place, list) and len(place) == 4 else QRect()
    if left.isEmpty() or kept.get("filled") or not on_a_screen(left):
        screen = QGuiApplication.screenAt(left.center()) or QGuiApplication.primaryScreen()
        window.setGeometry(screen.availableGeometry())
        window.setWindowState(Qt.WindowState.WindowMaximized)
    else:
        window.setGeometry(left)


def place_of(window: QMainWindow) -> dict[str, Any]:
    """Return what `put` needs to put it there again: JSON only."""
    # Qt: saveGeometry moves a window that fills a screen without a window manager down by a title's height.
    place = window.geometry()
    filled = bool(window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen))
    return {"place": [place.x(), place.y(), place.width(), place.height()], "filled": filled}
