"""The description is true: every path, every refusal, every lock is in it, and the hub behaves as it says."""

from typing import Any

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OPEN = {"/api/v1/sign-in", "/healthz", "/readyz", "/metrics"}
GEO_REPORT = "/open311/v2/"  # a standard of others: its own errors, and keys instead of tokens
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, told) for path, methods in document["paths"].items() for method, told in methods.items()]


@pytest.fixture
def document(hall: Any) -> dict[str, Any]:
    found: dict[str, Any] = hall.seat(signed_in=False).get("/openapi.json").json()
    return found


def test_every_path_says_how_it_refuses_and_who_may_come_in(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["HTTPBearer"] == {
        "type": "http",
        "scheme": "bearer",
        "description": "The token from POST /api/v1/sign-in.",
    }
    assert {"type", "title", "status", "code", "detail"} <= set(
        document["components"]["schemas"]["Problem"]["required"]
    )
    for path, method, told in operations(document):
        where = f"{method} {path}"
        assert told.get("description") or told.get("summary"), where
        if path.startswith(GEO_REPORT):
            continue
        assert ("security" in told) == (path not in OPEN), where
        for status, answer in told["responses"].items():
            if int(status) >= 400:
                assert answer["content"] == PROBLEM, f"{where} {status}"
        if path not in OPEN:
            assert "401" in told["responses"], where
        if told.get("parameters") or told.get("requestBody"):
            assert "422" in told["responses"], where


def test_the_paths_of_the_standard_say_how_they_refuse_in_its_own_words(hall: Any, document: dict[str, Any]) -> None:
    listed = document["components"]["schemas"]["GeoReportErrors"]["items"]["properties"]
    assert listed.keys() == {"code", "description"}
    stranger = hall.seat(signed_in=False)
    seen = 0
    for path, method, told in operations(document):
        if not path.startswith(GEO_REPORT):
            continue
        seen += 1
        assert "security" not in told and "422" not in told["responses"], path
        for status, answer in told["responses"].items():
            is_photo = path.endswith("{media_id}") and status < "300"
            kinds = {"image/jpeg", "image/png"} if is_photo else {"application/json", "text/xml"}
            assert answer["content"].keys() == kinds, f"{path} {status}"
            if int(status) >= 400:
                shape = answer["content"]["application/json"]["schema"]["$ref"]
                assert shape == "#/components/schemas/GeoReportErrors", path
        filled = path.replace("{form}", "json").replace("{service_code}", "x").replace("{token}", "x")
        answer = stranger.http.request(method, f"{hall.url}{filled.replace('{service_request_id}', 'x')}", timeout=30)
        assert str(answer.status_code) in told["responses"], f"{path} {answer.status_code}"
    assert seen == 8


def test_every_reference_in_the_description_leads_somewhere(document: dict[str, Any]) -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                target = document
                for part in value["$ref"].removeprefix("#/").split("/"):
                    target = target[part]
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(document)


def test_nobody_comes_in_without_a_token_and_the_answer_is_a_problem(hall: Any, document: dict[str, Any]) -> None:
    stranger = hall.seat(signed_in=False)
    for path, method, _ in operations(document):
        if path in OPEN or path.startswith(GEO_REPORT):
            continue
        filled = path.replace("{kind}", "unit")
        for name in ("media_id", "record_id", "login", "name"):
            filled = filled.replace(f"{{{name}}}", "x")
        answer = stranger.http.request(method, f"{hall.url}{filled}", json={}, timeout=30)
        assert answer.status_code == 401, f"{method} {path}"
        if method != "head":
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "token.missing"


def test_every_read_answers_as_described(hall: Any, document: dict[str, Any]) -> None:
    admin = hall.seat("A", "admin")
    for path, method, told in operations(document):
        if method != "get" or "{" in path or path.endswith("/stream"):
            continue
        answer = admin.get(path)
        assert answer.status_code == 200, path
        described = told["responses"]["200"].get("content", {"application/json": {}})
        assert answer.headers["content-type"].split(";")[0] in described, path


def test_what_is_not_there_is_a_problem_too(hall: Any) -> None:
    seat = hall.seat()
    for method, path, status, code in (
        ("GET", "/api/v1/nothing", 404, "path.unknown"),
        ("DELETE", "/api/v1/cases", 405, "method.unknown"),
        ("GET", "/api/v1/cases/none", 404, "record.unknown"),
        ("GET", "/api/v1/cases?colour=red", 400, "field.unknown"),
        ("GET", "/api/v1/cases?limit=0", 422, "field.invalid"),
        ("GET", "/api/v1/cases?after=%00", 400, "field.invalid"),
        ("GET", "/api/v1/media/none", 404, "media.unknown"),
    ):
        answer = seat.http.request(method, f"{hall.url}{path}", timeout=30)
        told = answer.json()
        assert (answer.status_code, told["code"], told["status"]) == (status, code, status), path
        assert answer.headers["content-type"] == "application/problem+json" and answer.headers["x-request-id"]


def test_the_watchers_paths(hall: Any) -> None:
    seat = hall.seat()
    seat.exchange(seat.report()[1])
    assert seat.get("/healthz").json() == {"status": "ok"} and seat.get("/readyz").json() == {"status": "ready"}
    text = seat.get("/metrics").text
    assert 'hall_hub_commands_total{outcome="applied"} 1.0' in text
    assert 'hall_hub_requests_total{method="POST",route="/api/v1/exchange",status="200"} 1.0' in text
