"""The desk of heads: the newest wish wins, a stop is never lost."""

import threading

from app.devices.video.ptz import HeadAddress, PtzDesk
from app.domain.errors import Unavailable


class SlowHead:
    """A head whose line is slow: it holds the first order until it is let go."""

    def __init__(self) -> None:
        self.orders: list[object] = []
        self.busy, self.free = threading.Event(), threading.Event()

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        self.orders.append((pan, tilt, zoom))
        self.busy.set()
        self.free.wait(5)

    def stop(self) -> None:
        self.orders.append("stop")

    def goto_preset(self, token: str) -> None:
        raise Unavailable("ptz", code="ptz.no_answer")

    def presets(self) -> dict[str, str]:
        return {}


def test_movements_that_were_overtaken_are_left_out_and_the_stop_is_not() -> None:
    head, told = SlowHead(), []
    desk, address = PtzDesk(told.append, lambda _address: head), HeadAddress("http://x/ptz", "admin", "secret")
    desk.move(address, 0.1, 0, 0)
    assert head.busy.wait(5)
    for step in range(20):
        desk.move(address, step / 20, 0, 0)
    desk.stop_moving(address)
    head.free.set()
    desk.stop()
    assert head.orders == [(0.1, 0, 0), "stop"]
    assert "secret" not in repr(address)


def test_a_head_that_does_not_answer_is_told_of() -> None:
    told: list[Exception | None] = []
    desk = PtzDesk(told.append, lambda _address: SlowHead())
    desk.goto_preset(HeadAddress("http://x/ptz"), "1")
    desk.stop()
    assert [fault.code for fault in told] == ["ptz.no_answer"]
