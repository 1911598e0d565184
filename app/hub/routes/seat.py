"""What a seat needs: signing in, the exchange, the snapshot and the stream."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from app.domain.clock import to_text
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.hub import files
from app.hub.exchange import check_place
from app.hub.messages import ActorOut, ExchangeIn, ExchangeOut, SignedIn, SignIn, WatchingIn
from app.hub.routes.guard import CallerDep, HouseDep, refusals
from app.protocol import conversation
from app.protocol.codec import reply_to_json

router = APIRouter(prefix="/api/v1", tags=["seat"])
_FILE = {"content": {"application/vnd.sqlite3": {"schema": {"type": "string", "format": "binary"}}}}
_EVENTS = {"content": {"text/event-stream": {"schema": {"type": "string"}}}}


@router.post("/sign-in", response_model=SignedIn, responses=refusals(400, 401, 403, 409, 413, 422, 423, 429))
def sign_in(asked: SignIn, request: Request, house: HouseDep) -> SignedIn:
    """Open a session for a seat; `takeover` ends the session that holds the seat now."""
    address = request.client.host if request.client else ""
    opened = house.sessions.sign_in(asked.seat, asked.user, asked.password, asked.takeover, address)
    actor = opened.actor
    return SignedIn(
        token=opened.token,
        expires_at=to_text(opened.expires_at),
        actor=ActorOut(seat=actor.seat, operator_id=actor.operator_id, name=actor.name, role=actor.role),
        hall_name=house.settings.title,
        epoch=opened.epoch,
        last_n=opened.last_n,
    )


@router.post("/sign-out", status_code=204, responses=refusals(401))
def sign_out(caller: CallerDep, house: HouseDep) -> Response:
    """End the session of this token."""
    house.watching.look(caller.actor, "")
    house.sessions.sign_out(caller)
    return Response(status_code=204)


@router.post("/exchange", response_model=ExchangeOut, responses=refusals(400, 401, 403, 409, 410, 413, 422, 503))
def exchange(asked: ExchangeIn, caller: CallerDep, house: HouseDep) -> Response:
    """Take commands, each exactly once, and give back receipts and the changes after the cursor."""
    reply = house.exchange.answer(caller.actor, _request(asked))
    for receipt in reply.receipts:
        house.metrics.receipts.labels(receipt.outcome).inc()
    return Response(orjson.dumps(reply_to_json(reply)), media_type="application/json")


@router.put("/watching", status_code=204, responses=refusals(401, 422, 503))
def watching(asked: WatchingIn, caller: CallerDep, house: HouseDep) -> Response:
    """Say which case this seat looks at; say it again every 30 s, and "" for none. The others hear `watching`."""
    house.watching.look(caller.actor, asked.case_id)
    return Response(status_code=204)


@router.get(
    "/snapshot",
    response_class=FileResponse,
    responses={200: _FILE, 206: _FILE | {"description": "A part"}, **refusals(401, 416, 422, 503, 507)},
)
async def snapshot(
    request: Request,
    caller: CallerDep,
    house: HouseDep,
    accept_encoding: Annotated[str, Header()] = "",
) -> Response:
    """Send everything a new seat needs as one SQLite file; `Range` goes on where an earlier try broke off."""
    try:
        made = await house.snapshots.ready()
    except OSError as full:
        raise Rejected("disk.full", str(full.strerror or "")) from full
    zstd = "zstd" in accept_encoding.lower()
    headers = {
        "X-Epoch": made.epoch,
        "X-Cursor": str(made.cursor),
        "X-Rows": str(made.rows),
        "X-Sha256": made.sha256,
        "ETag": f'"{made.tag}{"-zstd" if zstd else ""}"',
        "Vary": "Accept-Encoding",
        "Cache-Control": "private, no-transform",
    }
    if zstd:
        headers["Content-Encoding"] = "zstd"
    return files.send(request, made.packed if zstd else made.plain, "application/vnd.sqlite3", headers)


@router.get("/stream", response_class=StreamingResponse, responses={200: _EVENTS, **refusals(401, 409, 410, 422)})
def stream(
    caller: CallerDep,
    house: HouseDep,
    since: Annotated[int, Query(ge=0, lt=1 << 63)] = 0,
    epoch: Annotated[str, Query(max_length=200)] = "",
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> Response:
    """Push changes after `since` (or Last-Event-ID) as server-sent events with the rows inside.

    An event `watching` says who looks at a case: `{"case_id", "seats": [[seat, name], …]}`.
    """
    start = int(last_event_id) if last_event_id.isdecimal() else since
    with house.database.read() as connection:
        check_place(connection, caller.actor.seat, epoch, start)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(house.stream.events(caller, start, epoch), 200, headers, "text/event-stream")


def _request(asked: ExchangeIn) -> conversation.Request:
    commands = tuple(
        conversation.NumberedCommand(
            item.n,
            Command(
                id=item.id,
                kind=item.kind,
                target=item.target,
                args=item.args,
                expect=item.expect,
                by=Actor(item.by.seat, item.by.operator_id, item.by.name, item.by.role),
                at=item.at,
                v=item.v,
            ),
        )
        for item in asked.commands
    )
    return conversation.Request(
        seat=asked.seat, epoch=asked.epoch, cursor=asked.cursor, commands=commands, limit=asked.limit
    )
