"""Sends a file whole or in part; a part that does not exist is refused in the hub's own words."""

import re
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse

from app.domain.errors import Rejected

_RANGE = re.compile(r"^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$")


class _Blocks(FileResponse):
    chunk_size = 1 << 18


def send(request: Request, path: Path, mime: str, headers: dict[str, str]) -> FileResponse:
    """Return the answer for a file. Raises Rejected("range.invalid") for one range that lies outside of it.

    A range meant for another version (If-Range) is answered with the whole file.
    """
    asked, condition = request.headers.get("range"), request.headers.get("if-range")
    if asked is not None and (condition is None or condition == headers.get("ETag")):
        _check(asked, path.stat().st_size)
    return _Blocks(path, 200, headers, mime)


def _check(asked: str, size: int) -> None:
    found = _RANGE.match(asked.strip())
    if found is None:
        raise Rejected("range.invalid", asked[:80], {"size": size})
    first, last = found[1], found[2]
    if first is not None and (int(first) >= size or (last and int(last) < int(first))):
        raise Rejected("range.invalid", asked[:80], {"size": size})
