"""The hub's process is killed in the middle of its work: what a seat was told is there, and nothing twice."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select

from app.hub import audit
from app.hub.schema import open_database
from app.hub.tables import RECORDS

ROOT = Path(__file__).parents[3]
HUB = """
import sys, threading
from pathlib import Path
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
with HubServer(HubSettings(data_dir=Path(sys.argv[1]), db_url=sys.argv[2], seat_alive_s=0)) as server:
    print(server.url, flush=True)
    threading.Event().wait()
"""


class Process:
    """A hub that can lose its power."""

    def __init__(self, folder: Path, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HUB, str(folder), url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


def test_a_hub_killed_again_and_again_applies_each_command_once(
    database_url: str, tmp_path: Path, hall_people: Any
) -> None:
    database = open_database(database_url)
    hall_people(database)
    hub = Process(tmp_path / "hub", database_url)
    seat = hall_people.seat(hub.url, "01", "wang")
    waiting = [seat.report()[1] for _ in range(40)]
    asked, told = {c["id"] for c in waiting}, set()
    for lives in (0.05, 0.15, None):
        killer = None if lives is None else threading.Timer(lives, hub.kill)
        if killer is not None:
            killer.start()
        try:
            while waiting:
                receipts = seat.exchange(*waiting[:3])["receipts"]
                told |= {r["command_id"] for r in receipts}
                waiting = [c for c in waiting if c["id"] not in told]
        except requests.RequestException:
            pass  # the line broke: nobody knows what became of the last commands
        if killer is not None:
            killer.join()
            hub = Process(tmp_path / "hub", database_url)
            seat.url = hub.url
    hub.kill()
    with database.read() as connection:
        steps = connection.execute(select(RECORDS["case_step"].c.id)).scalars().all()
        numbers = connection.execute(select(RECORDS["case"].c.case_no)).scalars().all()
    assert told == asked and sorted(steps) == sorted(asked) and len(set(numbers)) == 40
    assert audit.verify(database) is None
    database.close()
