"""A bad night in short: kills, a full disk, jumping clocks, a restored hub, a line that loses, doubles and reorders.

Nothing is lost, doubled or out of order; and each fault that is built in on purpose is found, or this would prove
nothing. The long form is `hall bench faults`: the same rounds, a thousand of them.
"""

from pathlib import Path

import pytest

from app.bench.faults import controls, power
from app.bench.faults.night import night

_EVERYTHING = ("kill seat", "restore", "kill hub", "disk full", "clock", "kill both", "pull", "restore")


@pytest.mark.timeout(600)
def test_after_a_bad_night_every_saved_action_is_there_once_and_in_order(tmp_path: Path) -> None:
    verdict = night(tmp_path, 1, len(_EVERYTHING), acts=4, deeds=_EVERYTHING)
    assert verdict.is_clean, verdict
    assert verdict.rounds == len(_EVERYTHING)
    assert verdict.saved >= 60
    assert verdict.withdrawn > 0 and verdict.to_operator > 0, "batches were taken back, and some operations clashed"
    assert verdict.pruned > 0, "what the backups had was let go, and the restore behind it has missed none of it"


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("fault", "trace"),
    [("no_memory", "twice"), ("early_numbers", "diverged"), ("forgetful", "lost"), ("hasty", "lost")],
)
def test_control_each_fault_that_is_built_in_is_found(fault: str, trace: str) -> None:
    assert controls.found(fault, trace) > 0


@pytest.mark.timeout(600)
def test_control_a_hub_put_back_without_a_new_epoch_loses_what_a_seat_believes_done(tmp_path: Path) -> None:
    assert controls.lost_after_restore(tmp_path, renew=False) > 0


def test_when_the_power_goes_what_was_called_saved_is_there() -> None:
    taken = power.cut("full", 60)
    assert (taken.tried, taken.lost, taken.broken) == (60, 0, 0)


@pytest.mark.parametrize("how", ["normal", "off"])
def test_control_an_outbox_that_nobody_waits_for_loses_what_it_called_saved(how: str) -> None:
    taken = power.cut(how, 60)
    assert taken.lost + taken.broken > 0
