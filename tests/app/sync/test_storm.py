"""A bad night in short: kills, a full disk, jumping clocks, a restored hub, a line that loses, doubles and reorders.

Nothing is lost, doubled or out of order; and the same night finds each fault that is built in on purpose, or this test
would prove nothing. The long form is `python -m tests.fakes.storm --rounds 1000`.
"""

from pathlib import Path

import pytest

from tests.fakes.storm import FAULTS, storm

_EVERYTHING = ("kill seat", "restore", "kill hub", "disk full", "clock", "kill both", "pull", "restore")


def test_after_a_bad_night_every_saved_action_is_there_once_and_in_order(tmp_path: Path) -> None:
    verdict = storm(tmp_path, 1, len(_EVERYTHING), acts=4, deeds=_EVERYTHING)
    assert verdict.is_clean, verdict
    assert verdict.rounds == len(_EVERYTHING)
    assert verdict.saved >= 60
    assert verdict.withdrawn > 0 and verdict.to_operator > 0, "batches were taken back, and some operations clashed"


@pytest.mark.parametrize("fault", FAULTS)
def test_control_each_fault_that_is_built_in_is_found(tmp_path: Path, fault: str) -> None:
    verdict = storm(tmp_path, 5, 20, seats=2, acts=5, fault=fault)
    assert not verdict.is_clean, verdict
