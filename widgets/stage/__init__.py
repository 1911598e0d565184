"""A small stage on which any control can be looked at alone: F8 changes the theme, `--shot FILE` takes a picture."""

import sys
from collections.abc import Callable
from itertools import cycle

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from widgets import theme


def show(build: Callable[[], QWidget], width: int = 720, height: int = 480) -> int:
    """Run an example; options are `--theme NAME`, `--scale N`, `--shot FILE`. Returns the exit code."""
    app = QApplication(sys.argv)
    name, scale = _option("--theme", "dark"), float(_option("--scale", "1"))
    worn = theme.apply(app, name, scale)
    window = _window(build(), worn, round(width * scale), round(height * scale))
    names = cycle(other for other in (*theme.THEMES, *theme.THEMES) if other != name)
    QShortcut(QKeySequence("F8"), window, lambda: theme.apply(app, next(names), scale))
    window.show()
    if shot := _option("--shot", ""):
        app.processEvents()
        return 0 if window.grab().save(shot) else 1
    return app.exec()


def _window(control: QWidget, worn: theme.Theme, width: int, height: int) -> QWidget:
    window = QWidget()
    window.setProperty("ground", "surface")
    layout = QVBoxLayout(window)
    layout.setContentsMargins(*(worn.space * 2,) * 4)
    layout.addWidget(control)
    window.resize(width, height)
    return window


def _option(name: str, default: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default
