"""Every refusal of the hub as RFC 9457 problem+json: a stable `code` for programs, a plain English title for people."""

import logging
import sqlite3
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg.errors import DiskFull
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.exceptions import HTTPException

from app.domain.errors import Rejected

_LOG = logging.getLogger("hall.hub")
MEDIA_TYPE = "application/problem+json"

_STATUS: dict[str, int] = {
    "sign_in.wrong": 401,
    "token.missing": 401,
    "token.invalid": 401,
    "token.expired": 401,
    "token.taken_over": 401,
    "role.forbidden": 403,
    "seat.not_permitted": 403,
    "seat.mismatch": 403,
    "record.unknown": 404,
    "media.unknown": 404,
    "path.unknown": 404,
    "method.unknown": 405,
    "seat.taken": 409,
    "epoch.changed": 409,
    "commands.gap": 409,
    "media.mismatch": 409,
    "media.offset": 409,
    "command.foreign": 409,
    "cursor.too_old": 410,
    "body.too_large": 413,
    "media.too_large": 413,
    "range.invalid": 416,
    "intake.invalid": 422,
    "account.locked": 423,
    "address.limited": 429,
    "hub.fault": 500,
    "hub.busy": 503,
    "database.away": 503,
    "disk.full": 507,
}

_TITLE: dict[int, str] = {
    400: "The request is not as it should be",
    401: "Please sign in",
    403: "Not permitted",
    404: "There is no such thing here",
    405: "This cannot be done here",
    409: "The hub knows it otherwise",
    410: "Too old",
    413: "Too large",
    415: "This kind of content is not taken",
    416: "There is no such part",
    422: "Some fields are not as they should be",
    423: "Locked",
    429: "Too many tries",
    500: "The hub made a mistake",
    503: "The hub is busy",
    507: "No space is left",
}


def problem_body(why: Rejected) -> dict[str, Any]:
    """Return the members of a problem document; `facts` of the refusal become members of their own."""
    status = _STATUS.get(why.code, 400)
    return {
        "type": f"urn:hall-console:problem:{why.code}",
        "title": _TITLE.get(status, _TITLE[400]),
        "status": status,
        "code": why.code,
        "detail": why.detail,
        **why.facts,
    }


def respond(why: Rejected, status: int | None = None) -> JSONResponse:
    """Return the HTTP answer for a refusal."""
    body = problem_body(why)
    if status is not None:
        body |= {"status": status, "title": _TITLE.get(status, _TITLE[400])}
    headers = {"WWW-Authenticate": "Bearer"} if body["status"] == 401 else {}
    if "retry_after_s" in why.facts:
        headers["Retry-After"] = str(int(why.facts["retry_after_s"]))
    return JSONResponse(body, body["status"], headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Give every way of failing the same shape."""
    app.add_exception_handler(Rejected, _rejected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _away)
    app.add_exception_handler(TimeoutError, _away)
    app.add_exception_handler(Exception, _fault)


async def _rejected(_: Request, why: Exception) -> JSONResponse:
    assert isinstance(why, Rejected)
    return respond(why)


async def _invalid(_: Request, why: Exception) -> JSONResponse:
    """Name each field that is wrong, but never repeat what was sent: it may be a password."""
    assert isinstance(why, RequestValidationError)
    errors = [
        {
            "field": ".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]),
            "code": e["type"],
            "detail": e["msg"],
        }
        for e in why.errors()[:100]
    ]
    return respond(Rejected("field.invalid", errors[0]["field"] if errors else "", {"errors": errors}), 422)


async def _http(_: Request, why: Exception) -> JSONResponse:
    assert isinstance(why, HTTPException)
    code = {404: "path.unknown", 405: "method.unknown", 400: "body.invalid", 413: "body.too_large"}.get(why.status_code)
    answer = respond(Rejected(code or "request.invalid", str(why.detail)), why.status_code)
    answer.headers.update(why.headers or {})
    return answer


async def _away(_: Request, why: Exception) -> JSONResponse:
    if _is_full(why):
        _LOG.error("no space is left for the database")
        return respond(Rejected("disk.full"))
    _LOG.error("the database does not answer: %s", type(why).__name__)
    return respond(Rejected("database.away", facts={"retry_after_s": 2}))


def _is_full(why: Exception) -> bool:
    cause = getattr(why, "orig", None)
    return isinstance(cause, DiskFull) or (isinstance(cause, sqlite3.Error) and "disk is full" in str(cause))


async def _fault(request: Request, why: Exception) -> JSONResponse:
    _LOG.error("fault in %s %s", request.method, request.url.path, exc_info=why)
    return respond(Rejected("hub.fault"))
