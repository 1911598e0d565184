"""One camera on one tile: its sub stream in a small tile, its main stream in a large one, without a black gap."""

from __future__ import annotations

from app.devices.video import Frame, Player, StreamAddress, TileState, VideoService
from app.domain.camera import Camera


class Channel:
    """Opened at once; `wide` asks for the main stream, which takes over with its first picture."""

    def __init__(self, video: VideoService | None, camera: Camera, login: tuple[str, str]) -> None:
        self.camera = camera
        self.login = login
        self._video = video
        self._main = False
        self._player: Player | None = None
        self._next: Player | None = None
        self._player = self._open(False)

    def _open(self, main: bool) -> Player | None:
        url = (self.camera.url_main if main else self.camera.url_sub) or self.camera.url_sub or self.camera.url_main
        return self._video.open(StreamAddress(url, *self.login)) if self._video and url else None

    def wide(self, main: bool) -> None:
        """Ask for the main stream, or for the sub stream again."""
        if main == self._main:
            return
        self._main = main
        if self._next is not None:
            self._next.close()
        self._next = self._open(main)

    @property
    def main(self) -> bool:
        """Whether the main stream is shown."""
        return self._main and self._next is None

    def poll(self) -> TileState:
        """The state now; swaps streams when the new one has a picture."""
        if self._next is not None and self._next.frame() is not None:
            old, self._player, self._next = self._player, self._next, None
            if old is not None:
                old.close()
        if self._player is not None:
            return self._player.state
        return TileState("no_signal", None, "player.missing" if self._video is None else "rtsp.bad_address")

    def frame(self) -> Frame | None:
        """The newest picture."""
        return self._player.frame() if self._player is not None else None

    def snapshot(self) -> Frame | None:
        """A copy of the newest picture."""
        return self._player.snapshot() if self._player is not None else None

    def pause(self, paused: bool) -> None:
        """Hold the picture, or let it go on."""
        if self._player is not None:
            self._player.pause(paused)

    def again(self) -> None:
        """Try anew at once."""
        self.close()
        self._player = self._open(self._main)

    def close(self) -> None:
        """End all its streams; never waits."""
        for player in (self._player, self._next):
            if player is not None:
                player.close()
        self._player = self._next = None
