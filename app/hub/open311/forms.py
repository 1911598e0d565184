"""What a client posts, either way the standard and its clients do: plain form fields, or fields and photos in parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from app.hub.open311.writing import Fault

_PLAIN, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
_MOST_FIELDS = 200
_MOST_PHOTOS = 4
_LONGEST_PLAIN = 1 << 20
_LONGEST_FIELD = 64 << 10
_LARGEST_PHOTO = 16 << 20
_MEDIA = ("media", "media[]")
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields, several values of one joined by line ends, and the files."""

    fields: Fields
    files: tuple[bytes, ...] = ()


async def read(request: Request) -> Form:
    """Read a form. Raises Fault(400) for anything else, and for what is too much."""
    sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sort == _PARTS:
        return await _in_parts(request)
    if sort not in ("", _PLAIN):
        raise Fault(400, f"content type must be {_PLAIN} or {_PARTS}")
    return Form(_plain(await request.body()))


def _plain(body: bytes) -> Fields:
    if len(body) > _LONGEST_PLAIN:
        raise Fault(400, f"the form is longer than {_LONGEST_PLAIN} bytes")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS, separator="&"
        )
    except ValueError as wrong:
        raise Fault(400, f"the form cannot be read: it must be UTF-8 with at most {_MOST_FIELDS} fields") from wrong
    return _joined(pairs)


async def _in_parts(request: Request) -> Form:
    if not (await request.body()).rstrip().endswith(b"--"):
        raise Fault(400, "the form is cut short: its last boundary is missing")
    try:
        async with request.form(max_files=_MOST_PHOTOS, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD) as form:
            pairs = form.multi_items()
            files = [await _photo(name, value) for name, value in pairs if isinstance(value, UploadFile)]
            fields = _joined((name, value) for name, value in pairs if isinstance(value, str))
    except HTTPException as wrong:
        raise Fault(400, f"the form cannot be read: {wrong.detail}; at most {_MOST_PHOTOS} photos") from wrong
    return Form(fields, tuple(file for file in files if file))


async def _photo(name: str, file: UploadFile) -> bytes:
    if name not in _MEDIA:
        raise Fault(400, f"file {name[:64]!r} is not known: photos are sent as 'media'")
    data = await file.read(_LARGEST_PHOTO + 1)
    if len(data) > _LARGEST_PHOTO:
        raise Fault(400, f"media is larger than {_LARGEST_PHOTO} bytes")
    return data


def _joined(pairs: Iterable[tuple[str, str]]) -> Fields:
    joined: Fields = {}
    for name, told in pairs:
        value = told.replace("\x00", "").strip()
        if value:
            joined[name] = f"{joined[name]}\n{value}" if name in joined else value
    return joined
