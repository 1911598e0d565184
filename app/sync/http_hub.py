"""The hub at the other end of an HTTP line, as the sync engine sees it."""

import hashlib
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import requests

from app.domain.clock import from_text
from app.domain.command import Actor
from app.domain.errors import Rejected, Unavailable
from app.domain.media import Media
from app.protocol import Reply, Request, Session, SnapshotInfo, Watchers, request_to_json
from app.protocol.conversation import Progress
from app.sync import download
from app.sync.events import read_reply, replies
from app.sync.line import Line

_READ_S = 30.0
# Somebody stands before the first screen and waits: a hub checks a password in less than a second.
_SIGN_IN_S = 10.0
# The hub sends a ping every 15 s; twice that and a little more without a byte means the line is dead.
_STREAM_S = 35.0
_MEDIA_S = 120.0
_BLOCK = 1 << 20
_SHA256_LENGTH = 64


class HttpHub:
    """Keeps the `Hub` protocol over HTTP. Every call may be made from any thread."""

    def __init__(self, url: str, token: str = "", sign_in_s: float = _SIGN_IN_S) -> None:
        self._line = Line(url)
        self._line.token = token
        self._sign_in_s = sign_in_s

    def sign_in(self, seat: str, user: str, password: str, takeover: bool = False) -> Session:
        """Open a session and use it from now on. Rejected: sign_in.wrong, account.locked, seat.taken …

        Raises Unavailable("hub.silent") where something takes the question and does not answer.
        """
        self._line.token = ""
        asked = {"seat": seat, "user": user, "password": password, "takeover": takeover}
        try:
            data = self._line.json("POST", "/api/v1/sign-in", self._sign_in_s, json=asked)
        except Unavailable as away:
            if isinstance(away.__cause__, requests.ReadTimeout):
                raise Unavailable(f"{self._line.url} does not answer", "try again in a moment", "hub.silent") from away
            raise
        try:
            actor = Actor(*(str(data["actor"][name]) for name in ("seat", "operator_id", "name", "role")))
            session = Session(
                token=str(data["token"]),
                expires_at=from_text(data["expires_at"]),
                actor=actor,
                hall_name=str(data.get("hall_name", "")),
            )
        except (KeyError, TypeError, ValueError) as nonsense:
            raise Unavailable(f"{self._line.url} sent no session", "is this a hub?", "hub.nonsense") from nonsense
        self._line.token = session.token
        return session

    def resume(self, session: Session) -> None:
        """Speak with this session from now on."""
        self._line.token = session.token

    def sign_out(self) -> None:
        """End the session; a hub that is away ends it by itself in time."""
        try:
            with self._line.answer("POST", "/api/v1/sign-out", _READ_S, accept=(204,)):
                self._line.token = ""
        except (Unavailable, Rejected):
            self._line.token = ""

    def exchange(self, request: Request) -> Reply:
        """Send commands and take changes."""
        return read_reply(self._line.json("POST", "/api/v1/exchange", _READ_S, json=request_to_json(request)))

    def snapshot(self, dest: Path, progress: Progress | None = None) -> SnapshotInfo:
        """Download a consistent SQLite file to `dest`, going on where an earlier try broke off."""
        return download.fetch(self._line, dest, progress)

    def watching(self, case_id: str) -> None:
        """Say which case this seat looks at, "" for none."""
        with self._line.answer("PUT", "/api/v1/watching", _READ_S, accept=(204,), json={"case_id": case_id}):
            return

    def stream(self, cursor: int, epoch: str) -> Iterator[Reply | Watchers | None]:
        """Yield changes as they happen and who looks at what, None for each ping."""
        query = urllib.parse.urlencode({"since": cursor, "epoch": epoch})
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        with self._line.answer("GET", f"/api/v1/stream?{query}", _STREAM_S, headers=headers) as response:
            yield from replies(response.iter_lines(chunk_size=None))

    def put_media(self, media: Media, path: Path) -> None:
        """Upload the bytes of a media record, going on where an earlier try broke off."""
        road = f"/api/v1/media/{urllib.parse.quote(media.id, safe='')}"
        size, start = path.stat().st_size, self._received(road)
        if start is None:
            return
        headers = {"X-Content-Sha256": media.sha256, "Content-Type": media.mime or "application/octet-stream"}
        if start:
            headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        with path.open("rb") as source:
            source.seek(start)
            data = source if size else b""
            with self._line.answer("PUT", road, _MEDIA_S, accept=(200, 201, 202), headers=headers, data=data):
                return

    def get_media(self, media_id: str, dest: Path) -> None:
        """Download the bytes of a media record and check them where the hub says their SHA-256."""
        road, part = f"/api/v1/media/{urllib.parse.quote(media_id, safe='')}", dest.with_name(dest.name + ".part")
        digest = hashlib.sha256()
        with self._line.answer("GET", road, _MEDIA_S) as response, part.open("wb") as sink:
            for block in response.iter_content(_BLOCK):
                digest.update(block)
                sink.write(block)
            announced = response.headers.get("ETag", "").strip('"')
        if len(announced) == _SHA256_LENGTH and announced != digest.hexdigest():
            part.unlink(missing_ok=True)
            raise Unavailable("the file arrived damaged", "it is fetched anew", "media.damaged")
        part.replace(dest)

    def close(self) -> None:
        """End every wait at once, from any thread."""
        self._line.close()

    def _received(self, road: str) -> int | None:
        """Ask how many bytes of an upload the hub has already; None when it has them all."""
        with self._line.answer("HEAD", road, _READ_S, accept=(200, 204)) as response:
            if response.headers.get("Upload-Complete") == "?1":
                return None
            return int(response.headers.get("Upload-Offset") or 0)
