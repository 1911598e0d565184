"""The seat and the hub over real HTTP: pulled cables, lost answers, restored backups, and states that never lie."""

import hashlib
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.bus import CommandSettled, Notice, SignedIn
from app.dispatch import Dispatch, Sent
from app.domain.camera import Camera
from app.domain.clock import SystemClock
from app.domain.command import Command
from app.domain.errors import Rejected, Unavailable
from app.hub import epoch, feed
from app.store import CaseQuery
from tests.fakes.cable import Cable, wait_for
from tests.fakes.hub import PASSWORD, RunningHub, cases
from tests.fakes.seat import Seat


def steps_at_hub(hub: RunningHub, case_id: str) -> list[str]:
    return [row[0] for row in hub.rows('SELECT action FROM "case_step" WHERE case_id = ? ORDER BY seq', case_id)]


def test_an_empty_seat_takes_the_snapshot_and_then_hears_every_change_at_once(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        assert seat.store.reader.counts(CaseQuery()).total == 20
        assert seat.states() == ["refused", "catching_up", "live"] or seat.states() == ["catching_up", "live"]
        begun = time.monotonic()
        hub.load("case", [replace(cases(1)[0], urges=3)])
        wait_for(lambda: seat.store.reader.case("c0").urges == 3, 20.0)  # type: ignore[union-attr]  # it is there
        assert time.monotonic() - begun < 20.0, "pushed, not polled"


def test_an_action_reaches_the_hub_once_and_comes_back_settled(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        seat.do("case.accept", "c1", guarded=True)
        seat.do("case.report", "new-1", description="曙光路积水", lon=120.2, lat=30.3)
        seat.wait_live()
        wait_for(lambda: seat.store.reader.case("new-1").case_no)  # type: ignore[union-attr]  # it is there
        wait_for(lambda: seat.store.reader.case("c1").pending == 0)  # type: ignore[union-attr]  # it is there
        assert steps_at_hub(hub, "c1") == ["accept"]
        assert [(s.action, s.waiting) for s in seat.store.reader.steps("c1")] == [("accept", False)]


def test_actions_taken_offline_reach_the_hub_later_each_once_and_in_order(
    hub: RunningHub, cable: Cable, tmp_path: Path
) -> None:
    with Seat(tmp_path / "seat", cable.url).start() as seat:
        cable.pull()
        wait_for(lambda: seat.state == "offline")
        link = seat.store.reader.link()
        assert link.since is not None and link.as_of is not None and link.as_of <= seat.store.clock.now()
        seat.do("case.accept", "c1", guarded=True)
        seat.do("case.note", "c1", note="已电话核实")
        seat.do("case.claim", "c1")
        assert seat.store.reader.case("c1").pending == 3  # type: ignore[union-attr]  # it is there
        cable.plug()
        seat.engine.wake()
        seat.wait_live()
        assert steps_at_hub(hub, "c1") == ["accept", "note", "claim"]
        assert seat.states()[-2:] == ["offline", "live"]


def test_an_answer_that_is_lost_is_asked_for_again_without_harm(hub: RunningHub, cable: Cable, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", cable.url).start() as seat:
        cable.lose_next_answer(3)
        seat.do("case.note", "c1", note="一")
        seat.do("case.note", "c1", note="二")
        seat.wait_live()
        assert steps_at_hub(hub, "c1") == ["note", "note"]
        assert cable.happened["lose_answer"] == 3


def test_the_hub_stops_in_the_middle_and_the_seat_goes_on(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        seat.do("case.accept", "c1")
        seat.wait_live()
        hub.stop()
        wait_for(lambda: seat.state == "offline")
        seat.do("case.note", "c1", note="没有网络时写的")
        hub.start()
        seat.engine.wake()
        seat.wait_live()
        assert steps_at_hub(hub, "c1") == ["accept", "note"]


def test_a_hub_put_back_from_a_backup_is_asked_again_what_it_has_forgotten(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        seat.do("case.note", "c1", note="在备份之前")
        seat.wait_live()
        hub.stop()
        backup = hub.back_up()
        hub.start()
        seat.engine.wake()
        for note in range(5):
            seat.do("case.note", "c1", note=f"在备份之后{note}")
        seat.do("case.report", "new-1", description="在备份之后上报")
        seat.wait_live()
        hub.stop()
        hub.restore(backup)
        seat.engine.wake()
        wait_for(lambda: steps_at_hub(hub, "c1") == ["note"] * 6)
        seat.wait_live()
        wait_for(lambda: len(seat.store.reader.steps("c1")) == 6)
        wait_for(lambda: seat.store.reader.case("new-1") is not None)
        assert hub.rows("SELECT count(*) FROM hub_operation WHERE target = 'new-1'") == [(1,)]
        assert seat.store.reader.troubles() == []


def test_two_seats_clash_and_the_later_one_sees_the_clash_field_by_field(
    hub: RunningHub, cable: Cable, tmp_path: Path
) -> None:
    with Seat(tmp_path / "a", hub.url).start() as one, Seat(tmp_path / "b", cable.url, "02", "wang").start() as other:
        cable.pull()
        wait_for(lambda: other.state == "offline")
        other.do("case.accept", "c1", guarded=True)
        other.do("case.note", "c2", note="与冲突无关")
        one.do("case.decline", "c1", note="不在范围", guarded=True)
        one.wait_live()
        cable.plug()
        other.engine.wake()
        other.wait_live()
        trouble = other.store.reader.troubles()[0]
        assert trouble.outcome == "conflict"
        assert trouble.conflicts["state"] == ("reported", "declined", "accepted")
        assert other.store.reader.case("c1").state == "declined"  # type: ignore[union-attr]  # it is there
        assert steps_at_hub(hub, "c2") == ["note"], "the queue went on behind the clash"
        assert any(isinstance(n, CommandSettled) and n.receipt.outcome == "conflict" for n in other.told)


def test_a_camera_looked_at_is_written_into_the_hubs_book_and_changes_nothing(hub: RunningHub, tmp_path: Path) -> None:
    camera = Camera(id="cam-1", no="001", name="文三路口", lon=120.1, lat=30.2)
    hub.load("camera", [camera])
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        reader, writer = seat.store.reader, seat.store.writer
        dispatch = Dispatch(reader, writer, seat.store.clock, lambda: seat.actor, seat.engine.wake)
        hub.stop()
        assert isinstance(dispatch.ask("camera.view", camera.id, {"no": camera.no}), Sent)
        assert reader.get("camera", "cam-1") == camera and len(reader.pending()) == 1
        refused = dispatch.ask("camera.view", "cam-9")
        assert isinstance(refused, Rejected) and refused.code == "camera.unknown"
        hub.start()
        seat.wait_live()
        assert reader.get("camera", "cam-1") == camera and not reader.troubles()
    booked = "SELECT target, detail FROM hub_audit WHERE what = 'camera.view'"
    assert [(row[0], "applied" in row[1]) for row in hub.rows(booked)] == [("cam-1", True)]


def test_a_second_seat_with_the_same_number_is_told_so_and_may_take_over(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "a", hub.url).start() as one, Seat(tmp_path / "b", hub.url, "01", "wang") as other:
        with pytest.raises(Rejected, match=r"seat\.taken"):
            other.sign_in()
        one.do("case.note", "c1", note="接管之前")
        one.wait_live()
        other.engine.start()
        other.sign_in(takeover=True)
        other.wait_live()
        one.do("case.note", "c1", note="接管之后")
        wait_for(lambda: one.state == "refused")
        assert one.store.reader.link().code == "token.taken_over"
        assert len(one.store.reader.pending()) == 1, "nothing typed is lost"
        other.do("case.note", "c2", note="新人")
        other.wait_live()
        assert steps_at_hub(hub, "c2") == ["note"], "the new profile counts on from what the hub remembers"


def test_a_token_that_expires_while_typing_loses_nothing(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        with hub.server.house.database.write() as connection:
            connection.exec_driver_sql("UPDATE hub_token SET expires_at = '2020-01-01T00:00:00.000Z'")
        seat.do("case.note", "c1", note="令牌过期时写的")
        wait_for(lambda: seat.state == "refused")
        assert seat.store.reader.link().code == "token.expired"
        seat.do("case.note", "c1", note="还没有重新登录")
        seat.sign_in()
        seat.wait_live()
        assert steps_at_hub(hub, "c1") == ["note", "note"]


def test_a_wrong_password_is_a_refusal_and_a_hub_that_is_away_is_not(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url) as seat:
        with pytest.raises(Rejected, match=r"sign_in\.wrong"):
            seat.engine.sign_in("01", "li", "guess")
        hub.stop()
        with pytest.raises(Unavailable):
            seat.sign_in()


def test_what_was_typed_while_the_hub_was_away_opens_the_session_when_it_is_back(
    hub: RunningHub, tmp_path: Path
) -> None:
    with Seat(tmp_path / "seat", hub.url) as seat:
        told: list[SignedIn] = []
        seat.bus.subscribe(SignedIn, told.append)
        hub.stop()
        seat.engine.sign_in_when_possible("01", "li", PASSWORD)
        seat.engine.start()
        seat.do("case.report", "new-1", description="没有中枢也能登记")
        wait_for(lambda: "offline" in seat.states() or seat.store.reader.link().code == "hub.away")
        hub.start()
        seat.engine.wake()
        wait_for(lambda: seat.state == "live" and not seat.store.reader.pending(), 30.0)
        assert [notice.session.actor.name for notice in told] == ["li"]
        assert seat.engine._credentials is None, "what was typed is forgotten once the hub has answered"


def test_what_was_typed_is_forgotten_with_the_first_no_and_with_signing_out(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url) as seat:
        seat.engine.sign_in_when_possible("01", "li", "guess")
        seat.engine.start()
        wait_for(lambda: seat.store.reader.link().code == "sign_in.wrong")
        assert (seat.state, seat.engine._credentials) == ("refused", None)
        tries = hub.rows("SELECT failures FROM hub_account WHERE login = 'li'")
        assert tries == [(1,)], "nobody guesses on in the night"
        hub.stop()
        seat.engine.sign_in_when_possible("01", "li", PASSWORD)
        seat.engine.sign_out()
        assert seat.engine._credentials is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", "http://"])
def test_a_wrong_address_is_said_and_the_seat_stays_usable(tmp_path: Path, address: str) -> None:
    with Seat(tmp_path / "seat", address) as seat:
        seat.engine.start()
        seat.engine.sign_in_when_possible("01", "li", "whatever")
        wait_for(lambda: seat.store.reader.link().code in ("hub.away", "hub.address"))
        assert seat.state == "offline"
        seat.do("case.report", "new-1", description="没有中枢也能登记")
        assert seat.store.reader.case("new-1").pending == 1  # type: ignore[union-attr]  # it is there


def test_an_old_cursor_the_hub_has_purged_is_healed_by_a_snapshot(
    hub: RunningHub, cable: Cable, tmp_path: Path
) -> None:
    with Seat(tmp_path / "seat", cable.url).start() as seat:
        cable.pull()
        wait_for(lambda: seat.state == "offline")
        database = hub.server.house.database
        with database.write() as connection:
            feed.remove(connection, "case", ["c3"])
        hub.load("case", [replace(cases(5)[4], urges=9)])
        with database.read() as connection:
            head = epoch.head(connection)
        epoch.purge(database, head)
        cable.plug()
        seat.engine.wake()
        seat.wait_live()
        wait_for(lambda: seat.store.reader.case("c3") is None)
        assert seat.store.reader.case("c4").urges == 9  # type: ignore[union-attr]  # it is there


def test_one_command_the_hub_cannot_read_does_not_hold_up_the_others(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        seat.do("case.note", "c1", note="前")
        deep: dict[str, object] = {}
        seat.do("case.note", "c1", note="坏", extra=[[[[[[[[[[[[[[deep]]]]]]]]]]]]]])
        seat.do("case.note", "c1", note="后")
        seat.wait_live()
        assert steps_at_hub(hub, "c1") == ["note", "note"]
        assert [t.outcome for t in seat.store.reader.troubles()] == ["refused"]


def test_quitting_ends_a_wait_on_the_stream_at_once(hub: RunningHub, tmp_path: Path) -> None:
    seat = Seat(tmp_path / "seat", hub.url).start()
    begun = time.monotonic()
    seat.close()
    assert time.monotonic() - begun < 10.0


def test_a_seat_whose_clock_is_wrong_goes_by_the_hubs_and_says_so(hub: RunningHub, tmp_path: Path) -> None:
    class Late(SystemClock):
        def now(self):  # type: ignore[no-untyped-def]  # as its parent
            return super().now() - timedelta(hours=3)

    with Seat(tmp_path / "seat", hub.url, clock=Late()).start() as seat:
        off_s = (seat.store.clock.now() - SystemClock().now()).total_seconds()
        assert abs(off_s) < 2
        assert any(isinstance(n, Notice) and n.code == "clock.off" for n in seat.told)


def test_a_picture_follows_its_command_and_its_bytes_are_checked(hub: RunningHub, cable: Cable, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", cable.url).start() as seat:
        data = bytes(range(256)) * 4_000
        digest = hashlib.sha256(data).hexdigest()
        cable.pull()
        (seat.store.profile.media / "m1").write_bytes(data)
        facts = {"owner_kind": "case", "owner_id": "c1", "name": "现场.jpg", "mime": "image/jpeg"}
        seat.do("media.add", "m1", **facts, size=len(data), sha256=digest)
        seat.do("case.attach", "c1", media_ids=["m1"])
        cable.plug()
        seat.engine.wake()
        seat.wait_live()
        wait_for(lambda: (hub.folder / "media" / "m1").exists())
        assert hashlib.sha256((hub.folder / "media" / "m1").read_bytes()).hexdigest() == digest
        wait_for(lambda: not seat.store.writer.uploads())
        (seat.store.profile.media / "m1").unlink()
        assert seat.engine.fetch_media("m1").read_bytes() == data
        assert [m.id for m in seat.store.reader.owned("media", "c1")] == ["m1"]


def test_a_hub_put_back_gets_the_pictures_once_more_that_its_backup_has_not(hub: RunningHub, tmp_path: Path) -> None:
    """m1 is known to the backup, but its bytes were on another disk; m2 came after the backup."""
    kept = hub.folder / "media"
    with Seat(tmp_path / "seat", hub.url).start() as seat:

        def add(name: str) -> None:
            data = name.encode() * 50_000
            (seat.store.profile.media / name).write_bytes(data)
            facts = {"owner_kind": "case", "owner_id": "c1", "name": f"{name}.jpg", "mime": "image/jpeg"}
            seat.do("media.add", name, **facts, size=len(data), sha256=hashlib.sha256(data).hexdigest())
            wait_for(lambda: (kept / name).exists() and not seat.store.writer.uploads(), 30.0)

        add("m1")
        hub.stop()
        backup = hub.back_up()
        (backup / "media" / "m1").unlink()
        hub.start()
        seat.engine.wake()
        add("m2")
        hub.stop()
        hub.restore(backup)
        assert not (kept / "m1").exists()
        seat.engine.wake()
        wait_for(lambda: (kept / "m1").exists() and (kept / "m2").exists(), 30.0)
        wait_for(lambda: not seat.store.writer.uploads(), 30.0)


def test_one_round_without_a_thread_says_what_it_did(hub: RunningHub, tmp_path: Path) -> None:
    with Seat(tmp_path / "seat", hub.url) as seat:
        seat.sign_in()
        seat.do("case.note", "c1", note="一次")
        seat.do("case.dispatch", "c1", unit_id="u1")
        summary = seat.engine.once()
        assert (summary.pushed, summary.refused, summary.conflicts) == (2, 1, 0)
        assert summary.cursor > 20
        assert seat.engine.once().pushed == 0


def test_a_held_batch_leaves_by_itself_when_its_time_is_over_and_what_was_taken_back_never(
    hub: RunningHub, tmp_path: Path
) -> None:
    with Seat(tmp_path / "seat", hub.url).start() as seat:
        commands = [
            Command(kind="case.note", target=f"c{i}", by=seat.actor, at=seat.store.clock.now(), args={"note": "批"})
            for i in range(3)
        ]
        seat.store.writer.enqueue_batch(commands, hold_s=0.5)
        seat.engine.wake()
        assert seat.store.writer.withdraw([commands[1].id]) == (commands[1].id,)
        seat.wait_live(30.0)
        assert [steps_at_hub(hub, f"c{i}") for i in range(3)] == [["note"], [], ["note"]]


def test_what_was_asked_behind_a_clash_is_judged_only_after_somebody_has_decided(
    hub: RunningHub, cable: Cable, tmp_path: Path
) -> None:
    with Seat(tmp_path / "a", hub.url).start() as one, Seat(tmp_path / "b", cable.url, "02", "wang").start() as other:
        cable.pull()
        wait_for(lambda: other.state == "offline", 30.0)
        other.do("case.accept", "c1", guarded=True)
        note = other.do("case.note", "c1", note="跟在受理之后")
        other.do("case.note", "c2", note="别的案件")
        one.do("case.decline", "c1", note="不在范围", guarded=True)
        one.wait_live(30.0)
        cable.plug()
        other.engine.wake()
        wait_for(lambda: steps_at_hub(hub, "c2") == ["note"], 30.0)
        wait_for(lambda: [t.outcome for t in other.store.reader.troubles()] == ["conflict"], 30.0)
        clash = other.store.reader.troubles()[0]
        assert [item.command.id for item in clash.followers] == [note.id]
        assert hub.rows("SELECT count(*) FROM hub_operation WHERE command_id = ?", note.id) == [(0,)]
        other.store.writer.look_at(clash.command.id)
        other.engine.wake()
        wait_for(lambda: hub.rows("SELECT count(*) FROM hub_operation WHERE command_id = ?", note.id) == [(1,)], 30.0)
