"""All five lights."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets import stage
from widgets.deadline_light import LIGHTS, DeadlineLight


def build() -> QWidget:
    """A column of lights."""
    column = QWidget()
    layout = QVBoxLayout(column)
    words = ("余 5 小时 20 分", "余 18 分", "超 2 小时 05 分", "停表", "无时限")
    for code, text in zip(LIGHTS, words, strict=True):
        light = DeadlineLight()
        light.set(code, text)
        layout.addWidget(light)
    layout.addStretch()
    return column


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 320, 240))
