"""Press keys: the ground says what it heard."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from widgets import stage
from widgets.key_ground import KeyGround


def build() -> QWidget:
    """A ground with one label."""
    ground, said = KeyGround(), QLabel("…")
    QVBoxLayout(ground).addWidget(said)

    def hear(key: str) -> bool:
        said.setText(key)
        return True

    ground.on_key = hear
    ground.setFocus()
    return ground


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 320, 120))
