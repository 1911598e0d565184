"""Give a control the name a screen reader says."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def named(control: W, name: str) -> W:
    """Name a control and return it."""
    control.setAccessibleName(name)
    return control
