"""For administrators: the keys of other programs."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.hub import keys
from app.hub.messages import KeyIn, KeyMade, KeyOut
from app.hub.routes.guard import HouseDep, KeeperDep, refusals

router = APIRouter(prefix="/api/v1", tags=["administration"])
_REFUSED = refusals(400, 401, 403, 404, 422)
Name = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.\-@ ]+$")]


@router.get("/keys", response_model=list[KeyOut], responses=_REFUSED)
def list_keys(caller: KeeperDep, house: HouseDep) -> list[KeyOut]:
    """List the keys that hold; their secrets are not kept."""
    with house.database.read() as connection:
        found = keys.listed(connection)
    return [KeyOut(name=key.name, source=key.source, made_at=key.made_at) for key in found]


@router.put("/keys/{name}", response_model=KeyMade, responses=_REFUSED)
def put_key(name: Name, asked: KeyIn, caller: KeeperDep, house: HouseDep) -> KeyMade:
    """Make a key, or a new secret for it. The secret is told here and never again."""
    with house.database.write() as connection:
        secret = keys.make(connection, name, asked.source, caller.actor.operator_id, house.clock.now())
    return KeyMade(name=name, source=asked.source, api_key=secret)


@router.delete("/keys/{name}", status_code=204, responses=_REFUSED)
def end_key(name: Name, caller: KeeperDep, house: HouseDep) -> Response:
    """Take a key back at once."""
    with house.database.write() as connection:
        keys.end(connection, name, caller.actor.operator_id, house.clock.now())
    return Response(status_code=204)
