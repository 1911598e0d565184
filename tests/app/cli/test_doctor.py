"""The doctor looks at the machine, the hub and the seat's files, and names a remedy for what is broken."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.cli import doctor_backups
from tests.fakes.hub import RunningHub
from tests.fakes.terminal import Ran, hall


def _by_name(ran: Ran) -> dict[str, Any]:
    return {finding["name"]: finding for finding in ran.json()["findings"]}


def test_a_sound_seat(hub: RunningHub, profile: Path) -> None:
    ran = hall("doctor", "--json", "--hub", hub.url, "--profile", profile)
    found = _by_name(ran)
    assert {"Python", "Qt", "display", "Chinese fonts", "libvlc", "microphone", "speech model", "disk"} <= found.keys()
    assert [found[name]["level"] for name in ("hub", "outbox.db", "cache.db")] == ["ok"] * 3
    assert ran.code == int(any(f["level"] == "fault" for f in found.values()))
    assert all(f["remedy"] for f in found.values() if f["level"] != "ok")


def test_a_damaged_cache_and_a_hub_that_is_away(hub: RunningHub, profile: Path) -> None:
    hub.stop()
    cache = profile / "cache.db"
    data = bytearray(cache.read_bytes())
    data[4096:20480] = b"\xa5" * 16384
    cache.write_bytes(data)
    ran = hall("doctor", "--json", "--hub", hub.url, "--profile", profile)
    found = _by_name(ran)
    assert ran.code == 1
    assert found["cache.db"]["level"] == "fault" and "rebuilds" in found["cache.db"]["remedy"]
    assert found["hub"]["level"] == "fault" and found["outbox.db"]["level"] == "ok"
    assert hub.url in found["hub"]["remedy"]


def test_a_cache_that_is_no_database_and_a_seat_that_is_not_there(profile: Path, tmp_path: Path) -> None:
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        (profile / name).unlink(missing_ok=True)
    (profile / "cache.db").write_bytes(b"this was a database once" * 400)
    table = hall("doctor", "--profile", profile)
    assert table.code == 1 and "✗" in table.out and "cache.db" in table.out
    nobody = _by_name(hall("doctor", "--json", "--profile", tmp_path / "nobody"))
    assert nobody["outbox.db"]["level"] == "warning" and not (tmp_path / "nobody").exists()


def test_it_tells_of_the_last_backup_at_the_hub_and_at_the_seat(hub: RunningHub, profile: Path, tmp_path: Path) -> None:
    """None yet; one that has everything; one whose disk is away; one that is three days old."""
    words = ("doctor", "--json", "--hub", hub.url, "--data", hub.folder, "--profile", profile)
    acted = hall("case", "act", "c1", "note", "--set", "note=夜里", "--profile", profile)
    assert acted.code == 0 and hall("sync", "--profile", profile, "--hub", hub.url).code == 0, acted.err

    def told() -> list[tuple[str, str, str]]:
        return [(f["level"], f["found"], f["remedy"]) for f in hall(*words).json()["findings"] if f["name"] == "backup"]

    for level, found, remedy in told():
        assert level == "warning" and found.startswith("none") and "hall hub backup" in remedy
    assert hall("hub", "backup", "--data", hub.folder, "--to", tmp_path / "copies").code == 0
    asked, here = told()
    assert (asked[0], here[0]) == ("ok", "ok") and "0 min old" in asked[1] and "0 pictures" in here[1]
    assert hall("sync", "--profile", profile, "--hub", hub.url).code == 0
    seat = doctor_backups.kept_by_seat(profile / "outbox.db", datetime.now(UTC) + timedelta(days=9))
    assert seat.level == "ok" and "0 done" in seat.found and "newest backup" in seat.found
    shutil.rmtree(tmp_path / "copies")
    asked, here = told()
    assert here[0] == "warning" and "copies" in here[1] and asked[0] == "ok"
    later = datetime.now(UTC) + timedelta(days=3)
    old = doctor_backups.told_at_hub(hub.folder, "", later)
    assert old.level == "warning" and "3 days old" in old.found and "every seat keeps" in old.found
    assert doctor_backups.told_at_hub(tmp_path / "none", "", later).level == "fault"
    assert doctor_backups.told_by_hub("", later).level == "warning", "an older hub does not say"


def test_a_seat_whose_actions_no_backup_has_says_since_when(hub: RunningHub, profile: Path) -> None:
    assert hall("case", "act", "c1", "note", "--set", "note=夜里", "--profile", profile).code == 0
    assert hall("sync", "--profile", profile, "--hub", hub.url).code == 0
    now = datetime.now(UTC)
    young, old = (doctor_backups.kept_by_seat(profile / "outbox.db", now + timedelta(days=d)) for d in (0, 3))
    assert young.level == "ok" and "1 done and in no verified backup" in young.found
    assert old.level == "warning" and "stay here" in old.found and "hall hub backup" in old.remedy
