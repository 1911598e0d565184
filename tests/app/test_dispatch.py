"""The only door: judged, made durable, told, then sent; a batch in one piece, and back while it has not left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bus import Bus
from app.dispatch import Dispatch, Sent
from app.domain.case import Case
from app.domain.command import Actor
from app.domain.errors import Rejected
from app.paths import Profile
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, reply

ME = Actor("03", "o-li", "李", "duty_officer")


class Door:
    """A dispatch over a real store that counts how often the sync was woken."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(Profile(folder).make(), SetClock(NOW), Bus())
        self.store.writer.absorb(reply(*cases(3), cursor=3))
        self.woken = 0
        self.dispatch = Dispatch(self.store.reader, self.store.writer, SetClock(NOW), lambda: ME, self._wake)

    def _wake(self) -> None:
        self.woken += 1

    def case(self, case_id: str) -> Case:
        found = self.store.reader.case(case_id)
        assert found is not None
        return found


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path / "seat")
    yield made
    made.store.close()


def test_a_batch_answers_for_each_and_keeps_what_may_be(door: Door) -> None:
    door.dispatch.ask("case.accept", "c1")
    answers = door.dispatch.ask_batch("case.accept", ["c0", "c1", "nobody", "c2", "c0"], {}, 0.0)
    assert [isinstance(answer, Sent) for answer in answers] == [True, False, False, True]
    codes = [answer.code for answer in answers if isinstance(answer, Rejected)]
    assert codes == ["case.wrong_state", "case.unknown"]
    assert [door.case(f"c{number}").state for number in range(3)] == ["accepted"] * 3
    sent = [answer for answer in answers if isinstance(answer, Sent)]
    assert all(answer.command.expect == {"state": "reported"} for answer in sent)
    assert [answer.n for answer in sent] == [2, 3]
    assert door.woken == 2


def test_a_held_batch_is_shown_at_once_and_taken_back_exactly(door: Door) -> None:
    answers = door.dispatch.ask_batch("case.accept", ["c0", "c1"], {}, 8.0)
    sent = [answer for answer in answers if isinstance(answer, Sent)]
    assert [answer.n for answer in sent] == [0, 0]
    assert door.case("c0").state == "accepted"
    assert door.store.writer.outgoing("03", 10) == ()
    gone = door.dispatch.withdraw([answer.command.id for answer in sent])
    assert set(gone) == {answer.command.id for answer in sent}
    assert (door.case("c0").state, door.case("c1").state) == ("reported", "reported")
    assert door.store.reader.pending() == []
    again = door.dispatch.ask("case.accept", "c0")
    assert isinstance(again, Sent) and again.n == 1


def test_what_has_left_is_not_taken_back(door: Door) -> None:
    answer = door.dispatch.ask("case.accept", "c0")
    assert isinstance(answer, Sent)
    door.store.writer.outgoing("03", 10)
    assert door.dispatch.withdraw([answer.command.id]) == ()
    assert door.case("c0").state == "accepted"


def test_a_batch_of_nothing_wakes_nobody(door: Door) -> None:
    assert door.dispatch.ask_batch("case.accept", [], {}, 8.0) == []
    assert door.woken == 0


def test_a_batch_that_is_stopped_while_it_is_judged_leaves_nothing(door: Door) -> None:
    heard: list[int] = []

    def go_on(judged: int) -> bool:
        heard.append(judged)
        return judged < 2

    assert door.dispatch.ask_batch("case.accept", ["c0", "c1", "c2"], {}, 60.0, go_on) == []
    assert heard == [0, 1, 2]
    assert door.store.reader.pending() == [] and door.dispatch.held() == [] and door.woken == 0
    assert len(door.dispatch.ask_batch("case.accept", ["c0", "c1"], {}, 60.0, lambda _judged: True)) == 2
    assert [(batch.kind, len(batch.ids), batch.hold_s) for batch in door.dispatch.held()] == [("case.accept", 2, 60.0)]
