"""A client of Open311 as other cities write them, and the shapes the standard promises it."""

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

import pytest
import requests

from app.hub import keys

HOSTILE = '<b>&amp;\'"; drop table "case"; --‮反向\u200f =SUM(A1) ]]> \x0b\x07终'
TEXT, NUMBER, FLAG = (str, type(None)), (int, float, type(None)), (bool,)
REQUEST = {
    "service_request_id": (str,), "status": (str,), "status_notes": TEXT, "service_name": TEXT, "service_code": (str,),
    "description": TEXT, "agency_responsible": TEXT, "service_notice": TEXT, "requested_datetime": (str,),
    "updated_datetime": TEXT, "expected_datetime": TEXT, "address": TEXT, "address_id": TEXT, "zipcode": TEXT,
    "lat": NUMBER, "long": NUMBER, "media_url": TEXT,
}  # fmt: skip
SERVICE = {
    "service_code": (str,), "service_name": (str,), "description": TEXT, "metadata": FLAG, "type": (str,),
    "keywords": TEXT, "group": TEXT,
}  # fmt: skip


# What is only read from the line or written to it is the same on every database.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Client:
    """A public-report program with a key."""

    def __init__(self, hall: Any, source: str = "internet", name: str = "street-app") -> None:
        self.base = f"{hall.url}/open311/v2"
        with hall.database.write() as connection:
            self.key = keys.make(connection, name, source, "", hall.clock.now())

    def post(self, form: str = "json", headers: dict[str, str] | None = None, **fields: Any) -> requests.Response:
        told = {"api_key": self.key, "service_code": "event-0102", **fields}
        body = urlencode([(name, value) for name, value in told.items() if value is not None], doseq=True)
        sort = {"Content-Type": "application/x-www-form-urlencoded"}
        return requests.post(f"{self.base}/requests.{form}", data=body, headers=sort | (headers or {}), timeout=30)

    def get(self, path: str, **asked: str) -> requests.Response:
        return requests.get(f"{self.base}/{path}", params=asked, timeout=30)


def shaped(item: dict[str, Any], shape: dict[str, tuple[type, ...]]) -> None:
    assert item.keys() == shape.keys()
    for name, sorts in shape.items():
        assert isinstance(item[name], sorts), (name, item[name])


def faults(answer: requests.Response) -> list[str]:
    """The descriptions of the errors, whatever form they came in; each carries the HTTP status as its code."""
    if answer.headers["content-type"].startswith("application/json"):
        told = answer.json()
    else:
        told = [{child.tag: child.text for child in error} for error in Xml.fromstring(answer.content)]
    assert [str(one["code"]) for one in told] == [str(answer.status_code)] * len(told) and told
    return [one["description"] for one in told]


def case_of(hall: Any, number: str) -> dict[str, Any]:
    found = hall.seat("99", "li").get(f"/api/v1/cases?case_no={number}").json()["items"]
    assert len(found) == 1
    case: dict[str, Any] = found[0]
    return case
