"""Three states of a tile beside each other."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets import stage
from widgets.video_tile import TileFace, VideoTile


def build() -> QWidget:
    """No picture, wrong password, nothing chosen."""
    row = QWidget()
    layout = QHBoxLayout(row)
    for face in (
        TileFace("人民路与解放街口", "001", "lost", "无信号", "", "摄像机没有应答"),
        TileFace("夜市东口", "002", "login", "密码错误"),
        TileFace(),
    ):
        tile = VideoTile()
        tile.show_face(face, "拖入摄像机")
        layout.addWidget(tile)
    return row


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 960, 240))
