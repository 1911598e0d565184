"""For those who watch the hub: is it up, is it ready, how is it doing."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.hub import backups, epoch
from app.hub.messages import Health
from app.hub.routes.guard import HouseDep, refusals

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=Health)
def healthz() -> Health:
    """The process runs."""
    return Health(status="ok")


@router.get("/readyz", response_model=Health, responses=refusals(503))
def readyz(house: HouseDep) -> Health:
    """The database answers too."""
    with house.database.read() as connection:
        epoch.head(connection)
    return Health(status="ready")


@router.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **refusals(503)})
def metrics(house: HouseDep) -> Response:
    """Prometheus text."""
    with house.database.read() as connection:
        head, backup = epoch.head(connection), backups.last(connection)
    return Response(house.metrics.text(head, house.stream.waiting, backup), media_type=CONTENT_TYPE_LATEST)
