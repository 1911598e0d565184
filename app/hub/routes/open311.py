"""Open311 GeoReport v2 at `/open311/v2`: services, reports in, requests out, as JSON and as XML."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute
from sqlalchemy import Connection
from starlette.exceptions import HTTPException

from app.domain.errors import Rejected
from app.hub import files, keys
from app.hub.house import House
from app.hub.keys import Key
from app.hub.open311 import forms, pictures, reports, requests, services
from app.hub.open311.pictures import Photo
from app.hub.open311.requests import Sight
from app.hub.open311.writing import Fault, errors, written
from app.hub.problems import respond
from app.hub.routes.guard import HouseDep

PREFIX = "/open311/v2"
_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}
_LIST = {"type": "array", "items": _OBJECT}
_ERRORS = {
    "application/json": {"schema": {"$ref": "#/components/schemas/GeoReportErrors"}},
    "text/xml": {"schema": {"type": "string"}},
}
_FIELDS = (
    "api_key service_code lat long address_string address_id description media_url email phone first_name last_name "
    "account_id device_id jurisdiction_id"
)


def _form_schema(**more: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["api_key", "service_code"],
        "properties": {name: {"type": "string"} for name in _FIELDS.split()} | more,
        "additionalProperties": {"type": "string"},
    }


_POSTED = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": _form_schema()},
            "multipart/form-data": {"schema": _form_schema(media={"type": "string", "format": "binary"})},
        },
    },
}
Jurisdiction = Annotated[str, Query(max_length=200)]
ApiKey = Annotated[str, Query(max_length=200, description="With a key all sources are shown, not the public's only")]


class _Route(APIRoute):
    """A route whose every fault is told in GeoReport's own words."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, its complaints about parameters translated."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as wrong:
                raise Fault(400, *(f"{e['loc'][-1]}: {e['msg']}" for e in wrong.errors()[:20])) from wrong
            except HTTPException as wrong:
                raise Fault(wrong.status_code, str(wrong.detail)) from wrong
            except Rejected as no:
                raise Fault(respond(no).status_code, str(no)) from no

        return handled


router = APIRouter(prefix=PREFIX, tags=["open311"], route_class=_Route)


