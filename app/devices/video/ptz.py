"""Turns heads on one thread: the newest wish wins, a stop is never lost, and nobody waits."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.devices.drivers.onvif import OnvifHead
from app.devices.ports import PtzHead, PtzResult
from app.domain.errors import Rejected, Unavailable


@dataclass(frozen=True)
class HeadAddress:
    """Where a head listens and who may turn it."""

    url: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"HeadAddress({self.url!r})"


Wish = Callable[[PtzHead], None]


class PtzDesk:
    """`move`, `stop_moving` and `goto_preset` return at once; `done` hears of each on the desk's own thread."""

    def __init__(self, done: PtzResult, head: Callable[[HeadAddress], PtzHead] | None = None) -> None:
        self._done, self._head = done, head or _onvif
        self._wishes: deque[tuple[HeadAddress, str, Wish]] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="device-ptz", daemon=True)
        self._thread.start()

    def move(self, address: HeadAddress, pan: float, tilt: float, zoom: float) -> None:
        """Move with speeds from -1 to 1 until stopped."""
        self._wish(address, "move", lambda head: head.move(pan, tilt, zoom))

    def stop_moving(self, address: HeadAddress) -> None:
        """Stop all movement."""
        self._wish(address, "stop", lambda head: head.stop())

    def goto_preset(self, address: HeadAddress, token: str) -> None:
        """Go to a stored position."""
        self._wish(address, "preset", lambda head: head.goto_preset(token))

    def stop(self) -> None:
        """Carry out what was asked so far, a stop above all, and end; waits at most three seconds."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(3.0)

    def _wish(self, address: HeadAddress, kind: str, wish: Wish) -> None:
        with self._wake:
            # A movement not yet sent is overtaken by whatever comes next for the same head.
            self._wishes = deque(old for old in self._wishes if not (old[0] == address and old[1] == "move"))
            self._wishes.append((address, kind, wish))
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._wishes or self._stopping)
                if not self._wishes:
                    return
                address, _, wish = self._wishes.popleft()
            self._done(_carry_out(self._head(address), wish))


def _carry_out(head: PtzHead, wish: Wish) -> Exception | None:
    try:
        wish(head)
    except (Rejected, Unavailable) as fault:
        return fault
    return None


def _onvif(address: HeadAddress) -> PtzHead:
    return OnvifHead(address.url, address.user, address.password)
