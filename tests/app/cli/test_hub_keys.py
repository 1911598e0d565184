"""`hall hub key`: an administrator gives a program a key and takes it back, without the hub running."""

from pathlib import Path

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
