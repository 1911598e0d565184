"""Server-sent events from the hub, line by line, as the replies they carry."""

from collections.abc import Iterable, Iterator

import orjson

from app.domain.errors import Rejected, Unavailable
from app.protocol import Reply, Watchers, reply_from_json


def replies(lines: Iterable[bytes]) -> Iterator[Reply | Watchers | None]:
    """Yield each event's reply or watchers, None for each ping and for what a newer hub says beside.

    Raises Rejected where the hub ends the stream with a problem, Unavailable where it talks nonsense.
    """
    kind, data = "", b""
    for line in lines:
        if line.startswith(b":"):
            yield None
        elif line.startswith(b"event:"):
            kind = line[6:].strip().decode()
        elif line.startswith(b"data:"):
            data += line[5:].strip()
        elif not line:
            if data:
                yield _event(kind, data)
            kind, data = "", b""


def _event(kind: str, data: bytes) -> Reply | Watchers | None:
    try:
        body = orjson.loads(data)
    except ValueError as nonsense:
        raise Unavailable("the hub's stream is no JSON", "it is opened again", "hub.nonsense") from nonsense
    if kind == "problem" and isinstance(body, dict):
        facts = {k: v for k, v in body.items() if k not in ("type", "title", "status", "code", "detail")}
        raise Rejected(str(body.get("code", "hub.trouble")), str(body.get("detail", "")), facts)
    if kind == "watching":
        return _watchers(body)
    return read_reply(body) if kind in ("", "message") else None


def _watchers(body: object) -> Watchers | None:
    """Who looks at a case is no record: what cannot be read is passed over."""
    try:
        seats = tuple((str(seat), str(name)) for seat, name in body["seats"])  # type: ignore[index]  # caught below
        return Watchers(str(body["case_id"]), seats)  # type: ignore[index]  # caught below
    except (TypeError, KeyError, ValueError):
        return None


def read_reply(body: object) -> Reply:
    """Read a reply. Raises Unavailable: a hub that talks nonsense is not believed, and asked again later."""
    try:
        return reply_from_json(body)  # type: ignore[arg-type]  # the codec checks the shape itself
    except Rejected as nonsense:
        raise Unavailable(
            f"the hub's answer lacks {nonsense.detail}", "hub and console may be of different age", "hub.nonsense"
        ) from nonsense
