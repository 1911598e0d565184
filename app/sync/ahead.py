"""Asks for the next page while the last one is being written down, so that hub and seat work at the same time."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from app.protocol import Hub, Reply, Request
from app.protocol.conversation import PAGE_BOOTSTRAP


class Ahead:
    """A hub's exchange, one page ahead where there is more to take.

    What was fetched ahead is only handed out to the very request it was fetched for; it says nothing and asks for
    nothing, so letting it go costs a page and no more. A context: leaving it waits for the page under way.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._worker: ThreadPoolExecutor | None = None
        self._page: tuple[Request, Future[Reply]] | None = None

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)

    def exchange(self, request: Request) -> Reply:
        """Answer as the hub does, from the page fetched ahead where it fits. Raises as the hub's exchange does."""
        page, self._page = self._page, None
        reply = page[1].result() if page is not None and page[0] == request else self._hub.exchange(request)
        if reply.more and not request.commands:
            self._fetch(replace(request, epoch=reply.epoch, cursor=reply.cursor, limit=PAGE_BOOTSTRAP))
        return reply

    def _fetch(self, request: Request) -> None:
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "sync-ahead")
        self._page = (request, self._worker.submit(self._hub.exchange, request))
