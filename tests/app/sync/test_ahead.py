"""A seat far behind asks for the next page while it writes the last one down, and is never told an old time by it."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.errors import Unavailable
from app.protocol import NumberedCommand, Reply, Request
from app.sync.ahead import Ahead
from tests.fakes.news import ask

WAIT_S = 30
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Pages:
    """A hub of so many pages that tells when it was asked."""

    def __init__(self, last: int, breaks_at: int = -1) -> None:
        self._last, self._breaks_at = last, breaks_at
        self.asked: list[Request] = []
        self.was_asked = {cursor: threading.Event() for cursor in range(last + 1)}

    def exchange(self, request: Request) -> Reply:
        self.asked.append(request)
        self.was_asked[request.cursor].set()
        if request.cursor == self._breaks_at:
            self._breaks_at = -1
            raise Unavailable("hub", "cut", "hub.away")
        return Reply(epoch="e", cursor=request.cursor + 1, now=NOW, more=request.cursor + 1 < self._last)


def request(cursor: int, **more: Any) -> Request:
    return Request(seat="12", epoch="e", cursor=cursor, limit=5_000, **more)


def test_the_next_page_is_under_way_before_it_is_asked_for() -> None:
    hub = Pages(3)
    with Ahead(hub) as ahead:  # type: ignore[arg-type]
        for cursor in range(3):
            assert ahead.exchange(request(cursor)).cursor == cursor + 1
            if cursor < 2:
                assert hub.was_asked[cursor + 1].wait(WAIT_S)
    assert [asked.cursor for asked in hub.asked] == [0, 1, 2]


def test_who_has_something_to_say_asks_the_hub_itself() -> None:
    hub = Pages(3)
    said = (NumberedCommand(1, ask("case.accept", "c1")),)
    with Ahead(hub) as ahead:  # type: ignore[arg-type]
        ahead.exchange(request(0))
        assert hub.was_asked[1].wait(WAIT_S)
        ahead.exchange(request(1, commands=said))
    assert sorted((asked.cursor, len(asked.commands)) for asked in hub.asked) == [(0, 0), (1, 0), (1, 1)]


def test_a_line_that_breaks_ahead_is_told_when_the_page_is_wanted_and_the_page_comes_at_the_next_try() -> None:
    hub = Pages(3, breaks_at=1)
    with Ahead(hub) as ahead:  # type: ignore[arg-type]
        ahead.exchange(request(0))
        with pytest.raises(Unavailable):
            ahead.exchange(request(1))
        assert ahead.exchange(request(1)).cursor == 2
