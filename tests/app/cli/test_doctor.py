"""The doctor looks at the machine, the hub and the seat's files, and names a remedy for what is broken."""

from pathlib import Path
from typing import Any

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
