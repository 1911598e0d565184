"""Puts a demo city into a hub: built once a day and kept, its device addresses renewed at each start."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.bootstrap.life import PROGRAM_ROLES, program_login
from app.demo.basemap import write_base_map
from app.demo.city import VERSION, City, generate
from app.demo.scene import batches, furnish
from app.hub import accounts
from app.hub.loading import load
from app.hub.serve import HubServer

_log = logging.getLogger(__name__)
PROGRAM_NAMES = {
    "unit": "责任单位（模拟）",
    "collector": "信息采集员（模拟）",
    "sys_admin": "设备接入（模拟）",
    "system": "多源受理（模拟）",
}


def city_key(size: str, seed: int, now: datetime) -> str:
    """Return the name of a built city's folder: a new one each day, or everything in it would be late."""
    return f"{size}-{seed}-v{VERSION}-{now:%Y%m%d}"


def settle(server: HubServer, folder: Path, size: str, seed: int, stage: dict[str, Any], password: str) -> City:
    """Load the city where it is not there yet, wire its devices to the addresses of `stage`, and write the base map."""
    done = folder / "settled.json"
    born = datetime.fromisoformat(json.loads(done.read_text())["born"]) if done.exists() else datetime.now(UTC)
    city = furnish(generate(size, seed, born), stage["rtsp"], stage["ptz"], stage["host"], stage["ports"])
    database = server.house.database
    if done.exists():
        load(database, "camera", city.cameras)
        load(database, "speaker", city.speakers)
    else:
        _open_accounts(database, city, password)
        for kind, nouns in batches(city, server.house.settings.media_dir):
            # The accounts made above are the operators that seats know of.
            if kind != "operator_public":
                load(database, kind, nouns)
        write_base_map(city, folder / "basemap.geojson")
        done.write_text(json.dumps({"born": born.isoformat()}))
        _log.info("the demo city %s is built", folder.name)
    server.house.announcer.announce()
    return city


def _open_accounts(database: Any, city: City, password: str) -> None:
    for member in city.staff:
        seats = (member.public.seat,) if member.public.seat else ()
        accounts.create(database, member.user, member.public.name, member.public.role, password, seats)
    for role in PROGRAM_ROLES:
        accounts.create(database, program_login(role), PROGRAM_NAMES[role], role, password)
