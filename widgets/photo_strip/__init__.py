"""Pictures of something, small in a row and large on demand."""

from widgets.photo_strip.strip import Photo, PhotoStrip
from widgets.photo_strip.viewer import PhotoViewer

__all__ = ["Photo", "PhotoStrip", "PhotoViewer"]
