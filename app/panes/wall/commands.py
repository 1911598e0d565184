"""What the wall asks: that a view is remembered, that a picture taken is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.dispatch import Dispatch, Sent
from app.domain.camera import Camera
from app.domain.errors import Rejected
from app.text import local_time


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on disk, named by its media id."""

    media_id: str
    path: Path
    size: int
    sha256: str


def describe(media_id: str, path: Path) -> Picture:
    """Measure a picture just written. Raises OSError."""
    data = path.read_bytes()
    return Picture(media_id, path, len(data), hashlib.sha256(data).hexdigest())


def keep_picture(dispatch: Dispatch, camera: Camera, picture: Picture, taken_at: datetime) -> Sent | Rejected:
    """Write a picture down as taken by this camera at this time, so that it reaches the hub."""
    named = f"{camera.no} {camera.name} {local_time(taken_at, 'full')}.png"
    args = {
        "owner_kind": "camera",
        "owner_id": camera.id,
        "name": named,
        "mime": "image/png",
        "size": picture.size,
        "sha256": picture.sha256,
        "camera_id": camera.id,
    }
    return dispatch.ask("media.add", picture.media_id, args)


def note_view(dispatch: Dispatch, camera: Camera) -> Sent | Rejected:
    """Write down that this camera was called up by hand, for the hub's log."""
    return dispatch.ask("camera.view", camera.id, {"no": camera.no})
