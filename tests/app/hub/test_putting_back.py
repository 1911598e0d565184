"""A hub is destroyed and comes back from its backup: cases, pictures, and what the seats had done since."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.fakes.cable import wait_for
from tests.fakes.hub import RunningHub, cases
from tests.fakes.seat import Seat
from tests.fakes.terminal import hall

PICTURE = os.urandom(300_000)


def take_picture(seat: Seat, hub: RunningHub, name: str) -> None:
    """Attach a picture to the case c1 and wait until its bytes are at the hub."""
    (seat.store.profile.media / name).write_bytes(PICTURE)
    facts: dict[str, Any] = {"owner_kind": "case", "owner_id": "c1", "name": f"{name}.jpg", "mime": "image/jpeg"}
    digest = hashlib.sha256(PICTURE).hexdigest()
    seat.do("media.add", name, **facts, size=len(PICTURE), sha256=digest)
    seat.do("case.attach", "c1", media_ids=[name])
    wait_for(lambda: (hub.folder / "media" / name).exists(), 30)
    seat.wait_live(30)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_destroyed_hub_comes_back_and_a_seat_sees_the_case_and_its_picture(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = request.getfixturevalue("postgres") if kind == "postgresql" else None
    url, again = (server.database(), server.database()) if server else ("", "")
    hub, folder = RunningHub(tmp_path / "hub", db_url=url), tmp_path / "backups"
    words = ("--data", hub.folder, *(("--db", url) if url else ()), "--to", folder, "--json")
    with hub, Seat(tmp_path / "seat", hub.url) as seat:
        for name in ("li", "wang"):
            hub.add_operator(name)
        hub.load("case", cases(3))
        seat.start()
        take_picture(seat, hub, "m1")
        first = hall("hub", "backup", *words)
        assert first.code == 0, first.err
        assert (first.json()["files"], first.json()["awaited"], first.json()["damaged"]) == (1, 0, 0)
        copied = (folder / "media" / "m1").stat()
        take_picture(seat, hub, "m2")
        second = hall("hub", "backup", *words)
        assert second.code == 0 and second.json()["files"] == 2, second.err
        assert (folder / "media" / "m1").stat().st_ino == copied.st_ino, "what is there is not copied again"
        for one in folder.glob("2*Z"):  # by the means of any Linux, without this program
            assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=one, capture_output=True).returncode == 0
        take_picture(seat, hub, "m3")
        seat.do("case.note", "c2", note="备份之后记下的")
        seat.wait_live(30)

        hub.stop()
        shutil.rmtree(hub.folder)
        if server:
            with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
                connection.execute(f'drop database "{url.rsplit("/", 1)[1]}"')
            hub = RunningHub(hub.folder, db_url=again)
        back = hall("hub", "restore", folder, "--data", hub.folder, *(("--db", again) if again else ()), "--json")
        assert back.code == 0 and back.json()["files"] == 2, back.err
        occupied = hall("hub", "restore", folder, "--data", hub.folder, *(("--db", again) if again else ()))
        assert occupied.code == 1 and "restore.occupied" in occupied.err

    with hub, Seat(tmp_path / "new seat", hub.url, no="02", user="wang") as new:
        new.start()
        seen = new.store.reader.case("c1")
        assert seen is not None and {m.id for m in new.store.reader.owned("media", "c1")} == {"m1", "m2"}
        assert new.engine.fetch_media("m1").read_bytes() == PICTURE
        with Seat(tmp_path / "seat", hub.url) as seat:
            seat.start()
            wait_for(lambda: (hub.folder / "media" / "m3").exists(), 30)
            noted = [s for s in hub.rows("SELECT note FROM case_step WHERE case_id = 'c2'") if s[0] == "备份之后记下的"]
            assert len(noted) == 1, "what was done after the backup is done once more, and once"


def test_a_spoiled_backup_is_named_and_nothing_is_put_over_a_hub(tmp_path: Path) -> None:
    hub, folder = RunningHub(tmp_path / "hub"), tmp_path / "backups"
    with hub:
        (hub.folder / "media").mkdir()
        for name in ("m1", "m2"):
            (hub.folder / "media" / name).write_bytes(name.encode() * 1_000)
        (hub.folder / "media" / "m9.part").write_bytes(b"half")
        assert hall("hub", "backup", "--data", hub.folder, "--to", folder).code == 0
    (one,) = folder.glob("2*Z")
    assert {path.name for path in (folder / "media").iterdir()} == {"m1", "m2"}
    (folder / "media" / "m1").write_bytes(b"x" * 2_000)
    back = hall("hub", "restore", one, "--data", tmp_path / "new")
    assert back.code == 1 and "m1" in back.err and "backup.media_damaged" in back.err
    assert (tmp_path / "new" / "hub.db").exists() and not (tmp_path / "new" / "media" / "m1").exists()
    with RunningHub(hub.folder):  # the hub still has it: the next backups find out and bring it again
        for _ in range(7):
            assert hall("hub", "backup", "--data", hub.folder, "--to", folder).code == 0
    assert (folder / "media" / "m1").read_bytes() == b"m1" * 1_000
    one = max(folder.glob("2*Z"))
    with (one / "hub.db").open("rb+") as file:
        file.seek(5_000)
        file.write(b"\xa5" * 100)
    spoiled = hall("hub", "restore", one, "--data", tmp_path / "other")
    assert spoiled.code == 1 and "backup.spoiled" in spoiled.err and not (tmp_path / "other" / "hub.db").exists()
    assert "backup.none" in hall("hub", "restore", tmp_path / "hub", "--data", tmp_path / "other").err
