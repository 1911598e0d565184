"""Who looks at a case is seen at the other seat within moments, and by nobody once the line is gone."""

from pathlib import Path

from app.bus import WatchingChanged
from tests.fakes.cable import Cable, wait_for
from tests.fakes.hub import RunningHub
from tests.fakes.seat import Seat

Heard = dict[str, tuple[tuple[str, str], ...]]


def hear(seat: Seat) -> Heard:
    heard: Heard = {}

    def note(notice: WatchingChanged) -> None:
        heard[notice.case_id] = notice.seats

    seat.bus.subscribe(WatchingChanged, note)
    return heard


def test_a_look_is_seen_at_the_other_seat_moves_on_and_ends(hub: RunningHub, cable: Cable, tmp_path: Path) -> None:
    with Seat(tmp_path / "a", hub.url).start() as one, Seat(tmp_path / "b", cable.url, "02", "wang").start() as other:
        heard, own = hear(other), hear(one)
        one.engine.watching("c1")
        wait_for(lambda: heard.get("c1") == (("01", "li"),), 30.0)
        assert own == {}, "nobody is told of his own look"
        one.engine.watching("c2")
        wait_for(lambda: heard == {"c1": (), "c2": (("01", "li"),)}, 30.0)
        cable.pull()
        wait_for(lambda: heard == {"c1": (), "c2": ()}, 30.0)
        cable.plug()
        other.engine.wake()
        wait_for(lambda: heard["c2"] == (("01", "li"),), 30.0)
        one.engine.watching("")
        wait_for(lambda: heard["c2"] == (), 30.0)


def test_a_look_is_said_again_after_the_line_was_gone(hub: RunningHub, cable: Cable, tmp_path: Path) -> None:
    with Seat(tmp_path / "a", cable.url).start() as one, Seat(tmp_path / "b", hub.url, "02", "wang").start() as other:
        heard = hear(other)
        cable.pull()
        wait_for(lambda: one.state == "offline", 30.0)
        one.engine.watching("c3")
        cable.plug()
        one.engine.wake()
        wait_for(lambda: heard.get("c3") == (("01", "li"),), 30.0)


def test_a_long_absence_is_remembered_with_where_the_picture_stood(
    hub: RunningHub, cable: Cable, tmp_path: Path
) -> None:
    with (
        Seat(tmp_path / "a", cable.url, away_s=0.0).start() as one,
        Seat(tmp_path / "b", hub.url, "02", "wang").start() as other,
    ):
        cable.pull()
        wait_for(lambda: one.state == "offline", 30.0)
        cursor = one.store.writer.position()[1]
        other.do("case.note", "c1", note="不在的时候")
        other.wait_live(30.0)
        cable.plug()
        one.engine.wake()
        one.wait_live(30.0)
        away = one.store.reader.away()
        assert away is not None and away.cursor == cursor
        assert [c.row.id for c in one.store.reader.changed_since(cursor, seat="01")] == ["c1"]
