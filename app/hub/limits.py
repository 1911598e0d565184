"""The outermost ring: sizes, request ids, one log line and one count for each request."""

import logging
import time

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.hub.metrics import Metrics
from app.hub.problems import respond
from app.hub.settings import HubSettings

_PHOTOS = 40 * 1024 * 1024
_LOG = logging.getLogger("hall.hub.access")


class TooLarge(HTTPException):
    """The body went on after its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"at most {limit} bytes")


class Ring:
    """ASGI middleware. It writes the route, never the query or the body, so that no name or phone reaches a log."""

    def __init__(self, app: ASGIApp, settings: HubSettings, metrics: Metrics) -> None:
        self._app, self._settings, self._metrics = app, settings, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, begun, status = new_id(), time.perf_counter(), 0
        limit = self._limit(scope["path"], scope["method"])

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            if _announced(scope) > limit:
                raise TooLarge(limit)
            await self._app(scope, _counted(receive, limit), answer)
        except TooLarge:
            if status == 0:
                await respond(Rejected("body.too_large", facts={"limit": limit}))(scope, receive, answer)
        finally:
            self._note(scope, status, time.perf_counter() - begun, request_id)

    def _limit(self, path: str, method: str) -> int:
        if path.startswith("/api/v1/media/") and method == "PUT":
            return self._settings.media_limit
        if path.startswith("/api/v1/records/"):
            return self._settings.bulk_limit
        if path.startswith("/open311/v2/requests."):
            return max(self._settings.body_limit, _PHOTOS)
        return self._settings.body_limit

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route, status = getattr(scope.get("route"), "path", "unknown"), status or 500
        self._metrics.requests.labels(scope["method"] if route != "unknown" else "other", route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        level = logging.INFO if status < 500 else logging.WARNING
        _LOG.log(level, "%s %s %d %.1f ms %s", scope["method"], route, status, seconds * 1000, request_id)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _counted(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLarge(limit)
        return message

    return counted
