"""What is wrong with a seat's files is said in a sentence that names file and remedy; nothing unsent is lost."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.paths import Profile
from app.store import Store, soundness
from app.store.copies import keep_copy
from app.store.soundness import look, why_not
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import ask, reply
from tests.fakes.terminal import hall


@pytest.fixture
def asked(profile: Profile, clock: SetClock) -> list[str]:
    """A closed profile with five unsent notes and some cases."""
    store = Store.open(profile, clock)
    store.writer.absorb(reply(*cases(200)))
    commands = [ask("case.note", f"c{i}", note="记" * 200) for i in range(5)]
    for command in commands:
        store.writer.enqueue(command)
    store.close()
    return [command.id for command in commands]


def unsent(profile: Profile, clock: SetClock) -> list[str]:
    store = Store.open(profile, clock)
    try:
        return [item.command.id for item in store.reader.pending()]
    finally:
        store.close()


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10 + 77])


def flip(path: Path) -> None:
    """Three pages of its middle, each bit the other way."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 4_096 // 2 * 4_096
    data[middle : middle + 3 * 4_096] = bytes(byte ^ 0xFF for byte in data[middle : middle + 3 * 4_096])
    path.write_bytes(data)


@pytest.mark.parametrize("hurt", [cut, flip])
def test_a_broken_cache_is_named_and_repairing_it_loses_no_unsent_action(
    profile: Profile, clock: SetClock, asked: list[str], hurt: Callable[[Path], None]
) -> None:
    hurt(profile.cache_db)
    seen = hall("sync", "--profile", profile.folder, "--check")
    assert seen.code == 1
    assert str(profile.cache_db) in seen.err and "hall sync --repair" in seen.err and "[cache.broken]" in seen.err
    assert str(profile.outbox_db) not in seen.err
    healed = hall("sync", "--profile", profile.folder, "--repair")
    assert healed.code == 0 and healed.err.count("[cache.rebuilt]") == 1 and "已另存" in healed.err
    assert unsent(profile, clock) == asked


def test_a_broken_outbox_is_named_and_so_is_everything_that_could_not_be_saved(
    profile: Profile, clock: SetClock, asked: list[str]
) -> None:
    data = profile.outbox_db.read_bytes()
    profile.outbox_db.write_bytes(data[: len(data) - 3 * 4_096])
    seen = hall("sync", "--profile", profile.folder, "--check")
    assert seen.code == 1 and str(profile.outbox_db) in seen.err and "[outbox.broken]" in seen.err
    healed = hall("sync", "--profile", profile.folder, "--repair")
    assert healed.code == 0 and "outbox.db.damaged-" in healed.err
    saved = unsent(profile, clock)
    assert all(command_id in healed.err for command_id in asked if command_id not in saved)


def test_a_wal_that_is_gone_is_noticed_and_a_copy_gives_back_what_it_held(
    profile: Profile, clock: SetClock, asked: list[str], tmp_path: Path
) -> None:
    """As after a folder was saved by hand, or a cleaner found a file of a strange name."""
    store = Store.open(profile, clock)
    late = [ask("case.note", f"c{i}", note="新" * 200) for i in range(3)]
    for command in late[:2]:
        store.writer.enqueue(command)
    keep_copy(profile.outbox_db, clock.now())
    store.writer.enqueue(late[2])
    killed = Profile(tmp_path / "killed")
    shutil.copytree(profile.folder, killed.folder)
    store.close()
    for path in (killed.outbox_db, killed.cache_db):
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink()
    healed = hall("sync", "--profile", killed.folder, "--repair")
    assert healed.code == 0 and "[outbox.wal_lost] outbox.db-wal" in healed.err and "fetched 2" in healed.err
    assert unsent(killed, clock) == [*asked, late[0].id, late[1].id]
    assert hall("sync", "--profile", killed.folder, "--repair").err == "", "it is said once"


def test_a_seat_that_was_killed_with_its_wal_beside_it_is_told_nothing(
    profile: Profile, clock: SetClock, asked: list[str], tmp_path: Path
) -> None:
    store = Store.open(profile, clock)
    late = ask("case.note", "c9", note="新")
    store.writer.enqueue(late)
    killed = Profile(tmp_path / "killed")
    shutil.copytree(profile.folder, killed.folder)
    store.close()
    again = Store.open(killed, clock)
    assert again.notices == []
    assert [item.command.id for item in again.reader.pending()] == [*asked, late.id]
    again.close()


def test_a_file_that_another_program_holds_is_not_called_damaged(
    profile: Profile, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "_WAIT_S", 0.1)
    with closing(sqlite3.connect(profile.outbox_db, isolation_level=None)) as browser:
        browser.execute("PRAGMA locking_mode = exclusive")
        browser.execute("BEGIN EXCLUSIVE")
        browser.execute("UPDATE meta SET v = v")
        assert look(profile)[0].state == "locked"
        seen = hall("sync", "--profile", profile.folder, "--check")
    assert seen.code == 1 and "[profile.locked]" in seen.err and "请先关闭它" in seen.err
    assert [file.state for file in look(profile)] == ["sound", "sound"]


def test_a_console_that_runs_hinders_a_look_no_more_than_a_look_hinders_it(
    profile: Profile, clock: SetClock, asked: list[str]
) -> None:
    store = Store.open(profile, clock)
    try:
        assert hall("sync", "--profile", profile.folder, "--check").code == 0
        refused = hall("sync", "--profile", profile.folder, "--repair")
        assert refused.code == 1 and "[profile.in_use]" in refused.err and "close the other console" in refused.err
    finally:
        store.close()


def fault(*words: str, path: str) -> sqlite3.OperationalError:
    """What SQLite says when it may not do something."""
    with pytest.raises(sqlite3.OperationalError) as said, closing(sqlite3.connect(path, uri=True, timeout=0)) as file:
        for word in words:
            file.execute(word)
    return said.value


def test_why_a_profile_cannot_be_opened_names_the_remedy_that_helps(
    profile: Profile, asked: list[str], tmp_path: Path
) -> None:
    where = profile.outbox_db.as_uri()
    with closing(sqlite3.connect(profile.outbox_db, isolation_level=None)) as browser:
        browser.execute("BEGIN IMMEDIATE")
        locked = why_not(profile.folder, fault("BEGIN IMMEDIATE", path=where))
    read_only = why_not(profile.folder, fault("CREATE TABLE t(x)", path=f"{where}?mode=ro"))
    no_file = why_not(profile.folder, fault("SELECT 1 FROM t", path=f"file:{tmp_path}"))
    full = why_not(profile.folder, sqlite3.OperationalError("database or disk is full"))
    codes = [one.code for one in (locked, read_only, no_file, full)]
    assert codes == ["profile.locked", "profile.read_only", "profile.read_only", "disk.failed"]
    assert "close the program" in locked.remedy and "user" in read_only.remedy and "disk space" in full.remedy
    assert all(str(profile.folder) in one.what for one in (locked, read_only, no_file, full))
