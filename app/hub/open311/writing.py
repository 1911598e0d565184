"""How GeoReport v2 looks on the line: plain values written as JSON or as XML, and the errors of either."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

import orjson
from fastapi import Response

FORMS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
# What XML 1.0 cannot carry, however it is written.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ITEM_NAMES = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


class Fault(Exception):
    """A request that is answered with GeoReport errors. `status` is HTTP's, and the code of each error."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__(*descriptions)
        self.status, self.descriptions = status, descriptions


def written(name: str, value: Any, form: str, status: int = 200) -> Response:
    """Write a value: XML has `name` as its outermost element, JSON is the bare value. Raises Fault for other forms."""
    if form not in FORMS:
        raise Fault(404, f"format {form[:16]!r} is not known: use json or xml")
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    body = orjson.dumps(value) if form == "json" else _xml(name, value)
    return Response(body, status, headers, FORMS[form])


def errors(fault: Fault, form: str) -> Response:
    """Write what was wrong, as `errors` with `code` and `description`."""
    told = [{"code": fault.status, "description": text} for text in fault.descriptions]
    return written("errors", told, form if form in FORMS else "xml", fault.status)


def _xml(name: str, value: Any) -> bytes:
    text: str = Xml.tostring(_element(name, value), encoding="unicode")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8")


def _element(name: str, value: Any) -> Xml.Element:
    made = Xml.Element(name)
    if isinstance(value, Mapping):
        made.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        made.extend(_element(_ITEM_NAMES[name], inner) for inner in value)
    elif isinstance(value, bool):
        made.text = "true" if value else "false"
    elif value is not None:
        made.text = _NOT_XML.sub("", str(value))
    return made
