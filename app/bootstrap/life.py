"""What goes on in the demo city while somebody watches: people who answer, weather, reports that come in."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.bootstrap.children import ready, stop_signal
from app.demo.callers import Callers
from app.demo.city import City
from app.demo.sensors import Weather, read, sensors_of
from app.demo.units import collectors, responsible_units
from app.domain.errors import Rejected, Unavailable
from app.domain.records import to_row
from app.protocol.rest import RestDoor

STEP_S = 2.0
PROGRAM_ROLES = ("unit", "collector", "sys_admin", "system")
_log = logging.getLogger(__name__)
Part = Callable[[datetime], object]


@contextmanager
def people(hub: str, password_file: Path, seed: int, speed: float) -> Iterator[list[Part]]:
    """Sign the responsible units and the collectors in; yields what each does at a moment."""
    began = datetime.now(UTC)
    with ExitStack() as stack:
        units = _door(stack, hub, "unit", password_file)
        patrol = _door(stack, hub, "collector", password_file)
        yield [responsible_units(units, seed, speed, began).step, collectors(patrol, seed, speed, began).step]


@contextmanager
def world(hub: str, password_file: Path, city: City, seed: int, drill: str, every_s: float) -> Iterator[list[Part]]:
    """Sign the sensors and the callers in; yields what each does at a moment."""
    began = datetime.now(UTC)
    sensors, weather = sensors_of(city), Weather(drill)
    with ExitStack() as stack:
        admin = _door(stack, hub, "sys_admin", password_file)
        desk = _door(stack, hub, "system", password_file)
        due = began

        def measure(now: datetime) -> None:
            nonlocal due
            if now >= due:
                minute = (now - began).total_seconds() / 60
                admin.put_records("reading", [to_row(r) for r in read(sensors, weather, minute, now)])
                due = datetime.fromtimestamp(now.timestamp() + every_s, UTC)

        yield [measure, Callers(city, desk, seed, drill=drill).step]


def live_on(parts: AbstractContextManager[list[Part]], lifeline: bool, begun: Callable[[], None]) -> None:
    """Let the parts act every two seconds until told to stop; a hub that is away is waited for.

    `begun` is called once all are signed in, where no parent waits for that news.
    """
    stop = stop_signal(lifeline)
    with parts as acts:
        if lifeline:
            ready(ready=True)
        else:
            begun()
        while not stop.wait(STEP_S):
            for act in acts:
                _try(act, stop)


def _try(act: Part, stop: threading.Event) -> None:
    try:
        act(datetime.now(UTC))
    except Unavailable as away:
        _log.warning("%s", away)
        stop.wait(STEP_S)
    except Rejected as no:
        _log.warning("the hub refused: %s", no)


def _door(stack: ExitStack, hub: str, role: str, password_file: Path) -> RestDoor:
    """Sign a program in under the account that the demo made for its post."""
    door = RestDoor(hub)
    stack.callback(door.close)
    door.sign_in(program_login(role), program_login(role), password_file.read_text("utf-8").strip())
    return door


def program_login(role: str) -> str:
    """Return the account, and the seat, of the simulator that acts in a post."""
    return f"sim-{role.replace('_', '-')}"
