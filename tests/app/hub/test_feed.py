"""The feed under many writers: nothing a seat polls past is missed, and a naive sequence shows why that matters."""

import threading
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app.domain.unit import Unit
from app.hub import feed
from app.hub.connection import Database
from app.hub.schema import open_database

WRITERS, EACH = 8, 12


def unit(name: str, **more: Any) -> Unit:
    return Unit(id=name, code=name, name=name, **more)


class Poller(threading.Thread):
    """Follows a feed as a seat does, until told that no more will come."""

    def __init__(self, database: Database) -> None:
        super().__init__(name="poller")
        self.database, self.finished = database, threading.Event()
        self.seen: dict[str, int] = {}
        self.numbers: list[int] = []

    def run(self) -> None:
        cursor = 0
        while True:
            last_round = self.finished.is_set()
            with self.database.read() as connection:
                page = feed.page(connection, cursor, 50)
            for block in page.blocks:
                for row in block.rows:
                    self.seen[row[0]] = row[1]
                    self.numbers.append(row[1])
            if page.cursor == cursor and last_round:
                return
            cursor = page.cursor


def test_eight_writers_and_a_poller_miss_nothing_and_leave_no_gap(database: Database) -> None:
    poller = Poller(database)
    poller.start()

    def write(hand: int) -> None:
        for turn in range(EACH):
            with database.write() as connection:
                feed.write(connection, [unit(f"{hand}-{turn}"), unit(f"{hand}-{turn}-b")])

    hands = [threading.Thread(target=write, args=(hand,)) for hand in range(WRITERS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    poller.finished.set()
    poller.join()
    assert len(poller.seen) == WRITERS * EACH * 2
    assert sorted(poller.numbers) == list(range(1, WRITERS * EACH * 2 + 1))


def test_the_later_number_cannot_be_committed_first_but_a_naive_sequence_loses_a_change(postgres: Any) -> None:
    """Two transactions, the second wants to commit first: with a sequence the poller walks past the first for good."""
    url = postgres.database()
    database = open_database(url)
    dsn = postgres.dsn(url.rsplit("/", 1)[1])
    with psycopg.connect(dsn, autocommit=True) as plain:
        plain.execute("create table naive(seq bigserial primary key, name text)")
    lost = _naive_interleaving(dsn)
    assert lost == ["first"]

    committed = threading.Event()
    with database._writer.connect() as early:  # the same interleaving through the hub's own numbers
        early.begin()
        feed.write(early, [unit("first")])

        def late() -> None:
            with database.write() as connection:
                feed.write(connection, [unit("second")])
            committed.set()

        hand = threading.Thread(target=late)
        hand.start()
        _until_somebody_waits(dsn)
        assert not committed.is_set()
        with database.read() as connection:
            before = feed.page(connection, 0, 10)
        assert before.cursor == 0
        early.commit()
        hand.join()
    with database.read() as connection:
        after = feed.page(connection, before.cursor, 10)
    assert [row[0] for block in after.blocks for row in block.rows] == ["first", "second"]
    database.close()


def _naive_interleaving(dsn: str) -> list[str]:
    """Return the changes that a poller of a plain sequence never sees."""
    with psycopg.connect(dsn) as early, psycopg.connect(dsn) as late, psycopg.connect(dsn, autocommit=True) as poll:
        early.execute("insert into naive(name) values ('first')")
        late.execute("insert into naive(name) values ('second')")
        late.commit()
        seen = poll.execute("select seq, name from naive where seq > 0 order by seq").fetchall()
        cursor = seen[-1][0]
        early.commit()
        seen += poll.execute("select seq, name from naive where seq > %s order by seq", (cursor,)).fetchall()
        every = poll.execute("select name from naive").fetchall()
    return sorted({name for (name,) in every} - {name for _, name in seen})


def _until_somebody_waits(dsn: str) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    with psycopg.connect(dsn, autocommit=True) as watch:
        for _ in range(2_000):
            found = watch.execute(waiting).fetchone()
            if found and found[0]:
                return
            watch.execute("select pg_sleep(0.005)")
    pytest.fail("nobody waited for the change number")


def test_a_record_that_changed_five_times_travels_once_in_its_last_state(database: Database) -> None:
    for turn in range(5):
        with database.write() as connection:
            feed.write(connection, [unit("u", phone=str(turn))])
    with database.read() as connection:
        page = feed.page(connection, 0, 100)
    (block,) = page.blocks
    assert [dict(zip(block.columns, row, strict=True))["phone"] for row in block.rows] == ["4"]
    assert page.cursor == 5 and block.columns[:2] == ("id", "seq")


def test_what_is_taken_away_leaves_a_tombstone_and_may_come_back(database: Database) -> None:
    with database.write() as connection:
        feed.write(connection, [unit("u")])
    with database.write() as connection:
        assert feed.remove(connection, "unit", ["u", "never was"]) == 1
    with database.read() as connection:
        page = feed.page(connection, 1, 10)
    assert page.blocks[0].gone == ("u",) and page.blocks[0].rows == ()
    with database.write() as connection:
        feed.write(connection, [unit("u", phone="1")])
    with database.read() as connection:
        page = feed.page(connection, 2, 10)
    assert page.blocks[0].gone == () and page.blocks[0].rows[0][0] == "u"


def test_the_database_grows_with_the_domain(database_url: str) -> None:
    open_database(database_url).close()
    plain = Database(database_url)
    with plain.write() as connection:
        connection.execute(text("alter table unit drop column phone"))
        connection.execute(text("drop table phrase"))
    plain.close()
    again = open_database(database_url)
    with again.write() as connection:
        assert feed.write(connection, [unit("u", phone="12345")])
    with again.read() as connection:
        assert connection.execute(text("select count(*) from phrase")).scalar_one() == 0
    again.close()
