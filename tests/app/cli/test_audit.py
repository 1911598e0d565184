"""The audit book is checked from a terminal, and one changed word in it is found."""

import sqlite3
from pathlib import Path

from tests.fakes.hub import RunningHub
from tests.fakes.terminal import hall


def test_a_sound_book_and_a_tampered_one(hub: RunningHub, profile: Path, password: Path, tmp_path: Path) -> None:
    door = ("--hub", hub.url, "--password-file", password)
    sound = hall("audit", "verify", *door, "--json")
    assert sound.code == 0 and sound.json() == {"sound": True, "first_broken": None}
    database = sqlite3.connect(hub.folder / "hub.db")
    with database:
        database.execute("UPDATE hub_audit SET target = 'somebody else' WHERE n = 2")
    database.close()
    broken = hall("audit", "verify", *door)
    assert broken.code == 1 and "row 2" in broken.err and broken.out == ""
    told = hall("audit", "verify", *door, "--json")
    assert told.code == 1 and told.json() == {"sound": False, "first_broken": 2}
    mine = tmp_path / "seat-90"
    admin = ("--seat", "90", "--user", "admin", "--password-file", password)
    assert hall("sync", "--profile", mine, "--hub", hub.url, *admin).code == 0
    assert "row 2" in hall("audit", "verify", "--profile", mine).err


def test_who_may_not_read_it_is_told_so(hub: RunningHub, profile: Path, tmp_path: Path) -> None:
    ran = hall("audit", "verify", "--profile", profile)
    assert ran.code == 1 and "[role.forbidden" in ran.err
    assert hall("audit", "verify", "--profile", tmp_path / "nobody").code == 1
    assert hall("audit", "verify").code == 2
    hub.stop()
    ran = hall("audit", "verify", "--profile", profile)
    assert ran.code == 1 and "[hub.unreachable]" in ran.err
