"""The hub says how far its newest verified backup reaches, and believes no copy that it has not looked at."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.hub import epoch
from app.hub.schema import open_database
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from tests.fakes.terminal import hall


def backup(*words: str) -> tuple[int, str]:
    ran = hall("hub", "backup", *words)
    return ran.code, ran.out + ran.err


def test_a_running_hub_is_copied_and_tells_each_seat_what_the_copy_has_of_it(hall_people: Any, tmp_path: Path) -> None:
    settings = HubSettings(data_dir=tmp_path / "hub", watch_s=0.05)
    folder = tmp_path / "other disk"
    words = ("--data", str(settings.data_dir), "--to", str(folder), "--keep", "2", "--json")
    with HubServer(settings) as server:
        hall_people(server.house.database)
        seat, other = (hall_people.seat(server.url, no, name) for no, name in (("01", "wang"), ("02", "li")))
        for _ in range(3):
            assert seat.exchange(seat.report()[1])["backed_up"] == 0
        code, said = backup(*words)
        assert code == 0, said
        assert json.loads(said)["seats"] >= 1
        assert seat.exchange(seat.report()[1])["backed_up"] == 3
        assert other.exchange(other.report()[1])["backed_up"] == 0, "another seat asked nothing before the backup"
        assert [backup(*words)[0] for _ in range(2)] == [0, 0]
        assert other.exchange(other.report()[1])["backed_up"] == 1
        assert "hall_hub_backup_timestamp_seconds 1" in seat.get("/metrics").text
    kept = sorted(folder.glob("2*Z"))
    assert len(kept) == 2, "the oldest of three has gone"
    with sqlite3.connect(kept[-1] / "hub.db") as copied:
        assert copied.execute("SELECT count(*) FROM hub_operation").fetchone() == (5,)
    copied.close()
    assert backup("--data", str(settings.data_dir), "--to", str(kept[-1] / "hub.db"))[0] == 2, "a file is no folder"


@pytest.mark.parametrize("hurt", ["chain", "life", "ahead"])
def test_a_copy_that_is_not_this_hubs_or_not_whole_counts_for_nothing(
    hall_people: Any, tmp_path: Path, hurt: str
) -> None:
    settings = HubSettings(data_dir=tmp_path / "hub", watch_s=0.05)
    with HubServer(settings) as server:
        hall_people(server.house.database)
        seat = hall_people.seat(server.url, "01", "wang")
        seat.exchange(seat.report()[1])
    copy = tmp_path / "copy.db"
    copy.write_bytes((settings.data_dir / "hub.db").read_bytes())
    if hurt == "life":
        database = open_database(f"sqlite:///{copy}")
        epoch.renew_after_restore(database)
        database.close()
    else:
        sql = {
            "chain": "UPDATE hub_audit SET target = 'x' WHERE n = 2",
            "ahead": "UPDATE hub_counter SET v = v + 9 WHERE name = 'seq'",
        }
        with sqlite3.connect(copy) as copied:
            copied.execute(sql[hurt])
        copied.close()
    code, said = backup("--data", str(settings.data_dir), "--restored", f"sqlite:///{copy}")
    assert code != 0
    assert {"chain": "backup.damaged", "life": "backup.foreign", "ahead": "backup.ahead"}[hurt] in said
    with HubServer(settings) as server:
        seat.url = server.url
        assert seat.sign_in().status_code == 200
        assert seat.exchange(seat.report()[1])["backed_up"] == 0


def test_a_folder_without_a_hub_stays_without_one(tmp_path: Path) -> None:
    code, said = backup("--data", str(tmp_path / "nothing"), "--to", str(tmp_path / "copies"))
    assert code != 0 and "holds no hub" in said
    assert not (tmp_path / "nothing").exists()
