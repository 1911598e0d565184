"""A network cable between a seat and the hub: real TCP that can be pulled, slowed, cut, and made to lose or repeat."""

import contextlib
import random
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

_BLOCK = 65_536
_MISHAPS = "lose_request lose_answer repeat repeat_late trouble truncate delay reorder halve".split()


@dataclass
class Faults:
    """How often each mishap befalls one request, as shares of one. Whole HTTP exchanges, one per connection."""

    lose_request: float = 0.0
    lose_answer: float = 0.0
    repeat: float = 0.0
    repeat_late: float = 0.0
    trouble: float = 0.0
    truncate: float = 0.0
    delay: float = 0.0
    reorder: float = 0.0
    halve: float = 0.0
    delay_s: float = 0.05
    late_s: float = 0.3
    only: tuple[str, ...] = ("POST /api/v1/exchange",)
    chance: random.Random = field(default_factory=random.Random)


class Cable:
    """Forwards connections from its own port to the hub's. `with Cable(port) as cable: cable.url`."""

    def __init__(self, port: int, faults: Faults | None = None) -> None:
        self._to = port
        self.faults = faults or Faults()
        self.pulled = False
        self.happened: dict[str, int] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._closed = threading.Event()
        self._lose_next = ""
        self._break_after = 0
        self.on_request: Callable[[bytes], None] = lambda head: None

    @property
    def url(self) -> str:
        """Where the seat should call."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def pull(self) -> None:
        """Pull the plug: every connection breaks and no new one comes through."""
        self.pulled = True
        self.cut()

    def plug(self) -> None:
        """Put the plug back."""
        self.pulled = False

    def cut(self) -> None:
        """Break every connection there is now."""
        with self._lock:
            for line in self._open:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def break_next_answer(self, after_bytes: int) -> None:
        """Break the next answer that comes through after so many bytes."""
        self._break_after = after_bytes

    def lose_next_answer(self, times: int = 1) -> None:
        """Let the hub hear the next exchanges but never the seat what it said."""
        self._lose_next = "lose_answer " * times

    def __enter__(self) -> "Cable":
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5.0)

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            if self.pulled:
                line.close()
            else:
                self._start(self._carry, line)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="cable", daemon=True)
        self._threads = [t for t in self._threads if t.is_alive()] + [thread]
        thread.start()

    def _carry(self, line: socket.socket) -> None:
        with self._held(line), contextlib.suppress(OSError):
            while (request := _read_message(line)) is not None:
                self.on_request(request)
                if not self._exchange(line, request):
                    return

    def _exchange(self, line: socket.socket, request: bytes) -> bool:
        mishap = self._mishap(request)
        if mishap:
            self.happened[mishap] = self.happened.get(mishap, 0) + 1
        if mishap in ("lose_request", "reorder", "halve"):
            if mishap == "reorder":  # it is late: the seat has asked again when it arrives
                self._start(self._ask_late, request)
            elif mishap == "halve":
                self._ask(request[: len(request) * 2 // 3])
            return False
        if mishap == "trouble":
            line.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return True
        if mishap == "delay":
            self._closed.wait(self.faults.delay_s)
        if mishap == "repeat":
            self._ask(request)
        if mishap == "repeat_late":
            self._start(self._ask_late, request)
        if mishap in ("lose_answer", "truncate"):
            answer = self._ask(request)
            if mishap == "truncate":
                line.sendall(answer[: len(answer) * 2 // 3])
            return False
        return self._forward(line, request)

    def _mishap(self, request: bytes) -> str:
        faults = self.faults
        if not request.startswith(tuple(road.encode() for road in faults.only)):
            return ""
        if self._lose_next:
            first, _, self._lose_next = self._lose_next.partition(" ")
            return first
        dice = faults.chance.random()
        for name in _MISHAPS:
            dice -= getattr(faults, name)
            if dice < 0:
                return name
        return ""

    def _forward(self, line: socket.socket, request: bytes) -> bool:
        """Pass one request on and its answer back as it comes, so that streams and downloads stay what they are."""
        with socket.create_connection(("127.0.0.1", self._to), 5.0) as far, self._held(far):
            far.settimeout(None)
            far.sendall(_once(request))
            left, self._break_after = self._break_after or None, 0
            while block := far.recv(_BLOCK):
                line.sendall(block[:left])
                if left is not None and (left := left - len(block)) <= 0:
                    break
        return False

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._to), 5.0) as far, self._held(far):
            far.sendall(_once(request))
            far.shutdown(socket.SHUT_WR)
            answer = b""
            while block := far.recv(_BLOCK):
                answer += block
        return answer

    def _ask_late(self, request: bytes) -> None:
        if not self._closed.wait(self.faults.chance.uniform(0.0, self.faults.late_s)):
            with contextlib.suppress(OSError):
                self._ask(request)

    @contextlib.contextmanager
    def _held(self, line: socket.socket):  # type: ignore[no-untyped-def]  # a context manager of None
        with self._lock:
            self._open.add(line)
            if self.pulled:  # it came through in the moment of the pull
                line.shutdown(socket.SHUT_RDWR)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(line)
            line.close()


def _read_message(line: socket.socket) -> bytes | None:
    """Read one HTTP request with its body; None when the seat has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        block = line.recv(_BLOCK)
        if not block:
            return None
        data += block
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        block = line.recv(_BLOCK)
        if not block:
            return None
        body += block
    return head + b"\r\n\r\n" + body


def _once(request: bytes) -> bytes:
    """One request for each connection: the answer then ends where the connection ends."""
    head, _, body = request.partition(b"\r\n\r\n")
    rows = [row for row in head.split(b"\r\n") if not row.lower().startswith(b"connection:")]
    return b"\r\n".join([*rows, b"Connection: close"]) + b"\r\n\r\n" + body
