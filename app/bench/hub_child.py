"""A hub in a process of its own, so that its processor time can be told from that of those who ask it."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import Depends, Query, Response

from app.domain.case import Case
from app.domain.clock import SystemClock
from app.hub import accounts, feed, garbage
from app.hub.house import House
from app.hub.loading import load
from app.hub.routes.guard import caller_of
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.protocol.codec import reply_to_json
from app.protocol.conversation import Reply

PASSWORD = "only for the bench"


class Child:
    """The other end of the pipe: asks the hub process for its figures and its deeds."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url: str = pipe.recv()

    def cpu_s(self) -> float:
        """Processor seconds that the hub process has used."""
        return float(self._ask("cpu"))

    def touch(self, case_id: str) -> tuple[int, float]:
        """Commit one change and return its number and when it was committed (Unix seconds)."""
        number, at = self._ask("touch", case_id)
        return int(number), float(at)

    def load(self, count: int) -> float:
        """Load cases in bulk and return the seconds it took inside the hub."""
        return float(self._ask("load", count))

    def _ask(self, what: str, *arguments: Any) -> Any:
        self._pipe.send((what, *arguments))
        return self._pipe.recv()


@contextmanager
def hub_process(folder: Path, db_url: str = "") -> Iterator[Child]:
    """Run a hub until the block ends: on the database given, else on a new SQLite file with somebody to sign in."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, folder, db_url), daemon=True)
    process.start()
    try:
        yield Child(here)
    finally:
        here.send(("stop",))
        process.join(10)
        if process.is_alive():
            process.kill()
            process.join()


def _serve(pipe: Connection, folder: Path, db_url: str) -> None:
    server = HubServer(HubSettings(data_dir=folder, db_url=db_url))
    house = server.house
    if not db_url:
        accounts.create(house.database, "bench", "测量", "duty_officer", PASSWORD)
    _add_plain_long_poll(server)
    garbage.settle()
    with server:
        pipe.send(server.url)
        while (asked := pipe.recv())[0] != "stop":
            pipe.send(_answer(house, *asked))


def _answer(house: House, what: str, *arguments: Any) -> Any:
    if what == "cpu":
        return time.process_time()
    if what == "load":
        begun = time.perf_counter()
        load(house.database, "case", (_case(i) for i in range(arguments[0])))
        return time.perf_counter() - begun
    with house.database.write() as connection:
        case = Case(id=arguments[0], description="井盖缺失", reported_at=house.clock.now())
        (number,) = feed.write(connection, [case]).values()
    house.announcer.announce()
    return number, time.time()


def _case(place: int) -> Case:
    now = SystemClock().now()
    text = f"第{place}号：文三路与学院路口井盖缺失，行人经过有危险，请尽快派人处理"
    return Case(id=f"c{place:08d}", case_no=f"2026{place:08d}", description=text, address="文三路", reported_at=now)


def _add_plain_long_poll(server: HubServer) -> None:
    """The control: what a plain long-poll does, one query and one encoding for each seat and each change."""
    house = server.house

    def page(since: int) -> bytes | None:
        with house.database.read() as connection:
            found = feed.page(connection, since, 500)
        if found.cursor == since:
            return None
        reply = Reply(epoch="", cursor=found.cursor, now=house.clock.now(), changes=found.blocks)
        return orjson.dumps(reply_to_json(reply))

    async def poll(since: Annotated[int, Query()]) -> Response:
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(_: str) -> None:
            loop.call_soon_threadsafe(news.set)

        stop = house.announcer.listen(wake)
        try:
            while (body := await asyncio.to_thread(page, since)) is None:
                await news.wait()
                news.clear()
        finally:
            stop()
        return Response(body, media_type="application/json")

    server.app.add_api_route("/bench/poll", poll, dependencies=[Depends(caller_of)], include_in_schema=False)
