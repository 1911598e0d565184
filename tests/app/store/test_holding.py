"""A batch may be taken back for some seconds: it is safe on disk, shown at once, and not sent; other cases go ahead."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.command import Command
from app.paths import Profile
from app.protocol import Receipt
from app.store import Store
from app.store.hold_clock import HoldClock
from app.store.holding import Hold
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, ask, reply


def numbers(store: Store) -> list[tuple[int, str]]:
    return [(item.n, item.command.target) for item in store.writer.outgoing("01", 100)]


def settle(store: Store, command: Command, outcome: str, n: int) -> None:
    receipt = Receipt(command_id=command.id, n=n, outcome=outcome, ack_seq=0, conflicts={"state": ("a", "b", "c")})
    store.writer.absorb(reply(cursor=50, receipts=[receipt]))


def test_a_held_batch_is_shown_at_once_and_not_sent_while_other_cases_go_ahead(store: Store) -> None:
    store.writer.absorb(reply(*cases(5)))
    batch = [ask("case.accept", f"c{i}") for i in range(3)]
    assert store.writer.enqueue_batch(batch, hold_s=60) == [0, 0, 0]
    shown = store.reader.case("c1")
    assert shown is not None and (shown.state, shown.pending, shown.held) == ("accepted", 1, True)
    assert [item.held for item in store.reader.pending()] == [True] * 3
    assert store.writer.enqueue(ask("case.note", "c4", note="别的案件")) == 1
    assert numbers(store) == [(1, "c4")]
    store.writer.release([command.id for command in batch])
    assert numbers(store) == [(1, "c4"), (2, "c0"), (3, "c1"), (4, "c2")]
    shown = store.reader.case("c1")
    assert shown is not None and (shown.pending, shown.held) == (1, False)


def test_a_hub_was_put_back_and_something_later_is_taken_back_before_it_has_answered(store: Store) -> None:
    """What it has forgotten is asked again in front of what has left already, and each keeps its number."""
    store.writer.absorb(reply(*cases(5)))
    forgotten, left, later, taken = (ask("case.note", f"c{i}", note="夜里") for i in range(4))
    for command in (forgotten, left):
        store.writer.enqueue(command)
    store.writer.outgoing("01", 100)
    settle(store, forgotten, "applied", 1)
    store.writer.enqueue(later)
    store.writer.reset("01", "e2", last_n=0)
    store.writer.enqueue(taken)
    assert set(store.writer.withdraw([taken.id])) == {taken.id}
    assert numbers(store) == [(1, "c0"), (2, "c1"), (3, "c2")]


def test_what_is_taken_back_is_gone_from_the_screen_and_never_sent(store: Store) -> None:
    store.writer.absorb(reply(*cases(5)))
    batch = [ask("case.accept", f"c{i}") for i in range(3)]
    store.writer.enqueue_batch(batch, hold_s=60)
    assert set(store.writer.withdraw([batch[0].id, batch[2].id])) == {batch[0].id, batch[2].id}
    store.writer.release([command.id for command in batch])
    assert numbers(store) == [(1, "c1")]
    case = store.reader.case("c0")
    assert case is not None and (case.state, case.pending) == ("reported", 0)
    assert store.reader.steps("c0") == []


def test_what_has_left_cannot_be_taken_back_and_what_has_not_leaves_no_gap(store: Store) -> None:
    store.writer.absorb(reply(*cases(5)))
    first, second, third = (ask("case.note", f"c{i}", note="记") for i in range(3))
    store.writer.enqueue(first)
    assert numbers(store) == [(1, "c0")]
    store.writer.enqueue_batch([second, third])
    assert store.writer.withdraw([first.id, second.id]) == (second.id,)
    assert numbers(store) == [(1, "c0"), (2, "c2")]
    assert store.writer.enqueue(ask("case.note", "c4", note="后")) == 3


def test_a_later_action_on_a_held_case_comes_behind_it_and_goes_on_when_it_is_taken_back(store: Store) -> None:
    store.writer.absorb(reply(*cases(3)))
    accept = ask("case.accept", "c0")
    store.writer.enqueue_batch([accept], hold_s=60)
    assert store.writer.enqueue(ask("case.note", "c0", note="在受理之后")) == 0
    assert store.writer.enqueue(ask("case.note", "c1", note="别处")) == 1
    assert [step.action for step in store.reader.steps("c0")] == ["accept", "note"]
    assert numbers(store) == [(1, "c1")]
    store.writer.withdraw([accept.id])
    assert numbers(store) == [(1, "c1"), (2, "c0")]
    assert [step.action for step in store.reader.steps("c0")] == ["note"]


def test_two_batches_on_one_case_leave_in_the_order_of_asking_whichever_time_ends_first(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    one, two = ask("case.accept", "c0"), ask("case.claim", "c0")
    store.writer.enqueue_batch([one], hold_s=60)
    store.writer.enqueue_batch([two], hold_s=30)
    store.writer.release([two.id])
    assert numbers(store) == []
    store.writer.release([one.id])
    sent = store.writer.outgoing("01", 10)
    assert [(item.n, item.command.kind) for item in sent] == [(1, "case.accept"), (2, "case.claim")]


def test_a_hold_ends_by_itself(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    store.writer.enqueue_batch([ask("case.accept", "c0")], hold_s=0.001)
    left = store.writer.next_release_s()
    assert left is not None and left < 1
    while not store.writer.has_outgoing("01"):
        pass
    assert numbers(store) == [(1, "c0")]
    assert store.writer.next_release_s() is None


def test_a_clock_that_is_set_neither_lengthens_nor_loses_a_hold() -> None:
    now, ticks = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), [100.0]
    holds = {
        "fresh": Hold(10.0, now + timedelta(seconds=10)),
        "set back a day": Hold(10.0, now + timedelta(days=1)),
        "set on a day": Hold(10.0, now - timedelta(days=1)),
    }
    clock = HoldClock(holds, now, lambda: ticks[0])
    assert clock.over() == ["set on a day"]
    ticks[0] += 10.0
    assert len(clock.over()) == 3


def test_a_console_that_begins_anew_finds_its_batches_and_tells_once_of_those_that_are_over(
    store: Store, profile: Profile, clock: SetClock
) -> None:
    store.writer.absorb(reply(*cases(9)))
    one, two = ([ask("case.accept", f"c{i}") for i in some] for some in (range(3), range(3, 5)))
    store.writer.enqueue_batch(one, hold_s=60)
    clock.go_on(seconds=40)
    store.writer.enqueue_batch(two, hold_s=60)
    store.writer.enqueue(ask("case.note", "c3", note="在后"))
    assert [batch.ids for batch in store.writer.held()] == [tuple(c.id for c in some) for some in (one, two)]
    store.close()
    clock.go_on(seconds=30)
    again = Store.open(profile, clock)
    try:
        held = again.writer.held()
        assert [(batch.kind, batch.ids, batch.hold_s) for batch in held] == [
            ("case.accept", tuple(c.id for c in two), 60)
        ]
        assert 25 < held[0].left_s <= 30
        assert [batch.ids for batch in again.writer.lapsed()] == [tuple(c.id for c in one)]
        assert again.writer.lapsed() == []
        assert again.writer.withdraw(held[0].ids) == held[0].ids and again.writer.held() == []
        assert sorted(target for _, target in numbers(again)) == ["c0", "c1", "c2", "c3"]
    finally:
        again.close()


def test_a_large_batch_is_let_go_in_pieces_and_in_order(store: Store) -> None:
    store.writer.absorb(reply(*cases(250)))
    store.writer.enqueue_batch([ask("case.accept", f"c{i}") for i in range(250)], hold_s=0.001)
    sent: list[tuple[int, str]] = []
    while len(sent) < 250:
        while not store.writer.has_outgoing("01"):
            pass
        sent = [(item.n, item.command.target) for item in store.writer.outgoing("01", 1_000)]
    assert sent == [(i + 1, f"c{i}") for i in range(250)]


_KILLED = """
import os, signal, sys
from pathlib import Path
from app.paths import Profile
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import ask, reply

