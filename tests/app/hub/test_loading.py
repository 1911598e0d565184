"""Bulk loading: many rows in one go, numbered without a gap, and nothing twice."""

from dataclasses import replace

from app.domain.book_change import BookChange, unlisted
from app.domain.case import Case
from app.domain.clock import SystemClock
from app.domain.command import Actor
from app.domain.matter import Matter
from app.domain.records import from_row
from app.hub import epoch, feed, history
from app.hub.connection import Database
from app.hub.history import Load
from app.hub.loading import load
from app.hub.tables import RECORDS


def cases(count: int) -> list[Case]:
    now = SystemClock().now()
    return [Case(id=f"c{i:06d}", case_no=str(i), description="占道经营\t\\N\n", reported_at=now) for i in range(count)]


def test_a_load_numbers_every_row_once_and_repeats_nothing(database: Database) -> None:
    made = cases(3_000)
    assert load(database, "case", iter(made)) == 3_000
    assert load(database, "case", made) == 0
    made[5] = replace(made[5], description="已改")
    assert load(database, "case", [*made, made[5]]) == 1
    with database.read() as connection:
        assert epoch.head(connection) == 3_001
        page = feed.page(connection, 2_998, 10)
    told = [row[:2] for block in page.blocks for row in block.rows]
    assert told == [("c002998", 2_999), ("c002999", 3_000), ("c000005", 3_001)]
    text = dict(zip(page.blocks[0].columns, page.blocks[0].rows[0], strict=True))["description"]
    assert text == "占道经营\t\\N\n"


def test_of_two_rows_with_one_id_the_last_wins(database: Database) -> None:
    assert load(database, "case", [Case(id="c", description="甲"), Case(id="c", description="乙")]) == 1
    with database.read() as connection:
        (block,) = feed.page(connection, 0, 10).blocks
    assert dict(zip(block.columns, block.rows[0], strict=True))["description"] == "乙"


def test_a_load_brings_back_what_was_taken_away(database: Database) -> None:
    load(database, "case", cases(2))
    with database.write() as connection:
        feed.remove(connection, "case", ["c000000"])
    assert load(database, "case", cases(1)) == 1
    with database.read() as connection:
        (block,) = feed.page(connection, 3, 10).blocks
    assert block.rows[0][0] == "c000000" and block.gone == ()


def matters(count: int, **more: float) -> list[Matter]:
    words = {"kind": "event", "big_code": "01", "small_code": "02", "big_name": "市容环境"}
    return [Matter(id=f"event-{i:05d}", name=f"事项{i}", **words, **more) for i in range(count)]  # type: ignore[arg-type]


def told(database: Database) -> tuple[dict[str, BookChange], list[BookChange]]:
    """The history: lines by entry, and the lines of whole loads."""
    table = RECORDS["book_change"]
    with database.read() as connection:
        found = [from_row("book_change", row._asdict()) for row in connection.execute(table.select())]
    return {line.entry_id: line for line in found if line.entry_id}, [line for line in found if not line.entry_id]


def test_a_load_of_a_book_stands_in_its_history_with_old_and_new(database: Database) -> None:
    by, now = Actor("import", "op-1", "管理员", "sys_admin"), SystemClock().now()
    assert load(database, "matter", matters(3, limit_value=5.0)) == 3
    assert told(database) == ({}, []), "what nobody has loaded, such as a hall set up anew, has no history"
    again = [*matters(2, limit_value=7.0), *matters(4, limit_value=5.0)[2:]]
    assert load(database, "matter", again, Load(by, now, "事项.xlsx")) == 3
    lines, (whole,) = told(database)
    assert lines.keys() == {"event-00000", "event-00001", "event-00003"}
    changed, new = lines["event-00001"], lines["event-00003"]
    assert changed.values["limit_value"] == [5.0, 7.0] and changed.values["@file"] == [None, "事项.xlsx"]
    assert new.values["name"] == [None, "事项3"] and (new.operator, new.seat) == ("管理员", "import")
    assert (whole.values["@new"], whole.values["@changed"], unlisted(whole)) == ([None, 1], [None, 2], 0)
    assert load(database, "matter", again, Load(by, now, "事项.xlsx")) == 0
    assert len(told(database)[1]) == 1, "a load that changes nothing says nothing"


def test_a_large_load_is_told_as_a_whole_and_sends_no_flood(database: Database) -> None:
    one = Load(Actor("import", "op-1", "管理员", "sys_admin"), SystemClock().now(), "大表.xlsx", "the same load")
    made = matters(history.LISTED + 500)
    for part in (made[:800], made[800:]):
        assert load(database, "matter", iter(part), one) == len(part)
    lines, (whole,) = told(database)
    assert len(lines) == history.LISTED and unlisted(whole) == 500
    other = replace(one, by=replace(one.by, operator_id="op-2"))
    assert load(database, "matter", matters(1, limit_value=9.0), other) == 1
    assert len(told(database)[1]) == 2, "nobody counts on in another's load"
