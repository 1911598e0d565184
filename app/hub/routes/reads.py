"""Plain reads: one list and one item path for each kind, made from the domain so that none is forgotten."""

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request, Response

from app.domain.errors import Rejected
from app.hub import reading
from app.hub.messages import RecordPage
from app.hub.routes.guard import CallerDep, HouseDep, refusals

_REFUSED = refusals(400, 401, 404, 422)
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing has changed since If-None-Match"}}
Tag = Annotated[str, Header(max_length=200)]


def make_router() -> APIRouter:
    """Return the router with every collection."""
    router = APIRouter(prefix="/api/v1", tags=["records"])
    for path, kind in reading.COLLECTIONS.items():
        _add(router, path, kind)
    router.get("/cases/{record_id}/steps", response_model=RecordPage, responses={**_UNCHANGED, **_REFUSED})(steps)
    return router


def steps(record_id: str, caller: CallerDep, house: HouseDep, if_none_match: Tag = "") -> Response:
    """Return the timeline of a case, oldest first."""
    with house.database.read() as connection:
        tag = reading.tag(connection, "case_step", record_id)
        if tag == if_none_match:
            return Response(status_code=304, headers={"ETag": tag})
        return _json({"items": reading.steps(connection, record_id), "next": ""}, tag)


def _add(router: APIRouter, path: str, kind: str) -> None:
    options: dict[str, Any] = {"responses": {**_UNCHANGED, **_REFUSED}}
    router.get(
        f"/{path}",
        response_model=RecordPage,
        name=f"list_{path}",
        openapi_extra={"parameters": _parameters(kind)},
        **options,
    )(_lister(kind))
    if path != "media":  # /media/{id} carries the bytes
        router.get(f"/{path}/{{record_id}}", response_model=dict[str, Any], name=f"read_{path}", **options)(
            _getter(kind)
        )


def _lister(kind: str) -> Callable[..., Response]:
    def list_records(
        request: Request,
        caller: CallerDep,
        house: HouseDep,
        limit: Annotated[int, Query(ge=1, le=reading.MOST)] = 200,
        after: Annotated[str, Query(max_length=400, description="`next` of the page before")] = "",
        if_none_match: Tag = "",
    ) -> Response:
        """List records; a filter given several times means any of its values."""
        query = reading.Query(kind, _filters(request, kind), request.query_params.get("q", "")[:200], after, limit)
        with house.database.read() as connection:
            tag = reading.tag(connection, kind, str(sorted(request.query_params.multi_items())))
            if tag == if_none_match:
                return Response(status_code=304, headers={"ETag": tag})
            items, following = reading.page(connection, query)
        return _json({"items": items, "next": following}, tag)

    return list_records


def _getter(kind: str) -> Callable[..., Response]:
    def read_record(record_id: str, caller: CallerDep, house: HouseDep, if_none_match: Tag = "") -> Response:
        """Return one record."""
        with house.database.read() as connection:
            record = reading.one(connection, kind, record_id)
        tag = f'W/"{record["seq"]}"'
        if tag == if_none_match:
            return Response(status_code=304, headers={"ETag": tag})
        return _json(record, tag)

    return read_record


def _filters(request: Request, kind: str) -> dict[str, list[str]]:
    own = {"limit", "after"} | ({"q"} if reading.has_text(kind) else set())
    names = [name for name in request.query_params if name not in own]
    unknown = [name for name in names if name not in reading.filters_of(kind)]
    if unknown:
        raise Rejected("field.unknown", unknown[0][:80])
    return {name: request.query_params.getlist(name)[:200] for name in names}


def _parameters(kind: str) -> list[dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {
        "text": {"type": "array", "items": {"type": "string"}},
        "integer": {"type": "array", "items": {"type": "integer"}},
        "boolean": {"type": "boolean"},
        "time": {"type": "string", "format": "date-time"},
    }
    found = [(name, schemas[storage]) for name, storage in reading.filters_of(kind).items()]
    if reading.has_text(kind):
        found.append(("q", {"type": "string", "maxLength": 200}))
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in found]


def _json(body: dict[str, Any], tag: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)
