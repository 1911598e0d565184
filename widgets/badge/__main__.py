"""Every tone of the chip."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets import stage
from widgets.badge import Badge


def build() -> QWidget:
    """A row of chips."""
    row = QWidget()
    layout = QHBoxLayout(row)
    for text, tone, icon in (
        ("已派遣", "info", "send"),
        ("已结案", "ok", "circle-check"),
        ("将超期", "warn", "clock"),
        ("超期", "alarm", "siren"),
        ("离线", "offline", "wifi-off"),
        ("演练", "drill", "traffic-cone"),
    ):
        layout.addWidget(Badge(text, tone, icon))
    layout.addStretch()
    return row


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 720, 96))
