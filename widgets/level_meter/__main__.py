"""A bar that rises and falls."""

from itertools import cycle

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets import stage
from widgets.level_meter import LevelMeter


def build() -> QWidget:
    """Three levels, the last one moving."""
    column = QWidget()
    layout = QVBoxLayout(column)
    for level, clipped in ((-40.0, False), (-14.0, False), (-1.0, True)):
        meter = LevelMeter()
        meter.set(level, level + 4, clipped)
        layout.addWidget(meter)
    moving, levels = LevelMeter(), cycle([*range(-60, 0, 2), *range(0, -60, -2)])
    timer = QTimer(column, interval=40)
    timer.timeout.connect(lambda: moving.set(level := next(levels), level))
    timer.start()
    layout.addWidget(moving)
    return column


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 480, 160))
