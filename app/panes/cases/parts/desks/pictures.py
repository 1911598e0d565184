"""Reads a picture of a case, from this seat's folder or from the hub; upright however the camera was held."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage, QImageReader

from app.domain.errors import Rejected, Unavailable


def read_picture(folder: Path, fetch: Callable[[str], Path], photo_id: str) -> QImage:
    """Read a picture, fetched from the hub where it is not here; an empty one while that cannot be done. Blocks."""
    try:
        return read_upright(kept(folder, photo_id) or fetch(photo_id))
    except (Unavailable, Rejected):
        return QImage()


def read_upright(path: Path) -> QImage:
    """A picture upright; an empty one where the file is none."""
    picture = QImageReader(str(path))
    picture.setDecideFormatFromContent(True)  # what the hub sends has no suffix
    picture.setAutoTransform(True)
    return picture.read()


def kept(folder: Path, photo_id: str) -> Path | None:
    """Return where a picture lies at this seat, or None."""
    return next((path for path in (folder / photo_id, *folder.glob(f"{photo_id}.*")) if path.is_file()), None)
