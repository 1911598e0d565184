"""A wall of tiles: one clock paints what is new, one hand moves over it by mouse or key."""

from widgets.video_grid.cells import COUNTS, cells
from widgets.video_grid.grid import CAMERA_MIME, VideoGrid

__all__ = ["CAMERA_MIME", "COUNTS", "VideoGrid", "cells"]
