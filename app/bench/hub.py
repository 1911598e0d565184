"""What one hub carries: operations, changes served, bulk loading, and the cost of telling many seats."""

import asyncio
import math
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
import requests
from argon2 import PasswordHasher

from app.bench import hub_hall
from app.bench.hub_child import PASSWORD, Child, hub_process
from app.bench.hub_listeners import Listener
from app.bench.hub_objects import object_pages
from app.bench.hub_postgres import private_postgres
from app.bench.report import Report, Row
from app.domain.clock import SystemClock, to_text
from app.domain.ids import new_id
from app.domain.matter import Matter
from app.domain.unit import Unit
from app.hub import accounts, feed
from app.hub.connection import Database
from app.hub.loading import load
from app.hub.schema import open_database
from app.protocol.codec import reply_to_json
from app.protocol.conversation import Reply

SEATS = 43
CITY_PEAK_PER_S = 6.0  # 3.9 million cases a year, ten steps each, five times the mean
LOAD_PER_S = 20_000.0
LATENCY_MS = 500.0
PAGE = 500
MANY_SEATS, MANY_HUBS, MOST_SEATS = 500, 3, 900
HALL_CASES = 55  # three quarters of a minute at ten times the city's speed
HALL_LATENCY_MS = 2_000.0
# Hundreds of seats sign in before the measurement; what a password costs is not what is measured.
_LIGHT = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
Say = Callable[[str], None]


def run(scale: float, say: Say) -> Report:
    """Measure hubs in processes of their own, alone on SQLite and at work on PostgreSQL; `scale` multiplies the work.

    Raises Unavailable where PostgreSQL is not installed.
    """
    rows, cases = max(2_000, int(20_000 * scale)), max(80, int(400 * scale))
    changes = max(20, int(60 * scale))
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, hub_process(Path(folder)) as hub:
        say(f"loading {rows} cases")
        loaded = Row("bulk load", rows / hub.load(rows), "rows/s", "limit", LOAD_PER_S, ">= 1")
        say(f"serving {rows} changes in pages of {PAGE}")
        served = _served(Path(folder) / "hub.db", rows)
        say(f"{cases} operations from 8 seats, one by one")
        worked = Row("operations", _operations(hub, cases), "/s", "the city's peak", CITY_PEAK_PER_S, ">= 20")
        say(f"{changes} changes told to {SEATS} seats, on the shared stream and by plain long-poll")
        told = _told(hub, changes)
    few, many = _halls(max(4, int(HALL_CASES * scale)), min(MOST_SEATS, max(50, int(MANY_SEATS * scale))), say)
    work = (
        f"{rows} cases loaded and served, {cases} operations, {changes} changes told to {SEATS} seats twice; on "
        f"PostgreSQL {hub_hall.CASES_A_DAY} cases a day at {hub_hall.SPEED} times speed: {few.changes} changes in "
        f"{few.seconds:.0f} s for {few.seats} seats at one hub, {many.changes} for {many.seats} at {MANY_HUBS} hubs"
    )
    return Report("hub", work, (worked, *served, *told, loaded, *_hall_rows(few, "one hub"), *_many_rows(few, many)))


def _halls(cases: int, many: int, say: Say) -> tuple[hub_hall.Figures, hub_hall.Figures]:
    """Let a hall of 43 seats work at one hub, then a large one at several, each on a fresh PostgreSQL."""
    say(f"{SEATS} seats at one hub on PostgreSQL, {cases} cases from report to close")
    few = _hall(1, SEATS, cases)
    say(f"{many} seats at {MANY_HUBS} hubs on one PostgreSQL, the same again")
    return few, _hall(MANY_HUBS, many, cases)


def _hall(hubs: int, seats: int, cases: int) -> hub_hall.Figures:
    with private_postgres() as url, tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, ExitStack() as stack:
        _furnish(url)
        running = [stack.enter_context(hub_process(Path(folder), url)) for _ in range(hubs)]
        return asyncio.run(hub_hall.work(running, seats, cases))


