"""What hangs where: a channel on each tile, opened, polled and retired without ever waiting."""

from __future__ import annotations

from collections.abc import Callable

from app.devices.ports import TileState
from app.devices.video import VideoService
from app.domain.camera import Camera
from app.panes.wall.parts.channel import Channel
from app.panes.wall.parts.faces import face
from app.text import _
from widgets.video_grid import VideoGrid
from widgets.video_tile import TileFace

Login = Callable[[str], tuple[str, str]]
Told = Callable[[str, TileState], None]


class Wall:
    """Keeps grid and channels in step; `told` hears of each camera whose state word changed."""

    def __init__(self, grid: VideoGrid, video: VideoService | None, login: Login, told: Told) -> None:
        self._grid, self._video, self._login, self._told = grid, video, login, told
        self._cameras: list[Camera | None] = []
        self._channels: list[Channel | None] = []
        self._words: dict[str, str] = {}
        self.awake = True
        self.fit()

    @property
    def cameras(self) -> list[Camera | None]:
        """The camera of each tile of the layout."""
        return self._cameras[: self._grid.count]

    @property
    def states(self) -> list[TileState]:
        """The state of every tile that has a camera."""
        return [channel.poll() for channel in self._channels if channel is not None]

    def camera(self, index: int) -> Camera | None:
        """The camera on a tile."""
        return self._cameras[index] if 0 <= index < len(self._cameras) else None

    def channel(self, index: int) -> Channel | None:
        """What plays on a tile."""
        return self._channels[index] if 0 <= index < len(self._channels) else None

    def where(self, camera_id: str) -> int:
        """The tile of a camera, or -1."""
        shown = (at for at, camera in enumerate(self.cameras) if camera is not None and camera.id == camera_id)
        return next(shown, -1)

    def free(self) -> int:
        """The first empty tile, or -1."""
        return next((at for at, camera in enumerate(self.cameras) if camera is None), -1)

    def put(self, index: int, camera: Camera | None) -> None:
        """Hang a camera on a tile; the same one again changes nothing."""
        self.fit()
        if self._cameras[index] == camera:
            return
        self._close(index)
        self._cameras[index] = camera
        if camera is not None and self.awake:
            self._open(index, camera)
        self._say(index)

    def fit(self) -> None:
        """The layout changed: tiles beyond it let their streams go, one large tile gets the main stream."""
        missing = max(0, self._grid.count - len(self._cameras))
        self._cameras += [None] * missing
        self._channels += [None] * missing
        for index, camera in enumerate(self._cameras):
            if index >= self._grid.count:
                self._close(index)
            elif camera is not None and self._channels[index] is None and self.awake:
                self._open(index, camera)
            self._widen(index)
        self.poll()

    def sleep(self) -> None:
        """Let all streams go, the cameras stay on their tiles."""
        self.awake = False
        for index in range(len(self._channels)):
            self._close(index)

    def wake(self) -> None:
        """Open everything again."""
        if not self.awake:
            self.awake = True
            self.fit()

    def poll(self) -> None:
        """Four times a second: states into faces, ready streams into tiles."""
        for index in range(min(self._grid.count, len(self._cameras))):
            self._say(index)

    def _open(self, index: int, camera: Camera) -> None:
        channel = Channel(self._video, camera, self._login(camera.id))
        self._channels[index] = channel
        self._widen(index)
        self._grid.tiles[index].follow(channel.frame)

    def _widen(self, index: int) -> None:
        channel = self._channels[index]
        if channel is not None:
            channel.wide(self._grid.count == 1 or self._grid.large == index)

    def _close(self, index: int) -> None:
        channel = self._channels[index]
        if channel is not None:
            channel.close()
            self._channels[index] = None
        if index < self._grid.count:
            self._grid.tiles[index].follow(None)

    def _say(self, index: int) -> None:
        camera, channel, tile = self._cameras[index], self._channels[index], self._grid.tiles[index]
        if camera is None:
            tile.show_face(TileFace(), _("拖入摄像机，或在列表中按回车"))
            return
        state = channel.poll() if channel is not None else TileState("paused")
        tile.show_face(face(camera, state))
        if self._words.get(camera.id) != state.word:
            self._words[camera.id] = state.word
            self._told(camera.id, state)
