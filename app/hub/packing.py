"""Packs answers for the line: zstd where it is taken, gzip otherwise; events and files go as they are."""

import sys

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_SMALLEST = 500  # bytes: below this the packing costs more than the line
_LONG = 128 * 1024  # bytes: packing this much would keep every other seat waiting, so a thread does it
_ZSTD_LEVEL, _GZIP_LEVEL = 3, 1
# The snapshot packs itself once for all seats; media are packed already and are fetched by ranges.
_AS_THEY_ARE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "image/*", "application/pdf", "application/vnd.sqlite3")


class Packing:
    """ASGI middleware. What may be packed says `Vary`; tags of such answers must be weak."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._packer(_accepted(Headers(scope=scope).get("accept-encoding", "")))(scope, receive, send)

    def _packer(self, accepted: frozenset[str]) -> ASGIApp:
        if "zstd" in accepted:
            return _Zstd(self._app, _SMALLEST, exclude_content_types=_AS_THEY_ARE)
        if "gzip" in accepted:
            return GZipResponder(self._app, _SMALLEST, _GZIP_LEVEL, exclude_content_types=_AS_THEY_ARE)
        return IdentityResponder(self._app, _SMALLEST, exclude_content_types=_AS_THEY_ARE)


class _Zstd(IdentityResponder):
    """Starlette's way of packing an answer, with zstd in it."""

    content_encoding = "zstd"
    _packer: zstd.ZstdCompressor | None = None

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """Return the packed bytes; each part of a longer answer can be read as it comes."""
        if len(body) >= _LONG:
            return await to_thread.run_sync(self._pack, body, more_body)
        return self._pack(body, more_body)

    def _pack(self, body: bytes, more_body: bool) -> bytes:
        if self._packer is None:
            self._packer = zstd.ZstdCompressor(level=_ZSTD_LEVEL)
        if more_body:
            return self._packer.compress(body, zstd.ZstdCompressor.FLUSH_BLOCK)
        return self._packer.compress(body, zstd.ZstdCompressor.FLUSH_FRAME)


def _accepted(header: str) -> frozenset[str]:
    """Return the encodings an Accept-Encoding header takes; `q=0` takes none."""
    names = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            names.add(name.strip())
    return frozenset(names)
