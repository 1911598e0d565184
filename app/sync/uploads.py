"""Pictures and recordings on their way to the hub, behind the commands that speak of them."""

import logging
import threading

from app.bus import Notice
from app.domain import media
from app.domain.command import Command
from app.domain.errors import Rejected, Unavailable
from app.domain.rules import Rules
from app.protocol import Hub
from app.store import Store

_log = logging.getLogger(__name__)
_RETRY_S = 20.0


class Uploads:
    """Sends bytes in a thread of its own, so that a long recording never holds up the news."""

    def __init__(self, store: Store, hub: Hub) -> None:
        self._store = store
        self._hub = hub
        self._news = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._sending = threading.Lock()

    def wake(self) -> None:
        """There may be something to send."""
        self._news.set()
        with self._starting:
            if self._thread is None and not self._stopped.is_set() and self._store.writer.uploads(1):
                self._thread = threading.Thread(target=self._run, name="sync-media", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End; an upload that was cut goes on from there next time. The hub's line is closed before this."""
        self._stopped.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(10.0)

    def send_all(self) -> None:
        """Send everything that waits, one sender at a time. Raises Unavailable; what the hub refuses is told."""
        with self._sending:
            while not self._stopped.is_set() and (waiting := self._store.writer.uploads()):
                for command in waiting:
                    self._send(command)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._news.clear()
            try:
                self.send_all()
                self._news.wait()
            except Unavailable as away:
                _log.info("upload waits: %s", away)
                self._news.wait(_RETRY_S)

    def _send(self, command: Command) -> None:
        verdict = media.decide(None, command, Rules())
        if isinstance(verdict, Rejected):
            self._give_up(command.target, verdict.code)
            return
        path = self._store.profile.media / command.target
        if not path.is_file():
            self._give_up(command.target, "media.missing")
            return
        try:
            self._hub.put_media(verdict.records[0], path)
        except Rejected as no:
            if no.code.startswith("token."):
                raise Unavailable("signed out", "sign in", no.code) from no
            if no.code == "media.offset":
                raise Unavailable("the upload was cut", "it goes on", no.code) from no
            self._give_up(command.target, no.code)
            return
        self._store.writer.uploaded(command.target)

    def _give_up(self, media_id: str, code: str) -> None:
        self._store.writer.uploaded(media_id, code)
        self._store.bus.publish(Notice("warning", "media.refused", media_id, {"code": code}))
