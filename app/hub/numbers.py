"""The numbers people read aloud, of cases and of letters: given in commit order, without gaps, at whichever hub."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import NoResultFound

from app.domain.case import Case
from app.domain.clock import HALL_ZONE
from app.domain.command import Command
from app.domain.letter import POWER_OF, Letter
from app.hub import feed
from app.hub.tables import counter

_FORMS = {
    "supervision": "督〔{year}〕{n}号",
    "urge": "催〔{year}〕{n}号",
    "conference": "会〔{year}〕{n}号",
    "minutes": "纪〔{year}〕{n}号",
}


def hold(connection: Connection, commands: Iterable[Command]) -> None:
    """Hold every book of numbers that these commands may need, in one order, until the transaction ends.

    Taken one by one as the commands come, two batches could each hold what the other waits for. SQLite has one writer
    at a time anyway.
    """
    if connection.dialect.name == "sqlite":
        return
    names = sorted({name for command in commands for name in _books(command)})
    for name in names:
        connection.execute(feed.insert_if_missing(connection, counter), {"name": name, "v": 0})
        connection.execute(select(counter.c.v).where(counter.c.name == name).with_for_update())


def numbered(connection: Connection, record: Any, command: Command, forms: Mapping[str, str]) -> Any:
    """Return the record with its number, where it is one that gets a number and has none yet.

    A case has the day and a serial; a letter what the ruleset's `letter_numbers` say, with {prefix}, {year} and {n}.
    """
    if isinstance(record, Case) and not record.case_no:
        serial = _next(connection, _case_book(command.at))
        return replace(record, case_no=f"{_day(command.at)}{serial:05d}")
    if isinstance(record, Letter) and not record.no:
        serial = _next(connection, _letter_book(record.kind, command.at))
        form = forms.get(record.kind) or "{prefix}" + _FORMS.get(record.kind, "〔{year}〕{n}号")
        return replace(record, no=_filled(form, forms.get("prefix", ""), _day(command.at)[:4], serial))
    return record


def _next(connection: Connection, book: str) -> int:
    try:
        return feed.next_numbers(connection, 1, book)
    except NoResultFound:  # a new book: a day, or a year, has begun
        connection.execute(feed.insert_if_missing(connection, counter), {"name": book, "v": 0})
        return feed.next_numbers(connection, 1, book)


def _filled(form: str, prefix: str, year: str, serial: int) -> str:
    """Plain replacement: a form is typed by people, and may hold any other brace."""
    return form.replace("{prefix}", prefix).replace("{year}", year).replace("{n}", str(serial))


def _books(command: Command) -> Iterable[str]:
    if command.kind == "case.report":
        yield _case_book(command.at)
    elif (command.noun == "case" and "letter" in command.args) or command.kind == "letter.issue":
        yield from (_letter_book(kind, command.at) for kind in POWER_OF)


def _case_book(at: datetime) -> str:
    return f"case.{_day(at)}"


def _letter_book(kind: str, at: datetime) -> str:
    return f"letter.{kind}.{_day(at)[:4]}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(HALL_ZONE):%Y%m%d}"
