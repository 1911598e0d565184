"""The line to the hub: HTTP with timeouts, problems turned into the hall's two faults, and waits that can be ended."""

import contextlib
import socket
import threading
import weakref
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from app.domain.errors import Rejected, Unavailable

CONNECT_S = 5.0
# Answers of a hub in trouble: it may be well again in a moment, so the same request is right later.
_BROKEN = (requests.RequestException, HTTPError, OSError)
_LATER = frozenset({429, 500, 502, 503, 504, 507})


class Line:
    """Sends requests to one hub. Each thread has its own session; `close` ends every wait at once."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        # A thread that has ended lets go of its session.
        self._sessions: weakref.WeakSet[requests.Session] = weakref.WeakSet()
        self._closed = False
        self.token = ""

    def close(self) -> None:
        """Shut every connection down: a blocked read ends now, and no new one begins."""
        with self._lock:
            self._closed = True
            sockets, sessions = list(self._sockets), list(self._sessions)
        for open_socket in sockets:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        for session in sessions:
            session.close()

    def answer(
        self, method: str, path: str, read_s: float, accept: tuple[int, ...] = (200,), **options: Any
    ) -> "_Answer":
        """Return a context that sends a request and hands out its streamed answer.

        Raises Unavailable where the hub cannot be reached or talks nonsense, Rejected with the hub's own code where it
        says no.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        options["headers"] = headers | options.pop("headers", {})
        return _Answer(self, method, path, accept, options | {"timeout": (CONNECT_S, read_s)})

    def json(self, method: str, path: str, read_s: float, **options: Any) -> dict[str, Any]:
        """Send a request and return its JSON answer. Raises as `answer` does."""
        with self.answer(method, path, read_s, **options) as response:
            try:
                # orjson: the standard parser keeps every other thread, and the screen, waiting three times as long.
                data = orjson.loads(response.content)
            except ValueError as nonsense:
                raise Unavailable(
                    f"{self.url} sent no JSON", "is this the address of a hub?", "hub.nonsense"
                ) from nonsense
        if not isinstance(data, dict):
            raise Unavailable(f"{self.url} sent no object", "is this the address of a hub?", "hub.nonsense")
        return data

    def session(self) -> requests.Session:
        """Return this thread's own session."""
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = requests.Session()
            # A hall's hub is never behind the proxy that the environment names for the internet.
            session.trust_env = False
            adapter = _Adapter(self._remember)
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            self._own.session = session
            with self._lock:
                self._sessions.add(session)
        return session

    def _remember(self, new: socket.socket) -> None:
        with self._lock:
            self._sockets = {s for s in self._sockets if s.fileno() >= 0} | {new}
            if not self._closed:
                return
        with contextlib.suppress(OSError):
            new.shutdown(socket.SHUT_RDWR)

    def away(self, fault: Exception) -> Unavailable:
        """Say what a broken line means."""
        if self._closed:
            return Unavailable("the line was closed", "", "line.closed")
        if isinstance(
            fault,
            (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema),
        ):
            return Unavailable(f"{self.url} is no address", "use http://host:port", "hub.address")
        if isinstance(fault, requests.exceptions.SSLError):
            return Unavailable(
                f"{self.url}: {fault}", "check the hub's certificate and this machine's clock", "hub.certificate"
            )
        return Unavailable(f"{self.url}: {type(fault).__name__}", "check the hub and the network", "hub.away")


class _Answer:
    """One request and its answer. A class, not a generator: what is raised inside passes through untouched."""

    def __init__(self, line: Line, method: str, path: str, accept: tuple[int, ...], options: dict[str, Any]) -> None:
        self._line = line
        self._request = (method, line.url + path)
        self._accept = accept
        self._options = options
        self._response: requests.Response | None = None

    def __enter__(self) -> requests.Response:
        try:
            response = self._line.session().request(*self._request, stream=True, allow_redirects=False, **self._options)
            self._response = response
            if response.status_code in self._accept:
                return response
            fault = _fault(response)
        except _BROKEN as broken:
            self._close()
            raise self._line.away(broken) from broken
        self._close()
        raise fault

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, _trace: object) -> None:
        self._close()
        if isinstance(why, _BROKEN):
            raise self._line.away(why) from why

    def _close(self) -> None:
        if self._response is not None:
            self._response.close()


class _Adapter(HTTPAdapter):
    """Tells about every socket it opens: closing a session does not end a read that another thread is waiting in."""

    def __init__(self, remember: Any) -> None:
        self._told = remember
        super().__init__(pool_connections=2, pool_maxsize=2)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._told)


def _pools(remember: Any) -> dict[str, type[Any]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            remember(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            remember(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _fault(response: requests.Response) -> Exception:
    """Turn an answer that is not what was asked for into the fault it stands for."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("code"), str):
        if response.status_code in _LATER:
            return Unavailable(f"the hub answered {response.status_code}", "it is tried again", "hub.trouble")
        return Unavailable(
            f"{response.url} answered {response.status_code}", "is this the address of a hub?", "hub.nonsense"
        )
    code, detail = body["code"], str(body.get("detail", ""))
    facts = {k: v for k, v in body.items() if k not in ("type", "title", "status", "code", "detail")}
    if response.status_code in _LATER and code != "address.limited":
        return Unavailable(f"the hub answered {code}", detail or "it is tried again", code)
    return Rejected(code, detail, facts)
