"""One picture of a wall with its caption: name, state and age always in sight, an old picture never bright."""

from widgets.video_tile.face import LEVELS, FrameLike, TileFace
from widgets.video_tile.tile import VideoTile

__all__ = ["LEVELS", "FrameLike", "TileFace", "VideoTile"]
