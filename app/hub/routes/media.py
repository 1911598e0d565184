"""Bytes of pictures, clips and recordings: up in pieces, down in ranges."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from app.domain.errors import Rejected
from app.hub import files, reading
from app.hub.messages import MediaPart
from app.hub.routes.guard import CallerDep, HouseDep, refusals

router = APIRouter(prefix="/api/v1", tags=["media"])
MediaId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$")]
_BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_WHOLE: dict[str, Any] = {"model": MediaPart, "description": "Whole and checked"}
_MORE: dict[str, Any] = {"model": MediaPart, "description": "More is to come"}
_BODY = {"requestBody": {"required": True, **_BYTES}}


@router.put(
    "/media/{media_id}",
    status_code=202,
    response_model=MediaPart,
    openapi_extra=_BODY,
    responses={201: _WHOLE, 202: _MORE, **refusals(400, 401, 409, 413, 416, 422, 507)},
)
async def put_media(
    media_id: MediaId,
    request: Request,
    caller: CallerDep,
    house: HouseDep,
    response: Response,
    x_content_sha256: Annotated[str, Header(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the whole file")],
    content_range: Annotated[str | None, Header(description="bytes FIRST-LAST/TOTAL when only a piece comes")] = None,
) -> MediaPart:
    """Take a file or the next piece of one; 202 says how much is here, 201 that it is whole."""
    piece = house.media.piece(content_range, request.headers.get("content-length"))
    part = await house.media.receive(media_id, piece, x_content_sha256, request.stream())
    response.status_code = 201 if part.complete else 202
    return MediaPart(id=part.id, size=part.size, received=part.received, complete=part.complete)


@router.head("/media/{media_id}", status_code=204, responses=refusals(401, 404, 422))
def media_state(media_id: MediaId, caller: CallerDep, house: HouseDep) -> Response:
    """Say in `Upload-Offset` how much of an upload has arrived, and in `Upload-Complete` whether it is whole."""
    part = house.media.state(media_id)
    complete = "?1" if part.complete else "?0"
    return Response(status_code=204, headers={"Upload-Offset": str(part.received), "Upload-Complete": complete})


@router.get(
    "/media/{media_id}",
    response_class=FileResponse,
    responses={200: _BYTES, 206: _BYTES | {"description": "A part"}, **refusals(401, 404, 416, 422)},
)
async def get_media(media_id: MediaId, request: Request, caller: CallerDep, house: HouseDep) -> Response:
    """Send a file; ranges are served."""
    path = house.media.path(media_id)
    record = await run_in_threadpool(_record, house, media_id)
    headers = {"ETag": f'"{record["sha256"]}"'} if record else {}
    mime = str(record["mime"]) if record and _is_plain(str(record["mime"])) else "application/octet-stream"
    headers |= {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
    return files.send(request, path, mime, headers)


def _record(house: HouseDep, media_id: str) -> dict[str, object] | None:
    try:
        with house.database.read() as connection:
            return reading.one(connection, "media", media_id)
    except Rejected:
        return None


def _is_plain(mime: str) -> bool:
    """Only types that no browser runs as a program."""
    return (
        mime.isascii() and mime.split("/")[0] in ("image", "video", "audio") and "svg" not in mime and "\n" not in mime
    )
