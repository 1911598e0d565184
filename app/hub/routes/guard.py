"""Who may come in: the bearer token of a request turned into its caller, and the posts a path asks for."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.domain.errors import Rejected
from app.domain.operator import Role
from app.hub.house import House
from app.hub.problems import MEDIA_TYPE
from app.hub.sessions import Caller

ADMINS = frozenset({Role.SYS_ADMIN})
AUDITORS = frozenset({Role.SYS_ADMIN, Role.AUDIT_ADMIN})
KEEPERS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN})
_BEARER = HTTPBearer(auto_error=False, description="The token from POST /api/v1/sign-in.")


async def house_of(request: Request) -> House:
    """Return the parts of this hub. Async, so that it costs no thread."""
    house: House = request.app.state.house
    return house


def caller_of(
    house: Annotated[House, Depends(house_of)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller:
    """Return who is asking, and note that the seat is alive."""
    if bearer is None:
        raise Rejected("token.missing")
    caller = house.sessions.authenticate(bearer.credentials)
    if not house.sessions.seen_lately(caller):
        house.sessions.seen([caller.token_id])
    return caller


def holding(posts: frozenset[Role]) -> Callable[[Caller], Awaitable[Caller]]:
    """Return a dependency that lets only some posts through."""

    async def check(caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        if caller.role not in posts:
            raise Rejected("role.forbidden", caller.role)
        return caller

    return check


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems a path can answer with, for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {s: {"description": "Problem", "content": content} for s in statuses}


HouseDep = Annotated[House, Depends(house_of)]
CallerDep = Annotated[Caller, Depends(caller_of)]
AdminDep = Annotated[Caller, Depends(holding(ADMINS))]
AuditorDep = Annotated[Caller, Depends(holding(AUDITORS))]
KeeperDep = Annotated[Caller, Depends(holding(KEEPERS))]