def _furnish(url: str) -> None:
    database = open_database(url)
    for login, role in (("bench", "duty_officer"), ("bench-unit", "unit")):
        accounts.create(database, login, "测量", role, PASSWORD, hasher=_LIGHT)
    matter = Matter(id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾")
    load(database, "matter", [matter])
    load(database, "unit", [Unit(id="u-1", code="U1", name="环卫中心")])
    database.close()


def _hall_rows(found: hub_hall.Figures, where: str) -> tuple[Row, ...]:
    name = f"{found.seats} seats, {where}"
    pace, planned = found.changes / found.seconds, found.changes / found.planned_s
    return (
        Row(f"{name}: change to every seat, p99", found.late_p99 * 1000, "ms", "limit", HALL_LATENCY_MS, "<= 1"),
        Row(f"{name}: pace kept", pace, "changes/s", "ten times the city", planned, ">= 0.95"),
        Row(f"{name}: hub processor", found.hub_cpu_s / found.seconds, "of one core"),
    )


def _many_rows(few: hub_hall.Figures, many: hub_hall.Figures) -> tuple[Row, ...]:
    cost = "hub processor per delivered row"
    return (
        *_hall_rows(many, f"{MANY_HUBS} hubs"),
        Row(f"{few.seats} seats: {cost}", few.cost_us, "us"),
        Row(f"{many.seats} seats: {cost}", many.cost_us, "us", f"{few.seats} seats", few.cost_us, "<= 1"),
    )


def _operations(hub: Child, count: int) -> float:
    """Return settled commands a second: 8 seats, each waiting for its receipt before the next."""
    seats = [_sign_in(hub.url, f"op{place}") for place in range(8)]
    hands = [threading.Thread(target=_report_cases, args=(hub.url, *seat, count // 8)) for seat in seats]
    begun = time.perf_counter()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return count // 8 * 8 / (time.perf_counter() - begun)


def _sign_in(url: str, seat: str) -> tuple[requests.Session, dict[str, str]]:
    session = requests.Session()
    asked = {"seat": seat, "user": "bench", "password": PASSWORD, "takeover": True}
    answer = session.post(f"{url}/api/v1/sign-in", json=asked, timeout=30)
    answer.raise_for_status()
    session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return session, answer.json()["actor"]


def _report_cases(url: str, session: requests.Session, actor: dict[str, str], count: int) -> None:
    for n in range(1, count + 1):
        command = {
            "n": n,
            "id": new_id(),
            "kind": "case.report",
            "target": new_id(),
            "args": {"description": "井盖缺失，行人经过有危险", "source": "desk"},
            "expect": {},
            "by": actor,
            "at": to_text(SystemClock().now()),
            "v": 1,
        }
        asked = {"seat": actor["seat"], "epoch": "", "cursor": 0, "limit": 1, "commands": [command]}
        answer = session.post(f"{url}/api/v1/exchange", json=asked, timeout=30)
        answer.raise_for_status()


def _served(path: Path, rows: int) -> tuple[Row, ...]:
    """Compare a page as the hub writes it with the same page through objects and pydantic, in processor time."""
    database = Database(f"sqlite:///{path}")
    try:
        ours = _rate(rows, lambda since: _our_page(database, since))
        theirs = _rate(rows, object_pages(database, PAGE))
    finally:
        database.close()
    return (Row("changes served", ours, "rows/s of one core", "mapped objects and pydantic", theirs, ">= 2"),)


def _rate(rows: int, page: Callable[[int], bytes]) -> float:
    """Return rows a second of one core, the best of three: whoever runs beside us only ever takes from it."""
    return max(_once(rows, page) for _ in range(3))


def _once(rows: int, page: Callable[[int], bytes]) -> float:
    begun = time.thread_time()
    for since in range(0, rows, PAGE):
        page(since)
    return rows / (time.thread_time() - begun)


def _our_page(database: Database, since: int) -> bytes:
    with database.read() as connection:
        found = feed.page(connection, since, PAGE)
    reply = Reply(epoch="", cursor=found.cursor, now=SystemClock().now(), changes=found.blocks, more=found.more)
    return orjson.dumps(reply_to_json(reply))


def _told(hub: Child, changes: int) -> tuple[Row, ...]:
    """Tell every seat of every change both ways; what writing alone costs is taken off."""
    token = str(_sign_in(hub.url, "ear")[0].headers["Authorization"]).split()[1]
    alone, _ = asyncio.run(_listen(hub, token, changes, 0, Listener.follow_stream))
    streamed, late = asyncio.run(_listen(hub, token, changes, SEATS, Listener.follow_stream))
    polled, _ = asyncio.run(_listen(hub, token, changes, SEATS, Listener.follow_polls))
    deliveries = changes * SEATS
    stream_ms = max(1e-3, (streamed - alone) * 1000 / deliveries)
    poll_ms = (polled - alone) * 1000 / deliveries
    late.sort()
    p99 = late[min(len(late) - 1, math.ceil(len(late) * 0.99) - 1)] * 1000
    return (
        Row("plain long-poll, per delivery", poll_ms, "ms of processor", "the shared stream", stream_ms, ">= 5"),
        Row("change to seat, p99", p99, "ms", "limit", LATENCY_MS, "<= 1"),
    )


async def _listen(
    hub: Child, token: str, changes: int, seats: int, follow: Callable[[Listener], Coroutine[Any, Any, None]]
) -> tuple[float, list[float]]:
    """Return the hub's processor seconds and how late each delivery was. Raises TimeoutError where one is missing."""
    start, _ = hub.touch("warm")
    listeners = [Listener(hub.url, token, start) for _ in range(seats)]
    tasks = [asyncio.ensure_future(follow(listener)) for listener in listeners]
    await asyncio.sleep(0.5)
    begun = hub.cpu_s()
    committed: dict[int, float] = {}
    for turn in range(changes):
        number, at = await asyncio.to_thread(hub.touch, f"touch-{turn % 10}")
        committed[number] = at
        await asyncio.wait_for(_all_heard(listeners, number), 20)
        await asyncio.sleep(0.02)
    used = hub.cpu_s() - begun
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    hub.touch("after")  # lets go of the polls that still wait for a change
    return used, [max(0.0, it.heard[n] - at) for it in listeners for n, at in committed.items() if n in it.heard]


async def _all_heard(listeners: list[Listener], number: int) -> None:
    while not all(max(listener.heard, default=0) >= number for listener in listeners):
        await asyncio.sleep(0.002)
