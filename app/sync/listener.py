"""The ear of the sync: waits on the hub's stream, so that the loop itself never has to."""

import queue
import threading
from dataclasses import dataclass

from app.domain.errors import Rejected, Unavailable
from app.protocol import Hub, Reply, Watchers


@dataclass(frozen=True, slots=True)
class News:
    """A reply from the stream, or who looks at a case; None says that the line is alive and nothing has happened."""

    listener: "Listener"
    reply: Reply | Watchers | None


@dataclass(frozen=True, slots=True)
class Broken:
    """The stream is over."""

    listener: "Listener"
    why: Unavailable | Rejected


class Listener(threading.Thread):
    """Reads one stream to its end and puts what it hears into the loop's inbox."""

    def __init__(self, hub: Hub, cursor: int, epoch: str, inbox: "queue.Queue[object]") -> None:
        super().__init__(name="sync-stream", daemon=True)
        self._hub = hub
        self._cursor = cursor
        self._epoch = epoch
        self._inbox = inbox
        self._abandoned = threading.Event()

    def abandon(self) -> None:
        """Nobody listens to this one any more; it ends with the next thing it hears."""
        self._abandoned.set()

    def run(self) -> None:
        """Read until the line breaks."""
        why: Unavailable | Rejected = Unavailable("the stream has ended", "it is opened again", "stream.ended")
        try:
            for reply in self._hub.stream(self._cursor, self._epoch):
                if self._abandoned.is_set():
                    return
                self._inbox.put(News(self, reply))
        except (Unavailable, Rejected) as fault:
            why = fault
        except Exception as fault:  # edge: whatever ends this thread, the loop must hear of it
            why = Unavailable(f"the stream failed: {fault}", "it is opened again", "stream.failed")
        self._inbox.put(Broken(self, why))
