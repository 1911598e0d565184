"""A bad night in short: kills, a full disk, jumping clocks, a restored hub, a line that loses, doubles and reorders.

Nothing is lost, doubled or out of order; and the same night finds each fault that is built in on purpose, or this test
would prove nothing. The long form is `python -m tests.fakes.storm --rounds 1000`.
"""

from pathlib import Path

import pytest

from app.domain.command import Command
from tests.fakes.cable import Cable, wait_for
from tests.fakes.hub import RunningHub
from tests.fakes.seat import Seat
from tests.fakes.storm import storm

_EVERYTHING = ("kill seat", "restore", "kill hub", "disk full", "clock", "kill both", "pull", "restore")


def test_after_a_bad_night_every_saved_action_is_there_once_and_in_order(tmp_path: Path) -> None:
    verdict = storm(tmp_path, 1, len(_EVERYTHING), acts=4, deeds=_EVERYTHING)
    assert verdict.is_clean, verdict
    assert verdict.rounds == len(_EVERYTHING)
    assert verdict.saved >= 60
    assert verdict.withdrawn > 0 and verdict.to_operator > 0, "batches were taken back, and some operations clashed"


@pytest.mark.parametrize("fault", ["no_memory", "forgetful", "hasty"])
def test_control_each_fault_that_is_built_in_is_found(tmp_path: Path, fault: str) -> None:
    verdict = storm(tmp_path, 5, 20, seats=2, acts=5, fault=fault)
    assert not verdict.is_clean, verdict


@pytest.mark.parametrize("renew", [False, True])
def test_control_a_hub_put_back_without_a_new_epoch_loses_what_a_seat_believes_done(
    hub: RunningHub, cable: Cable, tmp_path: Path, renew: bool
) -> None:
    with Seat(tmp_path / "a", hub.url).start() as one, Seat(tmp_path / "b", cable.url, "02", "wang").start() as other:
        hub.stop()
        backup = hub.back_up()
        hub.start()
        one.engine.wake()
        other.engine.wake()
        done = [other.do("case.note", "c1", note=f"备份之后{i}") for i in range(3)]
        wait_for(lambda: not other.store.reader.pending(), 30.0)
        cable.pull()
        wait_for(lambda: other.state == "offline", 30.0)
        hub.stop()
        hub.restore(backup, renew)
        one.engine.wake()
        more = [one.do("case.note", "c2", note=f"别的席位{i}") for i in range(12)]
        wait_for(lambda: known(hub, more) == len(more), 30.0)
        cable.plug()
        other.engine.wake()
        wait_for(lambda: other.store.writer.position()[1] >= head(hub), 30.0)
        if renew:
            wait_for(lambda: known(hub, done) == len(done), 30.0)
        else:
            assert known(hub, done) == 0, "nobody has told the seat that the hub has forgotten them"


def known(hub: RunningHub, commands: list[Command]) -> int:
    return sum(hub.rows("SELECT count(*) FROM hub_operation WHERE command_id = ?", c.id)[0][0] for c in commands)


def head(hub: RunningHub) -> int:
    return int(hub.rows("SELECT v FROM hub_counter WHERE name = 'seq'")[0][0])
