"""Pictures, clips and recordings on disk: uploads that can go on, and files that are what their SHA-256 says."""

import asyncio
import hashlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import Rejected
from app.hub.settings import HubSettings

_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._\-]{0,63}$")
_RANGE = re.compile(r"^bytes (\d{1,15})-(\d{1,15})/(\d{1,15})$")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a file has arrived."""

    id: str
    size: int
    received: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Which bytes of the whole a request brings."""

    start: int
    length: int
    total: int


def is_media_id(text: str) -> bool:
    """Say whether this may be the name of a file: records may be called anything, but no file leaves its folder."""
    return bool(_ID.match(text)) and not text.endswith(".part")


class MediaStore:
    """Keeps finished files under their id; what is still coming lies beside them as `.part`."""

    def __init__(self, settings: HubSettings) -> None:
        self._settings = settings
        self._folder = settings.media_dir

    def path(self, media_id: str) -> Path:
        """Return the finished file. Raises Rejected("media.unknown")."""
        path = self._place(media_id)
        if not path.is_file():
            raise Rejected("media.unknown", media_id)
        return path

    def state(self, media_id: str) -> Part:
        """Return how far an upload has come; nothing at all is 0 bytes."""
        path = self._place(media_id)
        if path.is_file():
            size = path.stat().st_size
            return Part(media_id, size, size, True)
        part = self._part(media_id)
        return Part(media_id, 0, part.stat().st_size if part.is_file() else 0, False)

    def piece(self, content_range: str | None, content_length: str | None) -> Piece:
        """Read which bytes come. Raises Rejected: range.invalid, media.too_large."""
        if content_range:
            found = _RANGE.match(content_range)
            if found is None or not int(found[1]) <= int(found[2]) < int(found[3]):
                raise Rejected("range.invalid", content_range[:80])
            piece = Piece(int(found[1]), int(found[2]) - int(found[1]) + 1, int(found[3]))
        elif content_length and content_length.isdecimal():
            piece = Piece(0, int(content_length), int(content_length))
        else:
            raise Rejected("length.missing")
        if piece.total > self._settings.media_limit:
            raise Rejected("media.too_large", str(piece.total), {"limit": self._settings.media_limit})
        return piece

    async def receive(self, media_id: str, piece: Piece, sha256: str, body: AsyncIterator[bytes]) -> Part:
        """Take bytes as they come; the last one makes the file whole when its SHA-256 is as announced.

        What arrived before a broken line is kept, so that the sender can go on from there. Raises Rejected:
        media.offset (go on at `received`), media.mismatch, media.too_large, disk.full.
        """
        have = self.state(media_id)
        if have.complete:
            return have
        if piece.start != have.received and piece.start != 0:
            raise Rejected("media.offset", media_id, {"received": have.received})
        self._folder.mkdir(parents=True, exist_ok=True)
        self._check_space(piece.length)
        try:
            received = await self._append(media_id, piece, body)
        except OSError as full:
            raise Rejected("disk.full", str(full.strerror or "")) from full
        if received < piece.total:
            return Part(media_id, piece.total, received, False)
        return await asyncio.to_thread(self._finish, media_id, sha256, received)

    async def _append(self, media_id: str, piece: Piece, body: AsyncIterator[bytes]) -> int:
        left = piece.length
        with self._part(media_id).open("ab" if piece.start else "wb") as sink:
            async for block in body:
                left -= len(block)
                if left < 0:
                    raise Rejected("media.too_large", media_id)
                sink.write(block)
            sink.flush()
            await asyncio.to_thread(os.fsync, sink.fileno())
            return sink.tell()

    def _finish(self, media_id: str, sha256: str, size: int) -> Part:
        part = self._part(media_id)
        if not part.exists() and self._place(media_id).is_file():
            # Another upload of the same bytes has finished first.
            return Part(media_id, size, size, True)
        if _sha256(part) != sha256:
            part.unlink(missing_ok=True)
            raise Rejected("media.mismatch", media_id, {"received": 0})
        part.replace(self._place(media_id))
        return Part(media_id, size, size, True)

    def _check_space(self, length: int) -> None:
        if shutil.disk_usage(self._folder).free < length + self._settings.disk_reserve:
            raise Rejected("disk.full", "", {"needed": length})

    def _place(self, media_id: str) -> Path:
        if not is_media_id(media_id):
            raise Rejected("media.unknown", "id")
        return self._folder / media_id

    def _part(self, media_id: str) -> Path:
        return self._folder / f"{media_id}.part"


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
