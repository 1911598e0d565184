"""The outbox is copied while the seat works; what damage takes from it comes back from the newest copy."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import hall
from app.paths import Profile
from app.protocol import Receipt
from app.store import Store
from app.store.copies import KEPT, all_copies, keep_copy, taken_at
from app.store.soundness import look
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import ask, reply


def test_a_copy_is_made_each_hour_while_the_outbox_is_written_and_the_oldest_go(
    store: Store, profile: Profile, clock: SetClock
) -> None:
    for hour in range(KEPT + 3):
        store.writer.enqueue(ask("case.note", f"c{hour}", note="记"))
        store.keep_copy_if_due()
        store.keep_copy_if_due()
        clock.go_on(hours=1)
    copies = all_copies(profile.outbox_db)
    assert len(copies) == KEPT
    assert taken_at(copies[0]) == clock.now() - timedelta(hours=1)
    with sqlite3.connect(copies[0]) as newest:
        assert newest.execute("SELECT count(*) FROM intent").fetchone() == (KEPT + 3,)
    newest.close()


def test_a_copy_from_a_future_that_a_wrong_clock_believed_in_does_not_stop_the_others(
    store: Store, profile: Profile, clock: SetClock
) -> None:
    def taken() -> list[str]:
        return sorted(copy.name for copy in all_copies(profile.outbox_db))

    clock.go_on(days=400)
    for _ in range(KEPT):
        store.keep_copy_if_due()
        clock.go_on(hours=1)
    assert len(taken()) == KEPT
    clock.go_on(days=-400)
    store.keep_copy_if_due()
    once = taken()
    assert len(once) == KEPT and once[0] < once[1]
    for _ in range(3):
        clock.go_on(seconds=1)
        store.keep_copy_if_due()
    assert taken() == once, "one an hour, whatever lies there from a future"
    clock.go_on(hours=1)
    store.keep_copy_if_due()
    assert len(set(taken()) - set(once)) == 1


def test_what_damage_takes_comes_back_from_a_copy_with_what_became_of_it(profile: Profile, clock: SetClock) -> None:
    store = Store.open(profile, clock)
    commands = [ask("case.note", f"c{i}", note="记" * 200) for i in range(60)]
    store.writer.absorb(reply(*cases(60)))
    store.writer.enqueue_batch(commands)
    done = [Receipt(command_id=c.id, n=i + 1, outcome="applied", ack_seq=100 + i) for i, c in enumerate(commands[:30])]
    store.writer.absorb(reply(cursor=200, receipts=done))
    store.close()
    keep_copy(profile.outbox_db, clock.now())
    data = bytearray(profile.outbox_db.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    profile.outbox_db.write_bytes(data)
    assert look(profile)[0].state == "damaged"
    again = Store.open(profile, clock)
    try:
        assert [item.command.id for item in again.reader.pending()] == [c.id for c in commands[30:]]
        assert [n.code for n in again.notices] == ["outbox.recovered"]
        assert again.notices[0].facts["lost"] == []
        assert [item.n for item in again.writer.outgoing("01", 100)] == list(range(31, 61))
        assert again.writer.enqueue(ask("case.note", "c1", note="后")) == 61
    finally:
        again.close()


def test_a_batch_that_was_taken_back_after_the_copy_does_not_come_back_from_it(
    profile: Profile, clock: SetClock
) -> None:
    store = Store.open(profile, clock)
    batch = [ask("case.note", f"c{i}", note="记") for i in range(3)]
    store.writer.enqueue_batch(batch, hold_s=600)
    keep_copy(profile.outbox_db, clock.now())
    store.writer.withdraw([command.id for command in batch])
    store.close()
    profile.outbox_db.write_bytes(bytes(8_192))
    again = Store.open(profile, clock)
    try:
        assert again.reader.pending() == []
    finally:
        again.close()


def test_only_the_newest_broken_cache_is_kept(profile: Profile, clock: SetClock) -> None:
    for _ in range(3):
        Store.open(profile, clock).close()
        profile.cache_db.write_bytes(b"broken")
        clock.go_on(minutes=1)
    Store.open(profile, clock).close()
    assert len(list(profile.folder.glob("cache.db.damaged-*"))) == 1


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(hall, ["sync", *words])
    return done.exit_code, done.stdout if "--json" in words else done.output


def test_the_command_line_looks_at_the_files_and_heals_them(profile: Profile, clock: SetClock, tmp_path: Path) -> None:
    store = Store.open(profile, clock)
    store.writer.absorb(reply(*cases(30)))
    store.writer.enqueue(ask("case.note", "c1", note="记"))
    code, _ = run("--profile", str(profile.folder), "--check")
    assert code == 0, "a running console does not hinder a look"
    store.close()
    with profile.cache_db.open("r+b") as cache:
        cache.seek(4_096 * 60)  # deep inside, where opening the file does not look
        cache.write(b"\xa5" * 4_096 * 20)
    code, said = run("--profile", str(profile.folder), "--check", "--json")
    files = {file["name"]: file["state"] for file in json.loads(said)["files"]}
    assert (code, files) == (1, {"outbox.db": "sound", "cache.db": "damaged"})
    code, said = run("--profile", str(profile.folder), "--repair")
    assert code == 0, said
    assert "cache.rebuilt" in said and "outbox-2" in said


@pytest.mark.parametrize("name", ["nowhere", "new"])
def test_a_profile_that_is_not_there_yet_is_no_fault(tmp_path: Path, name: str) -> None:
    code, said = run("--profile", str(tmp_path / name), "--check")
    assert code == 0 and "missing" in said
