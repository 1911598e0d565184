"""Who may sit down: at a real hub, and without one."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.clock import SystemClock
from app.domain.errors import Rejected, Unavailable
from app.paths import Profile
from app.shell.gate import KNOWN_FOR, Attempt, Gate
from app.sync import HttpHub
from tests.fakes.hub import PASSWORD, RunningHub


class LaterClock(SystemClock):
    """The machine's clock, put forward by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self):  # type: ignore[no-untyped-def]
        return super().now() + self.ahead


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    running = RunningHub(tmp_path / "hub")
    running.start()
    running.add_operator("duty01", "值班员甲")
    yield running
    running.stop()


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
def gate(tmp_path: Path, clock: LaterClock) -> Gate:
    return Gate(HttpHub, Profile(tmp_path / "seat").make(), clock)


def attempt(hub: RunningHub, password: str = PASSWORD, takeover: bool = False) -> Attempt:
    return Attempt(hub.url, "12", "duty01", password, takeover)


def test_an_operator_signs_in_and_later_sits_down_without_the_hub(hub: RunningHub, gate: Gate) -> None:
    session = gate.sign_in(attempt(hub))
    assert (session.actor.seat, session.actor.name) == ("12", "值班员甲")
    hub.stop()
    with pytest.raises(Unavailable):
        gate.sign_in(attempt(hub))
    offline = gate.sign_in_offline(attempt(hub))
    assert offline.actor == session.actor
    assert offline.token == ""
    assert gate.last() == ("12", "duty01")


def test_offline_the_password_is_still_asked_for(hub: RunningHub, gate: Gate) -> None:
    gate.sign_in(attempt(hub))
    with pytest.raises(Rejected) as no:
        gate.sign_in_offline(attempt(hub, "wrong"))
    assert no.value.code == "sign_in.wrong"


def test_a_stranger_cannot_sit_down_offline(hub: RunningHub, gate: Gate) -> None:
    assert not gate.knows_anybody()
    with pytest.raises(Rejected) as no:
        gate.sign_in_offline(attempt(hub))
    assert no.value.code == "sign_in.never_here"


def test_an_old_acquaintance_must_show_up_at_the_hub_again(hub: RunningHub, gate: Gate, clock: LaterClock) -> None:
    gate.sign_in(attempt(hub))
    clock.ahead = KNOWN_FOR + timedelta(hours=1)
    with pytest.raises(Rejected) as no:
        gate.sign_in_offline(attempt(hub))
    assert no.value.code == "sign_in.too_long_ago"


def test_the_lock_opens_with_the_same_password_only(hub: RunningHub, gate: Gate) -> None:
    gate.sign_in(attempt(hub))
    gate.check(attempt(hub))
    with pytest.raises(Rejected):
        gate.check(attempt(hub, "wrong"))


def test_what_is_remembered_holds_no_password_and_is_closed_to_others(
    hub: RunningHub, gate: Gate, tmp_path: Path
) -> None:
    gate.sign_in(attempt(hub))
    file = tmp_path / "seat" / "operators.json"
    assert PASSWORD not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_second_person_at_the_same_seat_is_told_who_sits_there_and_can_take_over(
    hub: RunningHub, gate: Gate, tmp_path: Path, clock: LaterClock
) -> None:
    hub.add_operator("duty02", "值班员乙")
    gate.sign_in(attempt(hub))
    other = Gate(HttpHub, Profile(tmp_path / "other").make(), clock)
    second = Attempt(hub.url, "12", "duty02", PASSWORD)
    with pytest.raises(Rejected) as no:
        other.sign_in(second)
    assert no.value.code == "seat.taken"
    assert no.value.facts["operator"] == "值班员甲"
    assert other.sign_in(Attempt(hub.url, "12", "duty02", PASSWORD, takeover=True)).actor.name == "值班员乙"
