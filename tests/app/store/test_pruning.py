"""The outbox lets go of what the hub's verified backups have had long enough, and of nothing that is still open."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.bus import Notice
from app.domain.command import Command
from app.domain.rules import Ruleset
from app.paths import Profile
from app.protocol import Receipt
from app.store import Store
from app.store.copies import keep_copy
from app.store.pruning import Backed, with_places
from tests.fakes.clock import SetClock
from tests.fakes.hub import cases
from tests.fakes.news import NOW, ask, reply

DAYS = Ruleset(id="default", outbox_days=30.0)


def settled(commands: list[Command], outcome: str = "applied", first: int = 1) -> list[Receipt]:
    return [
        Receipt(command_id=c.id, n=n, outcome=outcome, ack_seq=100 + n) for n, c in enumerate(commands, start=first)
    ]


def kept(profile: Profile) -> set[str]:
    with sqlite3.connect(profile.outbox_db) as outbox:
        found = {row[0] for row in outbox.execute("SELECT id FROM intent")}
    outbox.close()
    return found


def hear(store: Store, days: float, backed_up: int = 0, *receipts: Receipt) -> None:
    """The hub answers seat 01 so many days later."""
    answer = reply(cursor=500, receipts=receipts)
    store.writer.absorb(replace(answer, now=NOW + timedelta(days=days), backed_up=backed_up), "01")


def a_week(store: Store) -> list[Command]:
    """Twenty notes, done by the hub; the cache knows the city's rule of thirty days."""
    store.writer.absorb(reply(DAYS, *cases(20)))
    asked = [ask("case.note", f"c{i}", note="记" * 50) for i in range(20)]
    store.writer.enqueue_batch(asked)
    hear(store, 0, 0, *settled(asked))
    return asked


def test_what_a_verified_backup_has_had_for_thirty_days_goes_and_the_last_stays(store: Store, profile: Profile) -> None:
    asked = a_week(store)
    assert store.writer.prune() == 0, "no backup, nothing goes, however old it is"
    hear(store, 40)
    assert store.writer.prune() == 0
    hear(store, 41, 12)
    hear(store, 70, 20)
    assert store.writer.prune() == 0, "the backup is younger than thirty days"
    hear(store, 71.5, 20)
    assert store.writer.prune() == 12, "the first backup had twelve of them"
    hear(store, 101, 20)
    assert store.writer.prune() == 7
    assert kept(profile) == {asked[-1].id}
    assert store.writer.enqueue(ask("case.note", "c1", note="又记")) == 21, "the seat's numbers go on"
    hear(store, 300, 21)
    assert store.writer.prune() == 0


def test_a_seat_knows_what_of_its_work_no_backup_has_and_since_when(store: Store) -> None:
    assert store.reader.backed() == Backed()
    a_week(store)
    before = store.reader.backed()
    assert before.bare == 20 and before.since is not None and before.at is None
    hear(store, 2, 12)
    assert (store.reader.backed().bare, store.reader.backed().at) == (8, NOW + timedelta(days=2))
    hear(store, 3, 20)
    assert store.reader.backed() == Backed(0, None, NOW + timedelta(days=3))


def test_what_is_unsent_held_behind_a_clash_or_unread_stays_for_ever(store: Store, profile: Profile) -> None:
    store.writer.absorb(reply(DAYS, *cases(20)))
    refused, looked_at, clash, done, last = asked = [ask("case.note", f"c{i}", note="记") for i in range(5)]
    store.writer.enqueue_batch(asked)
    store.writer.outgoing("01", 10)
    behind = ask("case.note", "c2", note="跟着")
    store.writer.enqueue(behind)
    hear(store, 0, 0, *settled(asked[:2], "refused"), *settled([clash], "conflict", 3), *settled(asked[3:], first=4))
    store.writer.look_at(looked_at.id)
    held, unsent = ask("case.note", "c7", note="等"), ask("case.note", "c8", note="未发")
    store.writer.enqueue_batch([held], hold_s=8.0)
    store.writer.enqueue(unsent)
    photo = ask("media.add", "p1", owner_kind="case", owner_id="c9", mime="image/jpeg", size=3, sha256="0" * 64)
    store.writer.enqueue(photo)
    hear(store, 1, 0, *settled([photo], first=7))
    hear(store, 2, 7)
    hear(store, 400, 7)
    assert store.writer.prune() == 3
    assert kept(profile) == {c.id for c in (refused, clash, behind, held, unsent, photo)}, (done.id, last.id)
    store.writer.uploaded("p1")
    later = ask("case.note", "c9", note="后来")
    store.writer.enqueue(later)
    store.writer.outgoing("01", 10)
    hear(store, 401, 8, *settled([later], first=8))
    hear(store, 500, 8)
    assert store.writer.prune() == 0, "a backup of the database has not the picture's bytes"


def test_a_picture_that_is_behind_keeps_what_it_does_not_show_yet(store: Store, profile: Profile) -> None:
    asked = a_week(store)
    hear(store, 0, 20)
    store.writer.reset("01", "e2", 20)
    store.writer.absorb(
        replace(reply(cursor=110, epoch="e2", more=True), now=NOW + timedelta(days=90), backed_up=20), "01"
    )
    store.writer.absorb(replace(reply(cursor=110, epoch="e2", more=True), now=NOW + timedelta(days=130)), "01")
    assert store.writer.prune() == 10
    assert kept(profile) == {c.id for c in asked[10:]}


def test_a_backup_older_than_the_rules_expect_is_told(store: Store, told: list[Any]) -> None:
    a_week(store)
    hear(store, 1, 15)
    hear(store, 40, 15)
    assert store.writer.prune() == 15
    store.writer.reset("01", "e2", 15)
    assert not [n for n in told if isinstance(n, Notice)], "every backup that may be put back has them"
    assert [item.n for item in store.reader.pending()] == [16, 17, 18, 19, 20], "the others are asked once more"
    store.writer.reset("01", "e3", 9)
    notice = next(n for n in told if isinstance(n, Notice))
    assert (notice.code, notice.facts) == ("outbox.too_old_backup", {"missed": 6})


@pytest.mark.parametrize("hurt", ["index", "head"])
def test_damage_names_nothing_as_lost_that_was_let_go(profile: Profile, clock: SetClock, hurt: str) -> None:
    """Where the file still knows what it let go, an old copy brings none of it back; else it comes back as done."""
    store = Store.open(profile, clock)
    asked = a_week(store)
    keep_copy(profile.outbox_db, clock.now())
    hear(store, 1, 15)
    hear(store, 40, 15)
    assert store.writer.prune() == 15
    late = ask("case.note", "c3", note="未发")
    store.writer.enqueue(late)
    store.close()
    with sqlite3.connect(profile.outbox_db) as outbox:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_intent_1'"
        page = outbox.execute(sql).fetchone()[0]
    outbox.close()
    with profile.outbox_db.open("r+b") as file:
        file.seek((page - 1) * 4_096 if hurt == "index" else 0)
        file.write(bytes(100))
    again = Store.open(profile, clock)
    recovered = next(n for n in again.notices if n.code == "outbox.recovered")
    assert kept(profile) == {late.id, *(c.id for c in asked[15 if hurt == "index" else 0 :])}
    assert recovered.facts["lost"] == []
    assert [item.command.id for item in again.reader.pending()] == [late.id]
    again.close()


def test_ranges_of_what_is_gone_join() -> None:
    assert with_places([(1, 3), (7, 7)], [5, 4, 9, 8]) == [(1, 5), (7, 9)]
    assert with_places([], []) == []