def _told(*faults: int, what: dict[str, Any] | None = None, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a path for OpenAPI."""
    good = {"application/json": {"schema": what or _LIST}, "text/xml": {"schema": {"type": "string"}}}
    described: dict[int | str, dict[str, Any]] = {status: {"description": "As GeoReport v2 says", "content": good}}
    return described | {fault: {"description": "GeoReport errors", "content": _ERRORS} for fault in faults}


_PHOTO: dict[int | str, dict[str, Any]] = {
    status: {
        "description": what,
        "content": {f"image/{sort}": {"schema": {"type": "string", "format": "binary"}} for sort in ("jpeg", "png")},
    }
    for status, what in ((200, "The photo"), (206, "A part of it"))
}


def spoken(request: Request, fault: Fault) -> Response:
    """Answer a fault in the form that was asked for."""
    return errors(fault, str(request.path_params.get("form", "xml")))


@router.get("/discovery.{form}", responses=_told(400, 404, what=_OBJECT), response_class=Response)
def discovery(form: str, request: Request, house: HouseDep) -> Response:
    """Say where the service is and which formats it speaks."""
    return written("discovery", services.discovery(_base(house, request), house.settings.title), form)


@router.get("/services.{form}", responses=_told(400, 404), response_class=Response)
def list_services(form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "") -> Response:
    """List what can be reported."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        return written("services", services.listed(connection, house.clock.now()), form)


@router.get("/services/{service_code}.{form}", responses=_told(400, 404, what=_OBJECT), response_class=Response)
def define_service(service_code: str, form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "") -> Response:
    """Say what a client should show for one service."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        return written("service_definition", services.definition(connection, service_code, house.clock.now()), form)


@router.post(
    "/requests.{form}",
    status_code=201,
    responses={**_told(400, 403, 404, status=201), **_told(400, 403, 404)},
    openapi_extra=_POSTED,
    response_class=Response,
)
async def post_request(
    form: str,
    request: Request,
    house: HouseDep,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """Take a report, with up to four photos as `media`; it needs an api_key.

    The same `Idempotency-Key`, number of the client's own, or words from the same device within a day are one report.
    Photos are kept upright and without what the camera wrote into them; a `media_url` is kept as text, never fetched.
    """
    told = await forms.read(request)
    brought = await run_in_threadpool(_judge, house, request, told, idempotency_key.strip('"'))
    # The bytes first: where there is no room for them there shall be no case without them either.
    await pictures.keep_bytes(house, brought.photos)
    return await run_in_threadpool(_take, house, form, brought)


@router.get("/requests.{form}", responses=_told(400, 403, 404), response_class=Response)
def list_requests(
    form: str,
    request: Request,
    house: HouseDep,
    service_request_id: Annotated[str, Query(max_length=80_000, description="ids with commas between")] = "",
    service_code: Annotated[str, Query(max_length=8_000, description="codes with commas between")] = "",
    start_date: Annotated[str, Query(max_length=40)] = "",
    end_date: Annotated[str, Query(max_length=40)] = "",
    status: Annotated[str, Query(max_length=40, description="open, closed or both")] = "",
    updated_after: Annotated[str, Query(max_length=40, description="not in the standard, but usual")] = "",
    updated_before: Annotated[str, Query(max_length=40)] = "",
    page: Annotated[str, Query(max_length=9, description="from 1; not in the standard, but usual")] = "",
    page_size: Annotated[str, Query(max_length=9, description="1 to 1,000")] = "",
    jurisdiction_id: Jurisdiction = "",
    api_key: ApiKey = "",
) -> Response:
    """List requests of the last 90 days or the dates given, newest first, at most 1,000 a page.

    Reporters are never told, nor what in a text points to a person, as far as it can be recognised: numbers, mail
    addresses, plates, and names that are called so. A name in the middle of a sentence is not recognised.
    """
    _check_jurisdiction(house, jurisdiction_id)
    asked = requests.question(request.query_params, house.clock.now())
    with house.database.read() as connection:
        rows = requests.found(connection, asked, _sight(connection, api_key))
        found = _shown(house, request, connection, rows)
    return written("service_requests", found, form)


@router.get("/requests/{service_request_id}.{form}", responses=_told(400, 403, 404), response_class=Response)
def read_request(
    service_request_id: str,
    form: str,
    request: Request,
    house: HouseDep,
    jurisdiction_id: Jurisdiction = "",
    api_key: ApiKey = "",
) -> Response:
    """Return one request by its id or token."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        row = requests.row_of(connection, service_request_id, _sight(connection, api_key))
        found = _shown(house, request, connection, [row])
    return written("service_requests", found, form)


@router.get("/media/{media_id}", responses=_told(400, 403, 404) | _PHOTO, response_class=FileResponse)
async def read_media(media_id: str, request: Request, house: HouseDep, api_key: ApiKey = "") -> Response:
    """Send a photo that came with a report, to whoever may see that report."""
    path, mime = await run_in_threadpool(_photo, house, media_id, api_key)
    return files.send(request, path, mime, {"X-Content-Type-Options": "nosniff", "Cache-Control": "private"})


def _photo(house: House, media_id: str, api_key: str) -> tuple[Path, str]:
    with house.database.read() as connection:
        case_id, mime = pictures.owner_of(connection, media_id)
        requests.row_of(connection, case_id, _sight(connection, api_key))
    try:
        return house.media.path(media_id), mime
    except Rejected as no:
        raise Fault(404, f"media {media_id[:64]!r} was not found") from no


@router.get("/tokens/{token}.{form}", responses=_told(400, 403, 404), response_class=Response)
def read_token(
    token: str, form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "", api_key: ApiKey = ""
) -> Response:
    """Return the request id of a token. Every service is realtime, so a report has its id at once."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        row = requests.row_of(connection, token, _sight(connection, api_key))
    return written("service_requests", [{"service_request_id": requests.request_id(row), "token": token}], form)


@dataclass(frozen=True, slots=True)
class _Brought:
    """A report that can be taken, and its photos by the ids they will have."""

    key: Key
    report: dict[str, Any]
    photos: dict[str, Photo]


def _judge(house: House, request: Request, told: forms.Form, idempotency_key: str) -> _Brought:
    given = told.fields
    _check_jurisdiction(house, given.get("jurisdiction_id", ""))
    with house.database.read() as connection:
        key = _key(connection, given.get("api_key") or request.query_params.get("api_key", ""))
        report = reports.report(connection, given, key, idempotency_key, house.clock.now())
    return _Brought(key, report, pictures.made_safe(told.files, report["source_no"]))


def _take(house: House, form: str, brought: _Brought) -> Response:
    result = house.intake.take(brought.key.actor, [brought.report])[0]
    if result.outcome == "refused":
        raise Fault(400, *(f"{error.field} {error.code} {error.detail}".strip() for error in result.errors))
    pictures.put_to(house, brought.key, result.case_id, brought.photos)
    told = {"service_request_id": result.case_no or result.case_id, "service_notice": None, "account_id": None}
    return written("service_requests", [told], form, 201 if result.outcome == "created" else 200)


def _shown(house: House, request: Request, connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cases as requests, each with the address of its own photo where it came with one."""
    found = pictures.of_cases(connection, [str(row["id"]) for row in rows])
    base = _base(house, request)
    addresses = {case_id: f"{base}/media/{media_id}" for case_id, media_id in found.items()}
    return [requests.request(row, addresses.get(row["id"])) for row in rows]


def _base(house: House, request: Request) -> str:
    return (house.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")) + PREFIX


def _key(connection: Connection, secret: str) -> Key:
    found = keys.find(connection, secret)
    if found is None:
        raise Fault(403, "api_key was not provided" if not secret else "api_key is not valid")
    return found


def _sight(connection: Connection, secret: str) -> Sight:
    if secret:
        _key(connection, secret)
        return Sight.ALL
    return Sight.PUBLIC if keys.listed(connection) else Sight.NOTHING


def _check_jurisdiction(house: House, asked: str) -> None:
    """A hub serves one jurisdiction; where it has a name, a client that asks for another one is at the wrong door."""
    own = house.settings.region
    if own and asked and asked != own:
        raise Fault(404, f"jurisdiction_id {asked[:64]!r} was not found")
