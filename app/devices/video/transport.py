"""One thread and loop for all cameras: connects, watches for silence, comes back by itself, locks no account."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from app.devices.drivers.rtsp.codec.messages import Malformed
from app.devices.drivers.rtsp.codec.rtp import AccessUnit
from app.devices.drivers.rtsp.driver import CameraRefused, RtspSession, StreamAddress

log = logging.getLogger(__name__)

AT_ONCE = 8


@dataclass(frozen=True)
class Patience:
    """Time limits in seconds; the defaults suit a hall's own network."""

    handshake_s: float = 3.0
    stall_s: float = 2.0
    backoff_s: tuple[float, ...] = (0.5, 1, 2, 4, 8, 16, 30)
    refused_s: float = 60.0
    spread: float = 0.2

    def delay(self, failures: int) -> float:
        """How long to wait after that many failures in a row (1 or more), spread so that cameras do not march."""
        base = self.backoff_s[min(failures, len(self.backoff_s)) - 1]
        return base * random.uniform(1 - self.spread, 1 + self.spread)


class Sink(Protocol):
    """Takes the pictures of one stream; called on the network thread and must not wait."""

    def opened(self, session: RtspSession) -> None:
        """A new connection stands; the pictures that follow belong to it."""
        ...

    def unit(self, unit: AccessUnit) -> None:
        """One coded picture."""
        ...


@dataclass
class StreamStatus:
    """What the transport knows; plain fields that any thread may read."""

    word: str = "connecting"
    detail: str = ""
    units: int = 0
    last_unit_at: float = 0.0
    failures: int = 0
    connections: int = 0
    changed_at: float = field(default_factory=time.monotonic)


class Stream:
    """One address being watched until `close`."""

    def __init__(self, hub: StreamHub, address: StreamAddress, sink: Sink, patience: Patience) -> None:
        self.address = address
        self.status = StreamStatus()
        self._hub, self._sink, self._patience = hub, sink, patience
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._retry = asyncio.Event()

    def close(self, then: Callable[[], None] | None = None) -> None:
        """End it from any thread without waiting; `then` runs on the network thread once the socket is closed."""
        self._closed = True
        self._hub.call(self._cancel, then)

    def retry_now(self) -> None:
        """Skip the rest of the waiting time, as when the operator asks."""
        self._hub.call(self._retry.set)

    def start(self) -> None:
        """Called on the network thread by the hub."""
        if not self._closed:
            self._task = asyncio.create_task(self._run(), name=f"rtsp {self.address.plain}")

    def _cancel(self, then: Callable[[], None] | None) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task.add_done_callback(lambda _: then() if then else None)
        elif then:
            then()

    async def _run(self) -> None:
        while not self._closed:
            word, detail = await self._once()
            self.status.failures += 1
            self._say(word, detail)
            refused = word in ("wrong_password", "no_permission")
            delay = self._patience.refused_s if refused else self._patience.delay(self.status.failures)
            self._retry.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._retry.wait(), delay)

    async def _once(self) -> tuple[str, str]:
        session = RtspSession(self.address, self._unit)
        try:
            async with self._hub.handshakes:
                await asyncio.wait_for(self._shake_hands(session), self._patience.handshake_s)
            self.status.connections += 1
            return await self._watch(session)
        except CameraRefused as refused:
            return _REFUSED.get(refused.code, "no_signal"), refused.code
        except TimeoutError:
            return "no_signal", "rtsp.timeout"
        except ConnectionRefusedError:
            return "no_signal", "rtsp.refused"
        except (OSError, Malformed):
            return "no_signal", "rtsp.unreachable"
        finally:
            session.close()

    async def _shake_hands(self, session: RtspSession) -> None:
        await session.open()
        # Before PLAY, because the first key picture may come together with its answer.
        self._sink.opened(session)
        await session.play()

    async def _watch(self, session: RtspSession) -> tuple[str, str]:
        begun = time.monotonic()
        next_keepalive = begun + session.keepalive_s
        keeping: asyncio.Task[None] | None = None
        while True:
            quiet = time.monotonic() - max(self.status.last_unit_at, begun)
            if quiet >= self._patience.stall_s:
                return ("stalled" if self.status.units else "no_signal"), "rtsp.stalled"
            pause = min(self._patience.stall_s - quiet, max(0.0, next_keepalive - time.monotonic())) + 0.005
            await asyncio.wait((session.closed,), timeout=pause)
            if session.closed.done():
                return "no_signal", session.closed.result()
            if time.monotonic() >= next_keepalive:
                next_keepalive += session.keepalive_s
                keeping = asyncio.create_task(_keep_alive(session))
                keeping.add_done_callback(lambda task: task.cancelled() or task.exception())

    def _unit(self, unit: AccessUnit) -> None:
        status = self.status
        status.units += 1
        status.last_unit_at = time.monotonic()
        if status.word != "streaming":
            status.failures = 0
            self._say("streaming", "")
        self._sink.unit(unit)

    def _say(self, word: str, detail: str) -> None:
        status = self.status
        if word != status.word:
            log.info("camera %s: %s %s", self.address.plain, word, detail)
            status.changed_at = time.monotonic()
        status.word, status.detail = word, detail


async def _keep_alive(session: RtspSession) -> None:
    with contextlib.suppress(OSError, CameraRefused):
        await session.keep_alive()


_REFUSED = {"rtsp.wrong_password": "wrong_password", "rtsp.no_permission": "no_permission"}


class StreamHub:
    """Owns the network thread; `watch` and `stop` may be called from any thread."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="device-cameras", daemon=True)
        self.handshakes = asyncio.Semaphore(AT_ONCE)
        self._thread.start()

    def watch(self, address: StreamAddress, sink: Sink, patience: Patience | None = None) -> Stream:
        """Begin to watch an address; returns at once."""
        stream = Stream(self, address, sink, patience or self._patience)
        self.call(stream.start)
        return stream

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run a function on the network thread; after `stop` it is dropped."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *args)

    def stop(self) -> None:
        """Close all connections and end the thread; waits at most two seconds."""
        self.call(self._end)
        self._thread.join(2.0)

    def _end(self) -> None:
        self._loop.create_task(_cancel_all(self._loop.stop))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()


async def _cancel_all(then: Callable[[], None]) -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    then()
