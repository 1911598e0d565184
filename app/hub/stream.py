"""The event stream: one query and one encoding for all seats that wait at the same place, pushed on commit."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import orjson
from sqlalchemy.exc import SQLAlchemyError

from app.domain.clock import Clock
from app.domain.errors import Rejected
from app.hub import epoch, feed
from app.hub.announcer import Announcer, Topic
from app.hub.connection import Database
from app.hub.problems import problem_body
from app.hub.sessions import Caller, Sessions
from app.hub.settings import HubSettings
from app.hub.tidemark import Tidemark
from app.hub.watching import Watching
from app.protocol.codec import reply_to_json
from app.protocol.conversation import Reply

_LOG = logging.getLogger("hall.hub.stream")
_PING = b": ping\n\n"
_KEPT_PAGES = 64
Event = tuple[int, str, bytes, bool]


class Stream:
    """Serves all waiting seats of this process. Lives in the server's event loop; `wake` may come from any thread."""

    def __init__(
        self,
        database: Database,
        settings: HubSettings,
        sessions: Sessions,
        announcer: Announcer,
        tidemark: Tidemark,
        watching: Watching,
        clock: Clock,
    ) -> None:
        self._database, self._settings, self._sessions, self._clock = database, settings, sessions, clock
        self._announcer, self._tidemark, self._watching = announcer, tidemark, watching
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._version = 0
        self._pages: dict[tuple[int, int], asyncio.Future[Event]] = {}
        self._open: dict[int, Caller] = {}
        self._ended: dict[str, str] = {}
        self._recheck = False
        self._stopping = False
        self._stops: list[Callable[[], None]] = []

    @property
    def waiting(self) -> int:
        """How many seats have a stream open here."""
        return len(self._open)

    def start(self) -> None:
        """Begin to hear announcements; call in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._stops = [
            self._announcer.listen(lambda _: self.wake()),
            self._announcer.listen(lambda _: self.recheck(), Topic.SESSION),
        ]
        self._watching.start(self._nudge)

    def stop(self) -> None:
        """End every stream; call in the event loop."""
        for stop in self._stops:
            stop()
        self._stopping = True
        self._ring()

    def wake(self) -> None:
        """Something was committed. From any thread."""
        self._call(self._ring)

    def _nudge(self) -> None:
        """There is a whisper to pass on, but nothing to read. From any thread."""
        self._call(self._stir)

    def recheck(self) -> None:
        """A session was ended or replaced: look soon whose stream that was. From any thread."""
        self._recheck = True

    def _call(self, what: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    async def watch(self) -> None:
        """Keep the sessions of open streams alive, end those that were taken over, and notice foreign commits."""
        seen, beat = -1, 0.0
        while not self._stopping:
            beat += self._settings.watch_s
            self._watching.sweep()
            try:
                head = await asyncio.to_thread(self.mark)
                if head != seen:
                    seen = head
                    self._ring()
                if self._open and (self._recheck or beat >= self._settings.seat_alive_s / 3):
                    beat, self._recheck = 0.0, False
                    await self._check_sessions()
            except (SQLAlchemyError, OSError) as away:
                _LOG.warning("the stream cannot see the database or its folder: %s", type(away).__name__)
            await asyncio.sleep(self._settings.watch_s)

    async def events(self, caller: Caller, since: int, known_epoch: str) -> AsyncIterator[bytes]:
        """Yield server-sent events with the changes after `since`, and a ping when nothing happens."""
        key = max(self._open, default=0) + 1
        self._open[key] = caller
        try:
            yield b"retry: 2000\n\n"
            async for block in self._follow(caller, since, known_epoch):
                yield block
        finally:
            self._open.pop(key, None)

    async def _follow(self, caller: Caller, since: int, known_epoch: str) -> AsyncIterator[bytes]:
        seen, (told, whispers) = -1, self._watching.present()
        while not self._stopping:
            if caller.token_id in self._ended:
                yield _problem(Rejected(self._ended[caller.token_id]))
                return
            if whispers:
                yield whispers
            if seen != (version := self._version):
                cursor, life, body, more = await self._page(since, version)
                if (known_epoch and life != known_epoch) or cursor < since:
                    yield _problem(Rejected("epoch.changed", "", {"epoch": life}))
                    return
                known_epoch = life
                if cursor > since:
                    yield body
                since, seen = cursor, seen if more else version
            elif not await self._stirred(seen, told):
                yield _PING
            told, whispers = self._watching.after(told)

    async def _stirred(self, seen: int, told: int) -> bool:
        """Wait for a change after version `seen` or a whisper after `told`; False where none came before a ping."""
        try:
            async with asyncio.timeout(self._settings.ping_s):
                while seen == self._version and told == self._watching.newest and not self._stopping:
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _ring(self) -> None:
        self._version += 1
        self._stir()

    def _stir(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _page(self, since: int, version: int) -> Event:
        """Return the page after `since`, made once for everybody who asks for it at the same version of the world."""
        key = (since, version)
        ready = self._pages.get(key)
        if ready is None:
            ready = self._pages[key] = asyncio.ensure_future(asyncio.to_thread(self._build, since))
            while len(self._pages) > _KEPT_PAGES:
                self._pages.pop(next(iter(self._pages)))
        try:
            return ready.result() if ready.done() else await asyncio.shield(ready)
        except Exception:
            self._pages.pop(key, None)
            raise

    def _build(self, since: int) -> Event:
        with self._database.read() as connection:
            life, head = epoch.current(connection), epoch.head(connection)
            if since > head:
                return head, life, b"", False
            page = feed.page(connection, since, self._settings.page_limit)
        reply = Reply(epoch=life, cursor=page.cursor, now=self._clock.now(), changes=page.blocks, more=page.more)
        return page.cursor, life, event(reply), page.more

    def mark(self) -> int:
        """Return the newest change number and remember it beside the database."""
        with self._database.read() as connection:
            life, head = epoch.current(connection), epoch.head(connection)
        self._tidemark.keep(life, head)
        return head

    async def _check_sessions(self) -> None:
        asked = {caller.token_id for caller in self._open.values()}
        alive = await asyncio.to_thread(self._sessions.seen, sorted(asked))
        self._ended = await asyncio.to_thread(self._sessions.ended_why, sorted(asked - alive))
        if self._ended:
            self._ring()


def event(reply: Reply) -> bytes:
    """Write a reply as one server-sent event whose id is the cursor."""
    return b"id: %d\ndata: %s\n\n" % (reply.cursor, orjson.dumps(reply_to_json(reply)))


def _problem(why: Rejected) -> bytes:
    return b"event: problem\ndata: %s\n\n" % orjson.dumps(problem_body(why))
