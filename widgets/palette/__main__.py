"""A palette over a few invented things; Ctrl+K opens it again."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from widgets import stage
from widgets.palette import CommandPalette, PaletteItem, rank
from widgets.palette.palette import Deliver

ITEMS = (
    PaletteItem("1", "派遣", "操作", "案件", "send", "F6", ("pq", "paiqian")),
    PaletteItem("2", "喊话", "操作", "广播", "mic", "F5", ("hh",)),
    PaletteItem("3", "解放路中山街路口", "摄像机", "C-0017 · 球机", "cctv", names=("jflzsjlk", "C-0017")),
    PaletteItem("4", "人民广场东", "摄像机", "C-0042 · 枪机", "cctv", names=("rmgcd",)),
    PaletteItem("5", "人民广场 2 号音柱", "音柱", "S-0003", "megaphone", names=("rmgc2hyz",)),
)


def build() -> QWidget:
    """A ground with the palette open."""
    ground = QWidget()

    def provide(text: str, deliver: Deliver) -> None:
        deliver([item for item in ITEMS if rank(text, (item.title, *item.names))])

    palette = CommandPalette(ground, "名称、编号或拼音首字母", "没有找到", provide)
    QShortcut(QKeySequence("Ctrl+K"), ground, palette.open)
    ground.resize(900, 600)
    palette.open()
    return ground


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 900, 600))
