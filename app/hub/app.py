"""Puts the hub together as one FastAPI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.domain.clock import Clock
from app.hub import description, problems
from app.hub import house as building
from app.hub.limits import Ring
from app.hub.open311.writing import Fault
from app.hub.packing import Packing
from app.hub.routes import admin, health, intake, keys, media, open311, reads, seat
from app.hub.settings import HubSettings


def create_app(settings: HubSettings, clock: Clock | None = None) -> FastAPI:
    """Return the application. The database is opened and migrated at once; it is closed when the server stops."""
    house = building.build(settings, clock)
    app = FastAPI(
        title=settings.title,
        version="1",
        description="The central REST API of a city-operation command hall. Times RFC 3339 UTC, positions WGS-84.",
        lifespan=_lifespan,
    )
    app.state.house = house
    problems.install(app)
    description.install(app)
    app.add_exception_handler(Fault, open311.spoken)  # type: ignore[arg-type]  # Starlette types every handler alike
    routers = (seat.router, intake.router, open311.router, media.router, reads.make_router())
    for router in (*routers, admin.router, keys.router, health.router):
        app.include_router(router)
    app.add_middleware(Packing)
    app.add_middleware(Ring, settings=settings, metrics=house.metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: building.House = app.state.house
    house.stream.start()
    watching = asyncio.create_task(house.stream.watch())
    if house.ear is not None:
        house.ear.start()
    try:
        yield
    finally:
        house.stream.stop()
        watching.cancel()
        await asyncio.to_thread(house.stream.mark)
        if house.ear is not None:
            await asyncio.to_thread(house.ear.stop)
        house.close()
