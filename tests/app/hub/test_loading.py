"""Bulk loading: many rows in one go, numbered without a gap, and nothing twice."""

from dataclasses import replace

from app.domain.case import Case
from app.domain.clock import SystemClock
from app.hub import epoch, feed
from app.hub.connection import Database
from app.hub.loading import load


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
