"""The hub's bench at its smallest: it works to its end on a real PostgreSQL and every delivery is accounted for."""

import asyncio

import pytest

from app.bench import hub
from app.bench.hub_ear import Ear


@pytest.mark.timeout(120)
def test_a_small_hall_works_at_two_hubs_and_every_seat_hears_every_change() -> None:
    found = hub._hall(hubs=2, seats=12, cases=2)
    steps = len(hub.hub_hall.LIFE)
    assert found.changes == 2 * steps
    assert found.delivered >= 12 * found.changes * 2  # each change is a case and its step
    assert 0 < found.late_p50 <= found.late_p99 <= found.late_worst and found.hub_cpu_s > 0 and found.cost_us > 0


def test_an_ear_knows_when_it_had_a_change_though_events_come_in_pieces() -> None:
    ear = Ear()
    for piece in (b"1c\r\nid: 3\ndata: {", b"}\n\n\r\n", b": ping\n\n", b"id: 7\nda", b'ta: {"a":1}\n', b"\nid: 9"):
        ear.data_received(piece)
    assert ear.cursors == [3, 7] and ear.newest() == 7
    assert ear.had(2) == ear.had(3) == ear.moments[0] and ear.had(4) == ear.moments[1]
    with pytest.raises(IndexError):
        ear.had(8)


def test_a_seat_that_misses_a_change_ends_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub.hub_hall, "_PATIENCE_S", 0.1)
    with pytest.raises(TimeoutError, match="1 seats"):
        asyncio.run(hub.hub_hall._all_heard([Ear()], 1))
