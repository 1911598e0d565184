"""Two parts; make the window narrow to see them under each other."""

from PySide6.QtWidgets import QLabel, QWidget

from widgets import stage
from widgets.halves import Halves


def build() -> QWidget:
    """Two cards."""
    parts = [QLabel(words) for words in ("清单", "手上的一条")]
    for part in parts:
        part.setProperty("card", "true")
    return Halves(parts[0], parts[1], 40)


if __name__ == "__main__":
    raise SystemExit(stage.show(build))
