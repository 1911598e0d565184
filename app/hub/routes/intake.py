"""Where other systems bring their reports."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from app.domain.errors import Rejected
from app.hub.messages import IntakeBatch, IntakeCase, IntakeOut, IntakeResult
from app.hub.routes.guard import CallerDep, HouseDep, refusals

router = APIRouter(prefix="/api/v1", tags=["intake"])
_SHAPES = {
    "requestBody": {
        "content": {
            "application/json": {"schema": {"anyOf": [IntakeCase.model_json_schema(), IntakeBatch.model_json_schema()]}}
        },
        "required": True,
    }
}


@router.post(
    "/intake",
    response_model=IntakeResult | IntakeOut,
    openapi_extra=_SHAPES,
    responses={201: {"model": IntakeResult, "description": "A new case"}, **refusals(400, 401, 403, 413, 422)},
)
def intake(caller: CallerDep, house: HouseDep, response: Response, asked: Annotated[dict[str, Any], Body()]) -> Any:
    """Take one report (201 created, 200 known already) or `{"cases": […]}` with an outcome for each row."""
    if "cases" in asked:
        rows = IntakeBatch.model_validate(asked).cases
        return _counted(house.intake.take(caller.actor, rows), house)
    result = house.intake.take(caller.actor, [asked])[0]
    house.announcer.announce()
    if result.outcome == "refused":
        _refuse(result)
    response.status_code = 201 if result.outcome == "created" else 200
    return result


def _counted(results: list[IntakeResult], house: HouseDep) -> IntakeOut:
    house.announcer.announce()
    count = {word: sum(1 for r in results if r.outcome == word) for word in ("created", "duplicate", "refused")}
    return IntakeOut(results=results, **count)


def _refuse(result: IntakeResult) -> None:
    errors = [error.model_dump() for error in result.errors]
    if any(error["code"] == "role.forbidden" for error in errors):
        raise Rejected("role.forbidden", "report")
    raise Rejected("intake.invalid", errors[0]["field"], {"row": result.row, "errors": errors})
