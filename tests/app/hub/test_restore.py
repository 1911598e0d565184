"""A backup put back: seats are told to begin anew, whether the hub fell behind them or has overtaken them since."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from app.hub.serve import HubServer
from app.hub.settings import HubSettings


@pytest.mark.parametrize("later", [0, 8])
def test_a_backup_put_back_is_noticed_and_no_command_is_lost(hall_people: Any, tmp_path: Path, later: int) -> None:
    """`later` cases come in after the restore: then no cursor is ahead any more, and only the epoch tells."""
    settings = HubSettings(data_dir=tmp_path / "hub", watch_s=0.05)
    with HubServer(settings) as server:
        hall_people(server.house.database)
        seat = hall_people.seat(server.url, "01", "wang")
        seat.exchange(seat.report("备份之前")[1])
    backup = tmp_path / "backup.db"
    shutil.copy(settings.data_dir / "hub.db", backup)  # closed cleanly: one file is all of it
    with HubServer(settings) as server:
        seat.url = server.url
        lost_id, lost = seat.report("备份之后")
        seat.exchange(lost)
    shutil.copy(backup, settings.data_dir / "hub.db")
    with HubServer(settings) as server:
        other = hall_people.seat(server.url, "02", "li")
        for _ in range(later):
            other.exchange(other.report()[1])
        seat.url = server.url
        remembered = seat.epoch
        assert seat.sign_in(takeover=True).status_code == 200
        answer = seat.post(epoch=remembered)
        assert answer.status_code == 409 and answer.json()["code"] == "epoch.changed" and answer.json()["last_n"] == 1
        again = seat.post(lost, cursor=0)  # its number is above last_n: sent once more
        assert [r["outcome"] for r in again.json()["receipts"]] == ["applied"]
        assert seat.get(f"/api/v1/cases/{lost_id}").json()["description"] == "备份之后"


def test_the_epoch_changes_by_itself_when_a_backup_was_put_back(hall_people: Any, tmp_path: Path) -> None:
    settings = HubSettings(data_dir=tmp_path / "hub", watch_s=0.05)
    epochs = []
    for turn in range(3):
        with HubServer(settings) as server:
            if turn == 0:
                hall_people(server.house.database)
            seat = hall_people.seat(server.url, f"0{turn}", "wang")
            epochs.append(seat.epoch)
            seat.exchange(seat.report()[1])
        if turn == 0:
            shutil.copy(settings.data_dir / "hub.db", tmp_path / "backup.db")
        if turn == 1:
            shutil.copy(tmp_path / "backup.db", settings.data_dir / "hub.db")
    assert epochs[0] == epochs[1] != epochs[2]
