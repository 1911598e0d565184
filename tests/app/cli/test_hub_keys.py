"""`hall hub key`: an administrator gives a program a key and takes it back, without the hub running."""

import shlex
from pathlib import Path

import pytest

from tests.fakes.terminal import hall


def test_a_key_is_made_listed_renewed_and_taken_back(tmp_path: Path) -> None:
    beside = ("--data", tmp_path, "--json")
    assert hall("hub", "key", "list", *beside).json() == []
    made = hall("hub", "key", "add", "street-app", "--source", "report_reward", *beside).json()
    assert made["source"] == "report_reward" and len(made["api_key"]) >= 40
    again = hall("hub", "key", "add", "street-app", "--data", tmp_path).out.strip()
    assert len(again) >= 40 and again != made["api_key"]
    (listed,) = hall("hub", "key", "list", *beside).json()
    assert listed["name"] == "street-app" and again not in str(listed)
    assert "street-app" in hall("hub", "key", "list", "--data", tmp_path).out
    assert hall("hub", "key", "end", "street-app", "--data", tmp_path).code == 0
    assert hall("hub", "key", "list", *beside).json() == []


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    unknown = hall("hub", "key", "end", "nobody", "--data", tmp_path)
    assert unknown.code == 1 and "record.unknown" in unknown.err
    strange = hall("hub", "key", "add", "app", "--source", "pigeon", "--data", tmp_path)
    assert strange.code == 1 and "field.invalid" in strange.err
    away = hall("hub", "key", "list", "--db", "postgresql+psycopg://hall@127.0.0.1:1/none")
    assert away.code == 1 and "database.away" in away.err


def test_the_database_may_be_named_where_no_list_of_processes_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALL_DB", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert hall("hub", "key", "add", "app", "--data", tmp_path / "data").code == 0
    assert (tmp_path / "elsewhere.db").is_file()
    monkeypatch.delenv("HALL_DB")
    assert hall("hub", "key", "list", "--data", tmp_path / "data", "--json").json() == []


def test_the_service_unit_calls_the_hub_as_it_can_be_called() -> None:
    unit = (Path(__file__).parents[3] / "installer" / "hall-hub@.service").read_text("utf-8")
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    _, command, *options = shlex.split(line.partition("=")[2].replace("%i", "8701"))
    told = hall(command, "--help").out
    assert command == "hub" and all(option in told for option in options if option.startswith("--"))
    assert "HALL_DB" in unit and "HALL_DB" in told
