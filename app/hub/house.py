"""Everything one hub process owns, built once and closed in reverse."""

import logging
from dataclasses import dataclass

from app.domain.clock import Clock, SystemClock
from app.hub.announcer import Announcer, ForeignEar
from app.hub.connection import Database
from app.hub.door import Door
from app.hub.exchange import Exchange
from app.hub.intake import Intake
from app.hub.media import MediaStore
from app.hub.metrics import Metrics
from app.hub.schema import open_database
from app.hub.sessions import Sessions
from app.hub.settings import HubSettings
from app.hub.snapshot import Snapshots
from app.hub.stream import Stream
from app.hub.tidemark import Tidemark
from app.hub.watching import Watching

_LOG = logging.getLogger("hall.hub")


@dataclass(frozen=True)
class House:
    """The parts that the routes share."""

    settings: HubSettings
    database: Database
    clock: Clock
    sessions: Sessions
    announcer: Announcer
    exchange: Exchange
    intake: Intake
    snapshots: Snapshots
    watching: Watching
    stream: Stream
    media: MediaStore
    metrics: Metrics
    ear: ForeignEar | None

    def close(self) -> None:
        """Close what `build` opened."""
        self.database.close()


def build(settings: HubSettings, clock: Clock | None = None) -> House:
    """Open the database and put the parts together. Raises sqlalchemy.exc.SQLAlchemyError where it cannot be opened."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    clock = clock or SystemClock()
    database, tidemark = open_database(settings.database_url), Tidemark(settings.data_dir)
    if tidemark.check(database):
        _LOG.warning("the database is older than it was: a backup was put back; every seat begins anew")
    announcer = Announcer(database)
    sessions, watching = Sessions(database, settings, clock, announcer), Watching(database, announcer)
    exchange = Exchange(database, Door(), announcer, clock)
    return House(
        settings=settings,
        database=database,
        clock=clock,
        sessions=sessions,
        announcer=announcer,
        exchange=exchange,
        intake=Intake(database, exchange, clock),
        snapshots=Snapshots(database, settings, clock),
        watching=watching,
        stream=Stream(database, settings, sessions, announcer, tidemark, watching, clock),
        media=MediaStore(settings),
        metrics=Metrics(),
        ear=None if database.is_sqlite else ForeignEar(database, announcer),
    )
