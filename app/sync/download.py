"""Fetching the snapshot: packed bytes are kept as they come, so that a broken line goes on where it broke."""

import hashlib
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO

import requests

from app.domain.errors import Unavailable
from app.protocol import SnapshotInfo
from app.protocol.conversation import Progress
from app.store.arriving import arriving, begin, forget, part_of
from app.sync.line import Line

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PATH = "/api/v1/snapshot"
_READ_S = 120.0
_BLOCK = 1 << 16
_HASHING = 16


def fetch(line: Line, dest: Path, progress: Progress | None) -> SnapshotInfo:
    """Download the hub's snapshot to `dest`.

    Raises Unavailable where the line broke (call again to go on) or the bytes are not what the hub announced.
    """
    part, kept_now = part_of(dest), arriving(dest)
    have = kept_now.have if kept_now is not None else 0
    headers = {"Accept-Encoding": "zstd"}
    if kept_now is not None and have:
        headers |= {"Range": f"bytes={have}-", "If-Range": kept_now.tag}
    with line.answer("GET", _PATH, _READ_S, accept=(200, 206, 416), headers=headers) as response:
        if response.status_code == 416:
            forget(dest)
            raise Unavailable("the snapshot has changed", "it is fetched anew", "snapshot.changed")
        if response.status_code == 200:
            have = 0
            begin(dest, response.headers.get("ETag", ""), int(response.headers.get("Content-Length") or 0))
        plain = _Plain(dest, response.headers.get("Content-Encoding") == "zstd")
        with part.open("ab" if have else "wb") as kept, plain:
            plain.repeat(part, have)
            _receive(response, kept, plain, have, progress)
    forget(dest)
    announced = response.headers.get("X-Sha256", "")
    if plain.failed or (announced and announced != plain.digest.hexdigest()):
        dest.unlink(missing_ok=True)
        raise Unavailable("the snapshot arrived damaged", "it is fetched anew", "snapshot.damaged")
    return _info(response)


class _Plain:
    """Writes the unpacked file as the packed bytes come, and its SHA-256 beside it in a thread of its own."""

    def __init__(self, dest: Path, packed: bool) -> None:
        self._dest = dest
        self._unpacker = zstd.ZstdDecompressor() if packed else None
        self.digest = hashlib.sha256()
        self.failed = False
        self._hashing: deque[Future[None]] = deque()

    def __enter__(self) -> "_Plain":
        self._file = self._dest.open("wb")
        self._hasher = ThreadPoolExecutor(1, "sync-digest")
        return self

    def __exit__(self, *_: object) -> None:
        self._hasher.shutdown(wait=True)
        self._file.close()

    def repeat(self, part: Path, have: int) -> None:
        """Go through what an earlier try has already fetched."""
        if have:
            with part.open("rb") as earlier:
                while block := earlier.read(_BLOCK):
                    self.write(block)

    def write(self, block: bytes) -> None:
        """Take the next bytes from the line."""
        try:
            data = self._unpacker.decompress(block) if self._unpacker else block
        except (zstd.ZstdError, EOFError):
            self.failed = True
            return
        # Python lets go of its lock while it hashes: on a machine of two cores that costs the download nothing.
        self._hashing.append(self._hasher.submit(self.digest.update, data))
        self._file.write(data)
        if len(self._hashing) > _HASHING:
            self._hashing.popleft().result()


def _receive(response: requests.Response, kept: IO[bytes], plain: _Plain, have: int, progress: Progress | None) -> None:
    total = have + int(response.headers.get("Content-Length") or 0)
    for block in response.raw.stream(_BLOCK, decode_content=False):
        kept.write(block)
        plain.write(block)
        have += len(block)
        if progress is not None:
            progress(have, total)
    if have < total:
        raise Unavailable("the line broke during the snapshot", "it goes on from there", "hub.away")


def _info(response: requests.Response) -> SnapshotInfo:
    try:
        return SnapshotInfo(
            epoch=response.headers["X-Epoch"],
            cursor=int(response.headers["X-Cursor"]),
            rows=int(response.headers.get("X-Rows", "0")),
        )
    except (KeyError, ValueError) as nonsense:
        raise Unavailable("the snapshot has no label", "is this the address of a hub?", "hub.nonsense") from nonsense
