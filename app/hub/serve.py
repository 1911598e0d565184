"""Runs a hub on a socket, in a thread of its own."""

import socket
import threading
from types import TracebackType

import uvicorn

from app.domain.clock import Clock
from app.domain.errors import Unavailable
from app.hub.app import create_app
from app.hub.house import House
from app.hub.settings import HubSettings

_START_S = 30.0
_GRACE_S = 1


class _Server(uvicorn.Server):
    """uvicorn that ends open streams before it waits for them."""

    def __init__(self, config: uvicorn.Config, house: House) -> None:
        super().__init__(config)
        self._house = house

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the streams, then everything else."""
        self._house.stream.stop()
        await super().shutdown(sockets)


class HubServer:
    """A hub on a socket of its own. `with HubServer(settings) as hub: hub.url`; port 0 takes a free one.

    Raises Unavailable("hub.address") where the address is taken, SQLAlchemyError where the database does not open.
    """

    def __init__(self, settings: HubSettings, clock: Clock | None = None) -> None:
        self._socket = _listen(settings.host, settings.port)
        try:
            self.app = create_app(settings, clock)
        except BaseException:
            self._socket.close()
            raise
        self.house: House = self.app.state.house
        self._settings = settings
        self._server = _Server(_config(self.app, settings), self.house)
        self._thread = threading.Thread(target=self._run, name="hub", daemon=True)
        self._started = threading.Event()

    @property
    def url(self) -> str:
        """Where the hub is reached."""
        host, port = self._socket.getsockname()[:2]
        scheme = "https" if self._settings.tls_cert else "http"
        return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"

    def start(self) -> None:
        """Serve in a thread and return when the hub answers. Raises Unavailable where it does not come up."""
        self._thread.start()
        deadline = threading.Event()
        for _ in range(int(_START_S * 200)):
            if self._server.started:
                return
            if not self._thread.is_alive():
                break
            deadline.wait(0.005)
        raise Unavailable("the hub did not start", "see its log", "hub.not_started")

    def stop(self) -> None:
        """Stop serving within about a second, open streams or not."""
        self._server.should_exit = True
        self._thread.join(10.0)
        self._socket.close()

    def __enter__(self) -> "HubServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as taken:
        listener.close()
        reason = taken.strerror or str(taken)
        raise Unavailable(f"cannot listen on {host}:{port}: {reason}", "choose another port", "hub.address") from taken
    return listener


def _config(app: object, settings: HubSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # uvicorn names the ASGI types anew for each version
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=75,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )
