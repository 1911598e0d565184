"""Type, compose, clear."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from widgets import stage
from widgets.search_box import SearchBox


def build() -> QWidget:
    """A field above what it searched for last."""
    panel = QWidget()
    layout = QVBoxLayout(panel)
    box, heard = SearchBox("案件编号、地点、拼音首字母"), QLabel("—")
    box.searched.connect(heard.setText)
    layout.addWidget(box)
    layout.addWidget(heard)
    layout.addStretch()
    return panel


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 480, 160))
