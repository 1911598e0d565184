"""What a disk does to a seat: damage is named, what can be read is kept, and nothing is promised falsely."""

import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from app.demo.city import City
from app.paths import Profile
from tests.e2e.conftest import Seat
from tests.e2e.test_bad_days import TYPED, begin_a_case, register, reported, send, typed_in
from tests.fakes.hub import RunningHub

Door = Callable[..., Seat]
Known = Callable[..., Profile]
SMALL = 4096


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow beyond a page."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def whole_again(seat: Seat, city: City) -> bool:
    return len(seat.reader.all("camera")) == len(city.cameras)


def test_a_cache_of_random_bytes_is_named_and_filled_again(
    known_seat: Known, sit_down: Door, city: City, hub: RunningHub
) -> None:
    cache = known_seat(asked=[TYPED]).cache_db
    cache.write_bytes(os.urandom(cache.stat().st_size))
    seat = sit_down()
    seat.until(lambda: "本地缓存损坏" in seat.told())
    aside = next(cache.parent.glob("cache.db.damaged-*"))
    assert aside.name in seat.told() and "重建" in seat.told()
    seat.until(lambda: whole_again(seat, city))
    seat.until(lambda: not seat.reader.pending())
    assert reported(hub) == [TYPED], "the outbox is not touched by it"


@pytest.mark.expects_errors
@pytest.mark.parametrize("kind", ["camera", "speaker"])
def test_a_cache_whose_damage_only_shows_when_it_is_read_is_healed_while_the_console_works(
    known_seat: Known, sit_down: Door, city: City, hub: RunningHub, kind: str
) -> None:
    cache = known_seat().cache_db
    with closing(sqlite3.connect(cache)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (kind,)).fetchone()[0]
    with cache.open("r+b") as file:
        file.seek((page - 1) * SMALL)
        file.write(os.urandom(SMALL))
    seat = sit_down()
    seat.until(lambda: "本地缓存损坏" in seat.told())
    assert next(cache.parent.glob("cache.db.damaged-*")).name in seat.told()
    seat.until(lambda: seat.reader.link().state == "live" and whole_again(seat, city), 30)
    seat.until(lambda: bool(seat.pane("broadcast").picture.street.speakers))
    seat.until(lambda: any(seat.pane("wall").wall.cameras))
    begin_a_case(seat)
    register(seat)
    seat.until(lambda: reported(hub) == [TYPED])


def test_from_a_truncated_outbox_what_can_be_read_is_sent_once_and_the_rest_is_named(
    known_seat: Known, sit_down: Door, hub: RunningHub
) -> None:
    asked = [f"第{i}件：{TYPED}" for i in range(60)]
    outbox = known_seat(asked=asked).outbox_db
    data = outbox.read_bytes()
    outbox.write_bytes(data[: len(data) * 8 // 10 // SMALL * SMALL + 100])
    seat = sit_down()
    seat.until(lambda: "待发记录文件损坏" in seat.told())
    said = seat.told()
    assert next(outbox.parent.glob("outbox.db.damaged-*")).name in said
    assert "未能恢复" in said and "核对" in said
    seat.until(lambda: not seat.reader.pending(), 30)
    sent = reported(hub)
    assert len(sent) == len(set(sent)) >= 20
    assert set(sent) < set(asked)
    assert f"已恢复 {len(sent)} 条" in said and f"未能恢复 {len(asked) - len(sent)} 条" in said


@pytest.mark.expects_errors
def test_on_a_full_disk_nothing_is_promised_and_what_was_typed_stays(sit_down: Door, hub: RunningHub) -> None:
    seat = sit_down()
    begin_a_case(seat)
    hub.stop()
    seat.until(lambda: seat.reader.link().state == "offline")
    with full_disk():
        send(seat)
        intake = seat.pane("cases").view.intake
        assert intake is not None and typed_in(seat) == TYPED
        assert "磁盘已满" in intake.said and "请清理磁盘" in intake.said
        assert not seat.reader.pending(), "nothing is acknowledged that is not on the disk"
    register(seat)
    assert [p.command.kind for p in seat.reader.pending()] == ["case.report"]
    hub.start()
    seat.until(lambda: not seat.reader.pending(), 30)
    assert reported(hub) == [TYPED]
