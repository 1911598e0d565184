"""A picture taken from a tile: written as PNG under its media id, with camera and time inside the file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

from app.devices.video import Frame
from app.domain.camera import Camera
from app.panes.wall.commands import Picture, describe


def write(frame: Frame, camera: Camera, taken_at: datetime, folder: Path, media_id: str) -> Picture:
    """Write the picture; run it off the main thread. Raises OSError."""
    image = QImage(frame.data, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32)
    image.setText("Camera", f"{camera.no} {camera.name}")
    image.setText("Creation Time", taken_at.isoformat())
    path = folder / media_id
    # Qt: QImage.save takes no bytes for its format and its stub no text, so the writer says it.
    writer = QImageWriter(str(path), QByteArray(b"PNG"))
    if not writer.write(image):
        raise OSError(writer.errorString())
    return describe(media_id, path)
