"""Announcements between hubs: each hears the others, nobody hears himself, and a cut line is taken up again."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from app.hub.announcer import CHANNEL, Announcer, ForeignEar, Topic
from app.hub.connection import Database

DEADLINE_S = 30.0
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Listening:
    """One hub's announcer with its ear, and what was heard."""

    def __init__(self, database: Database) -> None:
        self.database, self.announcer = database, Announcer(database)
        self.heard: queue.Queue[tuple[Topic, str]] = queue.Queue()
        for topic in Topic:
            self.announcer.listen(self._keeper(topic), topic)
        self.ear = ForeignEar(database, self.announcer)

    def _keeper(self, topic: Topic) -> Any:
        return lambda news: self.heard.put((topic, news))

    def say(self, topic: Topic, news: str = "") -> None:
        with self.database.write() as connection:
            self.announcer.notify(connection, topic, news)

    def next(self) -> tuple[Topic, str]:
        return self.heard.get(timeout=DEADLINE_S)

    def until_listening(self) -> None:
        assert [self.next(), self.next()] == [(Topic.CHANGE, ""), (Topic.SESSION, "")]


@contextmanager
def listening(database: Database) -> Iterator[Listening]:
    hub = Listening(database)
    hub.ear.start()
    try:
        hub.until_listening()
        yield hub
    finally:
        hub.ear.stop()


def test_the_others_hear_each_topic_with_its_news_and_nobody_hears_himself(database: Database) -> None:
    with listening(database) as one, listening(database) as two:
        one.say(Topic.WATCHING, '["01","王某 ‮","c 1"]')
        two.say(Topic.CHANGE)
        one.say(Topic.SESSION)
        assert [two.next(), two.next()] == [(Topic.WATCHING, '["01","王某 ‮","c 1"]'), (Topic.SESSION, "")]
        assert one.next() == (Topic.CHANGE, "")
        assert one.heard.empty() and two.heard.empty()


def test_what_is_rolled_back_is_never_heard(database: Database) -> None:
    with listening(database) as one, listening(database) as two:
        with pytest.raises(RuntimeError), database.write() as connection:
            one.announcer.notify(connection, Topic.WATCHING, "gone")
            raise RuntimeError("rolled back")
        one.say(Topic.WATCHING, "stays")
        assert two.next() == (Topic.WATCHING, "stays")


def test_nonsense_on_the_channel_is_passed_over(database: Database) -> None:
    with listening(database) as one, listening(database) as two:
        for nonsense in ("", "x", "x y", "x dance now", "' ; --"):
            with database.write() as connection:
                connection.execute(text("select pg_notify(:c, :t)"), {"c": CHANNEL, "t": nonsense})
        one.say(Topic.CHANGE)
        assert two.next() == (Topic.CHANGE, "")


def test_an_ear_that_was_cut_off_listens_again_and_says_that_it_may_have_missed_something(database: Database) -> None:
    with listening(database) as one, listening(database) as two:
        with database.write() as connection:
            cut = "select pg_terminate_backend(pid) from pg_stat_activity where query = :q and pid <> pg_backend_pid()"
            assert len(connection.execute(text(cut), {"q": f"listen {CHANNEL}"}).all()) >= 2
        two.until_listening()
        one.until_listening()
        one.say(Topic.WATCHING, "again")
        assert two.next() == (Topic.WATCHING, "again")
