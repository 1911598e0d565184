"""A bad night: kills, restores, lost, doubled and late messages. Nothing is lost, doubled or out of order; and the same
night finds each fault that is built in on purpose, or this test would prove nothing."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from app.hub import door, exchange, feed
from tests.fakes.storm import storm


@pytest.mark.parametrize("seed", [1, 2])
def test_after_a_bad_night_every_saved_action_is_there_once_and_in_order(tmp_path: Path, seed: int) -> None:
    verdict = storm(tmp_path, seed, actions=12, kills=1)
    assert verdict.saved >= 24
    assert verdict.is_clean, verdict


def test_control_a_seat_that_forgets_what_was_settled_loses_it_when_the_hub_is_put_back(tmp_path: Path) -> None:
    verdict = storm(tmp_path, 4, actions=20, kills=0, forgetful=True)
    assert verdict.lost > 0, verdict


def test_control_a_hub_that_does_not_know_what_it_has_done_does_it_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def believe_everything(items: Any, known: Any, last: int) -> list[Any]:
        return list(items)

    def log_under_another_name(connection: Any, caller: Any, commands: Any, receipts: Any, now: Any) -> None:
        taken = {row[0] for row in connection.exec_driver_sql("SELECT command_id FROM hub_operation")}
        fresh = [(c, r) for c, r in zip(commands, receipts, strict=True) if c.id not in taken]
        free = 1 + (connection.exec_driver_sql("SELECT max(n) FROM hub_operation").scalar() or 0)
        numbered = [(c, dataclasses.replace(r, n=free + i)) for i, (c, r) in enumerate(fresh)]
        write_log(connection, caller, [c for c, _ in numbered], [r for _, r in numbered], now)

    write_log, write_rows = door._log, feed.write
    monkeypatch.setattr(feed, "write", lambda connection, nouns, fresh=frozenset(): write_rows(connection, nouns))
    monkeypatch.setattr(exchange, "_in_order", believe_everything)
    monkeypatch.setattr(exchange, "stored_receipts", lambda *_: {})
    monkeypatch.setattr(door, "_log", log_under_another_name)
    verdict = storm(tmp_path, 5, actions=20, kills=0, restores=0)
    assert verdict.twice > 0, verdict
