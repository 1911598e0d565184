"""The OpenAPI document, made true where FastAPI's own guess is not: every refusal is a Problem."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.domain.records import KINDS, column_types, usual_row
from app.hub.messages import GeoReportError, Problem

_JSON = {
    "text": "string",
    "time": "string",
    "json": "string",
    "integer": "integer",
    "real": "number",
    "boolean": "boolean",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    schemas["GeoReportErrors"] = {"type": "array", "items": GeoReportError.model_json_schema()}
    schemas |= {f"row_{kind}": _row(kind) for kind in KINDS}
    for path, methods in document["paths"].items():
        for told in methods.values() if path.startswith("/open311/") else ():
            told["responses"].pop("422", None)  # what FastAPI adds by itself: there it is 400
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    return document


def _row(kind: str) -> dict[str, Any]:
    """Describe the rows of a kind; `default` is what a column says that a block leaves out."""
    usual = usual_row(kind)
    told = {
        name: {"type": [_JSON[storage], "null"], "x-storage": storage}
        | ({"default": usual[name]} if name in usual else {})
        for name, storage in column_types(kind).items()
    }
    return {
        "type": "object",
        "properties": told,
        "required": [name for name in told if name not in usual],
        "description": f"A record of the kind {kind}, as it travels in a block: times and JSON as text.",
    }


def install(app: FastAPI) -> None:
    """Serve this document at /openapi.json, made on first asking."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
