"""What the operator asks is on disk before it is shown; what the hub says lands in one piece."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bus import CommandSettled, RecordsChanged
from app.domain.errors import Rejected
from app.paths import Profile
from app.protocol import Receipt
from app.store import CaseQuery, Store
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import ask, reply


def applied(command: Any, ack_seq: int, n: int = 1) -> Receipt:
    return Receipt(command_id=command.id, n=n, outcome="applied", ack_seq=ack_seq)


def test_an_action_is_on_disk_and_on_the_screen_before_the_hub_has_heard_of_it(store: Store, profile: Profile) -> None:
    store.writer.absorb(reply(*cases(3)))
    command = ask("case.accept", "c1")
    assert store.writer.enqueue(command) == 1
    with sqlite3.connect(profile.outbox_db) as disk:
        assert disk.execute("SELECT id, n, state FROM intent").fetchall() == [(command.id, 1, "waiting")]
        assert disk.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    disk.close()
    shown = store.reader.case("c1")
    assert shown is not None
    assert (shown.state, shown.pending) == ("accepted", 1)
    steps = store.reader.steps("c1")
    assert [(step.action, step.waiting) for step in steps] == [("accept", True)]
    assert [item.command.id for item in store.reader.pending()] == [command.id]
    assert store.reader.link().pending == 1


def test_asking_twice_is_asking_once(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    command = ask("case.note", "c0", note="已联系")
    assert store.writer.enqueue(command) == store.writer.enqueue(command) == 1
    assert len(store.reader.pending()) == 1


def test_a_new_case_is_in_the_queue_at_once_under_its_own_id(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    store.writer.enqueue(ask("case.report", "new-1", description="曙光路积水", lon=120.2, lat=30.3))
    shown = {case.id: case for case in store.reader.cases(CaseQuery()).rows}
    assert shown["new-1"].pending == 1
    assert shown["new-1"].case_no == ""
    assert [hit.record.id for hit in store.reader.search("积水")] == ["new-1"]


def test_a_row_never_blinks_back_between_receipt_and_news(store: Store) -> None:
    before = cases(1)[0]
    store.writer.absorb(reply(before))
    command = ask("case.accept", "c0")
    store.writer.enqueue(command)
    # The receipt comes first; the news that carries the row is still on its way.
    store.writer.absorb(reply(cursor=1, receipts=[applied(command, ack_seq=5)]))
    shown = store.reader.case("c0")
    assert shown is not None and shown.state == "accepted"
    # Another seat's change of the same case arrives in between: both are seen.
    store.writer.absorb(reply(replace(before, urges=1), cursor=3))
    shown = store.reader.case("c0")
    assert shown is not None and (shown.state, shown.urges, shown.pending) == ("accepted", 1, 1)
    store.writer.absorb(reply(replace(before, urges=1, state="accepted", case_no="H1"), cursor=5))
    shown = store.reader.case("c0")
    assert shown is not None and (shown.state, shown.case_no, shown.pending) == ("accepted", "H1", 0)


def test_a_chain_of_own_operations_is_shown_in_order_over_the_hubs_row(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    store.writer.enqueue(ask("case.accept", "c0"))
    store.writer.enqueue(ask("case.note", "c0", note="等现场照片"))
    store.writer.enqueue(ask("case.claim", "c0"))
    shown = store.reader.case("c0")
    assert shown is not None and (shown.state, shown.claimed_by, shown.pending) == ("accepted", "01", 3)
    assert [step.action for step in store.reader.steps("c0")] == ["accept", "note", "claim"]


def test_a_refusal_gives_the_hubs_truth_back_and_stands_until_somebody_has_seen_it(
    store: Store, told: list[Any]
) -> None:
    store.writer.absorb(reply(*cases(1)))
    command = ask("case.accept", "c0")
    store.writer.enqueue(command)
    refused = Receipt(command_id=command.id, n=1, outcome="refused", code="role.forbidden", ack_seq=1)
    store.writer.absorb(reply(cursor=1, receipts=[refused]))
    shown = store.reader.case("c0")
    assert shown is not None and (shown.state, shown.pending, shown.trouble) == ("reported", 0, "role.forbidden")
    assert [(t.command.id, t.code) for t in store.reader.troubles()] == [(command.id, "role.forbidden")]
    assert [n.receipt.code for n in told if isinstance(n, CommandSettled)] == ["role.forbidden"]
    store.writer.look_at(command.id)
    assert store.reader.troubles() == []
    shown = store.reader.case("c0")
    assert shown is not None and shown.trouble == ""


def test_a_clash_shows_field_by_field_what_was_seen_found_and_asked(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    command = ask("case.accept", "c0", expect={"state": "reported"})
    store.writer.enqueue(command)
    clash = Receipt(
        command_id=command.id,
        n=1,
        outcome="conflict",
        code="case.changed",
        conflicts={"state": ("reported", "declined", "accepted")},
    )
    store.writer.absorb(reply(cursor=1, receipts=[clash]))
    trouble = store.reader.troubles()[0]
    assert (trouble.outcome, trouble.conflicts) == ("conflict", {"state": ("reported", "declined", "accepted")})
    assert store.reader.pending() == []


def test_the_same_reply_twice_and_receipts_out_of_order_change_nothing_more(store: Store, told: list[Any]) -> None:
    store.writer.absorb(reply(*cases(2)))
    first, second = ask("case.accept", "c0"), ask("case.accept", "c1")
    store.writer.enqueue(first)
    store.writer.enqueue(second)
    answer = reply(
        *(replace(case, state="accepted") for case in cases(2)),
        cursor=4,
        receipts=[applied(second, 4, n=2), applied(first, 3)],
    )
    store.writer.absorb(answer)
    store.writer.absorb(answer)
    assert len([n for n in told if isinstance(n, CommandSettled)]) == 2
    assert [case.state for case in store.reader.cases(CaseQuery()).rows] == ["accepted", "accepted"]
    # An older picture that was held up on the way does not undo a newer one, and the cursor never goes back.
    store.writer.absorb(reply(*cases(2)))
    assert [case.state for case in store.reader.cases(CaseQuery()).rows] == ["accepted", "accepted"]
    assert store.writer.position() == ("e1", 4)


def test_what_the_hub_takes_away_is_gone_from_every_list(store: Store) -> None:
    store.writer.absorb(reply(*cases(3)))
    store.writer.absorb(reply(cursor=4, gone={"case": ("c1",)}))
    assert {case.id for case in store.reader.cases(CaseQuery()).rows} == {"c0", "c2"}
    assert store.reader.search("文三路1号") == []
    assert [n.record.id for n in store.reader.near(120.1, 30.27, 100, ("case",))] == ["c0", "c2"]


def test_a_closed_case_leaves_the_open_queue_and_stays_in_the_history(store: Store) -> None:
    first = cases(1)[0]
    store.writer.absorb(reply(first))
    store.writer.absorb(reply(replace(first, state="closed", due_at=None), cursor=2))
    assert store.reader.cases(CaseQuery()).rows == ()
    assert [c.id for c in store.reader.cases(CaseQuery(scope="all", text="垃圾", order="new")).rows] == ["c0"]


def test_each_reader_hears_which_records_changed_after_they_can_be_read(store: Store, bus: Any) -> None:
    seen: list[tuple[str, str]] = []

    def look(notice: RecordsChanged) -> None:
        for case_id in notice.ids if notice.kind == "case" else ():
            case = store.reader.case(case_id)
            seen.append((case_id, case.state if case else "gone"))

    bus.subscribe(RecordsChanged, look)
    store.writer.absorb(reply(*cases(1)))
    store.writer.enqueue(ask("case.accept", "c0"))
    assert seen == [("c0", "reported"), ("c0", "accepted")]


def test_another_life_of_the_hub_is_refused_until_the_seat_has_begun_anew(store: Store) -> None:
    store.writer.absorb(reply(*cases(2)))
    done, waiting = ask("case.accept", "c0"), ask("case.accept", "c1")
    store.writer.enqueue(done)
    store.writer.enqueue(waiting)
    store.writer.absorb(reply(replace(cases(1)[0], state="accepted"), cursor=3, receipts=[applied(done, 3)]))
    with pytest.raises(Rejected, match=r"epoch\.changed"):
        store.writer.absorb(reply(*cases(2), epoch="e2"))
    store.writer.reset("01", "e2", last_n=0)
    assert store.writer.position() == ("e2", 0)
    assert [item.command.id for item in store.writer.outgoing("01", 10)] == [done.id, waiting.id]
    assert store.reader.case("c1") is not None, "old rows stay on the screen until new ones come"
    store.writer.absorb(reply(cases(2)[1], epoch="e2", cursor=1))
    assert {case.id for case in store.reader.cases(CaseQuery()).rows} == {"c1"}
    shown = store.reader.case("c1")
    assert shown is not None and shown.state == "accepted", "the waiting operation is still laid over it"


def test_commands_a_seat_counts_on_from_what_the_hub_remembers(store: Store) -> None:
    store.writer.absorb(reply(*cases(1)))
    for note in ("一", "二"):
        store.writer.enqueue(ask("case.note", "c0", note=note))
    store.writer.renumber("01", 57)
    assert [item.n for item in store.writer.outgoing("01", 10)] == [58, 59]
    assert store.writer.enqueue(ask("case.note", "c0", note="三")) == 60


def test_a_command_takes_the_number_under_which_the_hub_has_settled_it(store: Store) -> None:
    """The answer was lost, then the row was renumbered: the hub still knows the first command by its old number."""
    store.writer.absorb(reply(*cases(1)))
    first, second = ask("case.note", "c0", note="一"), ask("case.note", "c0", note="二")
    store.writer.enqueue(first)
    store.writer.enqueue(second)
    store.writer.renumber("01", 1)
    assert [item.n for item in store.writer.outgoing("01", 10)] == [2, 3]
    store.writer.absorb(reply(cursor=2, receipts=[applied(first, 2, n=1)]))
    assert [(item.n, item.command.id) for item in store.writer.outgoing("01", 10)] == [(2, second.id)]
    assert not store.writer.has_settled_from("01", 2)


def test_a_full_disk_promises_nothing(profile: Profile, clock: SetClock) -> None:
    """Real ENOSPC: the outbox may not grow beyond the pages it has."""
    store = Store.open(profile, clock)
    try:
        with store._outbox.write() as connection:  # the only way to shrink a disk without one
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(Rejected, match=r"outbox\.full"):
            for number in range(400):
                store.writer.enqueue(ask("case.note", f"c{number}", note="长" * 2_000))
        kept = store.reader.pending()
        assert [item.n for item in kept] == list(range(1, len(kept) + 1))
    finally:
        store.close()


_CHILD = """
import sys
from pathlib import Path
from app.paths import Profile
from app.store import Store
from app.domain.clock import SystemClock
from tests.fakes.news import ask
store = Store.open(Profile(Path(sys.argv[1])), SystemClock())
print("open", flush=True)
for line in sys.stdin:
    command = ask("case.note", "c0", note=line.strip())
    store.writer.enqueue(command)
    print(command.id, flush=True)
"""


def test_two_processes_never_share_a_profile_and_a_killed_one_lets_go(profile: Profile, clock: SetClock) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(profile.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        assert child.stdout.readline() == "open\n"
        with pytest.raises(Exception, match=f"in use by process {child.pid}") as refused:
            Store.open(profile, clock)
        assert getattr(refused.value, "code", "") == "profile.in_use"
        told = []
        for note in range(50):
            child.stdin.write(f"{note}\n")
            child.stdin.flush()
            told.append(child.stdout.readline().strip())
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()
    store = Store.open(profile, clock)
    try:
        assert [item.command.id for item in store.reader.pending()] == told
    finally:
        store.close()
