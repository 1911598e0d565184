"""A wall of nine with nothing on it; arrows, digits and Enter work."""

from PySide6.QtWidgets import QWidget

from widgets import stage
from widgets.video_grid import VideoGrid
from widgets.video_tile import TileFace


def build() -> QWidget:
    """Nine empty tiles."""
    grid = VideoGrid()
    grid.set_count(9)
    for at, tile in enumerate(grid.tiles):
        tile.show_face(TileFace(), str(at + 1))
    return grid


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 960, 600))
