"""Open311 GeoReport v2 at `/open311/v2`: services, reports in, requests out, as JSON and as XML."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import Connection

from app.hub import keys
from app.hub.house import House
from app.hub.keys import Key
from app.hub.open311 import reports, requests, services
from app.hub.open311.requests import Sight
from app.hub.open311.writing import Fault, errors, written
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
_POSTED = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["api_key", "service_code"],
                    "properties": {name: {"type": "string"} for name in _FIELDS.split()},
                    "additionalProperties": {"type": "string"},
                }
            }
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

        return handled


router = APIRouter(prefix=PREFIX, tags=["open311"], route_class=_Route)


def _told(*faults: int, what: dict[str, Any] | None = None, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a path for OpenAPI."""
    good = {"application/json": {"schema": what or _LIST}, "text/xml": {"schema": {"type": "string"}}}
    described: dict[int | str, dict[str, Any]] = {status: {"description": "As GeoReport v2 says", "content": good}}
    return described | {fault: {"description": "GeoReport errors", "content": _ERRORS} for fault in faults}


def spoken(request: Request, fault: Fault) -> Response:
    """Answer a fault in the form that was asked for."""
    return errors(fault, str(request.path_params.get("form", "xml")))


@router.get("/discovery.{form}", responses=_told(400, 404, what=_OBJECT), response_class=Response)
def discovery(form: str, request: Request, house: HouseDep) -> Response:
    """Say where the service is and which formats it speaks."""
    base = house.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return written("discovery", services.discovery(base + PREFIX, house.settings.title), form)


@router.get("/services.{form}", responses=_told(400, 404), response_class=Response)
def list_services(form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "") -> Response:
    """List what can be reported."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        return written("services", services.listed(connection), form)


@router.get("/services/{service_code}.{form}", responses=_told(400, 404, what=_OBJECT), response_class=Response)
def define_service(service_code: str, form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "") -> Response:
    """Say what a client should show for one service."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        return written("service_definition", services.definition(connection, service_code), form)


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
    """Take a report; it needs an api_key. The same `Idempotency-Key`, or number of the client's own, is one report."""
    body, sort = await request.body(), request.headers.get("content-type", "")
    return await run_in_threadpool(_post, house, form, request, body, sort, idempotency_key.strip('"'))


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
    jurisdiction_id: Jurisdiction = "",
    api_key: ApiKey = "",
) -> Response:
    """List requests of the last 90 days or the dates given, newest first, at most 1,000."""
    _check_jurisdiction(house, jurisdiction_id)
    asked = requests.question(request.query_params, house.clock.now())
    with house.database.read() as connection:
        found = requests.found(connection, asked, _sight(connection, api_key))
    return written("service_requests", found, form)


@router.get("/requests/{service_request_id}.{form}", responses=_told(400, 403, 404), response_class=Response)
def read_request(
    service_request_id: str, form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "", api_key: ApiKey = ""
) -> Response:
    """Return one request by its id or token."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        found = requests.one(connection, service_request_id, _sight(connection, api_key))
    return written("service_requests", [found], form)


@router.get("/tokens/{token}.{form}", responses=_told(400, 403, 404), response_class=Response)
def read_token(
    token: str, form: str, house: HouseDep, jurisdiction_id: Jurisdiction = "", api_key: ApiKey = ""
) -> Response:
    """Return the request id of a token. Every service is realtime, so a report has its id at once."""
    _check_jurisdiction(house, jurisdiction_id)
    with house.database.read() as connection:
        row = requests.row_of(connection, token, _sight(connection, api_key))
    return written("service_requests", [{"service_request_id": requests.request_id(row), "token": token}], form)


def _post(house: House, form: str, request: Request, body: bytes, sort: str, idempotency_key: str) -> Response:
    given = reports.fields(body, sort)
    _check_jurisdiction(house, given.get("jurisdiction_id", ""))
    with house.database.read() as connection:
        key = _key(connection, given.get("api_key") or request.query_params.get("api_key", ""))
        report = reports.report(connection, given, key, idempotency_key)
    result = house.intake.take(key.actor, [report])[0]
    if result.outcome == "refused":
        raise Fault(400, *(f"{error.field} {error.code} {error.detail}".strip() for error in result.errors))
    told = {"service_request_id": result.case_no or result.case_id, "service_notice": None, "account_id": None}
    return written("service_requests", [told], form, 201 if result.outcome == "created" else 200)


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