store = Store.open(Profile(Path(sys.argv[1])), SetClock())
store.writer.absorb(reply(*cases(5)))
batch = [ask("case.accept", f"c{i}") for i in range(3)]
store.writer.enqueue(ask("case.note", "c4", note="一"))
store.writer.enqueue_batch(batch, hold_s=600)
store.writer.withdraw([batch[1].id])
if sys.argv[2] == "release":
    store.writer.release([batch[0].id, batch[2].id])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["held", "release"])
def test_kill_9_within_the_hold_neither_loses_nor_doubles_the_batch(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "seat"
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(folder), moment], cwd=Path(__file__).resolve().parents[3], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    store = Store.open(Profile(folder), SetClock())
    try:
        assert [item.command.target for item in store.reader.pending()] == ["c4", "c0", "c2"]
        held = [item.command.id for item in store.reader.pending() if item.held]
        assert len(held) == (2 if moment == "held" else 0)
        store.writer.release(held)
        assert numbers(store) == [(1, "c4"), (2, "c0"), (3, "c2")]
        assert store.reader.case("c1").state == "reported"  # type: ignore[union-attr]  # it is there
    finally:
        store.close()


def test_a_broken_outbox_is_read_again_without_what_was_taken_back(
    store: Store, profile: Profile, clock: SetClock
) -> None:
    store.writer.absorb(reply(*cases(40)))
    batch = [ask("case.note", f"c{i}", note="记" * 300) for i in range(40)]
    store.writer.enqueue_batch(batch, hold_s=600)
    store.writer.withdraw([command.id for command in batch[::2]])
    store.close()
    data = bytearray(profile.outbox_db.read_bytes())
    data[: len(data) // 3] = os.urandom(len(data) // 3)
    profile.outbox_db.write_bytes(data)
    again = Store.open(profile, clock)
    try:
        saved = {item.command.id for item in again.reader.pending()}
        assert saved and saved <= {command.id for command in batch[1::2]}
    finally:
        again.close()


def test_an_outbox_of_an_older_console_is_taken_over_as_it_is(store: Store, profile: Profile, clock: SetClock) -> None:
    command = ask("case.note", "c1", note="旧")
    store.writer.enqueue(command)
    store.close()
    with sqlite3.connect(profile.outbox_db) as old:
        old.execute("DROP TABLE hold")
        old.execute("PRAGMA user_version = 1")
    old.close()
    again = Store.open(profile, clock)
    try:
        assert [item.command.id for item in again.reader.pending()] == [command.id]
        assert again.notices == []
        again.writer.enqueue_batch([ask("case.note", "c2", note="新")], hold_s=60)
    finally:
        again.close()


def clash(store: Store) -> tuple[Command, list[Command]]:
    """A guarded operation that clashes, and what the operator asked behind it meanwhile."""
    store.writer.absorb(reply(*cases(3)))
    first = ask("case.accept", "c0", expect={"state": "reported"})
    behind = [ask("case.note", "c0", note="在后"), ask("case.claim", "c0")]
    other = ask("case.note", "c1", note="别处")
    for command in (first, *behind, other):
        store.writer.enqueue(command)
    assert numbers(store) == [(1, "c0")], "what follows a guarded operation on the same case does not leave with it"
    settle(store, first, "conflict", 1)
    return first, behind


def test_what_was_asked_behind_a_clash_waits_for_a_decision_and_other_cases_do_not(store: Store) -> None:
    first, behind = clash(store)
    assert numbers(store) == [(2, "c1")]
    trouble = store.reader.troubles()[0]
    assert [item.command.id for item in trouble.followers] == [command.id for command in behind]
    case = store.reader.case("c0")
    assert case is not None and (case.state, case.claimed_by, case.pending, case.trouble) == (
        "reported",
        "",
        2,
        "conflict",
    )
    store.writer.look_at(first.id)
    assert numbers(store) == [(2, "c1"), (3, "c0"), (4, "c0")]
    assert store.reader.troubles() == []


def test_asking_again_goes_ahead_of_what_waited_behind_the_clash(store: Store) -> None:
    first, behind = clash(store)
    again = replace(first, id="again", expect={"state": "verifying"})
    assert store.writer.enqueue(again) == 3
    store.writer.look_at(first.id)
    store.writer.outgoing("01", 100)
    settle(store, again, "applied", 3)
    order = [item.command.id for item in store.writer.outgoing("01", 100)]
    assert order[1:] == [command.id for command in behind]


def test_what_waited_behind_a_clash_can_be_given_up_with_it(store: Store) -> None:
    first, _ = clash(store)
    store.writer.look_at(first.id, drop_followers=True)
    assert numbers(store) == [(2, "c1")]
    assert [item.command.target for item in store.reader.pending()] == ["c1"]
    assert store.writer.enqueue(ask("case.note", "c2", note="后")) == 3


def test_a_long_chain_behind_a_guarded_operation_is_sent_in_order(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    chain: list[Any] = [ask("case.accept", "c0", expect={"state": "reported"}), ask("case.note", "c0", note="一")]
    for command in chain:
        store.writer.enqueue(command)
    assert [item.command.id for item in store.writer.outgoing("01", 10)] == [chain[0].id]
    settle(store, chain[0], "applied", 1)
    assert [item.command.id for item in store.writer.outgoing("01", 10)] == [chain[1].id]
    assert json.dumps(chain[1].args) and chain[1].at == NOW
