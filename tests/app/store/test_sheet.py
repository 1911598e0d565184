"""What the line leaves out because it is the usual lands as the usual, over whatever stood there."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.case import Case
from app.domain.records import to_row, usual_row
from app.hub.feed import block_columns
from app.protocol import Block, Reply
from app.store import CaseQuery, Store
from app.store.schema import table_columns
from app.store.sheet import lay_out
from tests.fakes.hub import cases
from tests.fakes.news import reply

MANY, FEW = 150, 3


def slim(nouns: list[Case], first_seq: int) -> Block:
    """The rows as the hub sends them: without the columns that say the usual in every row."""
    usual = usual_row("case")
    rows = [to_row(case) | {"seq": first_seq + i} for i, case in enumerate(nouns)]
    told = [n for n in block_columns("case") if n not in usual or any(row[n] != usual[n] for row in rows)]
    return Block("case", tuple(told), [[row[name] for name in told] for row in rows])


@pytest.mark.parametrize("count", [FEW, MANY])
def test_what_is_left_out_undoes_what_stood_there(store: Store, count: int) -> None:
    before = [replace(case, urges=3, reporter="甲") for case in cases(count)]
    store.writer.absorb(reply(*before))
    after = [replace(case, urges=0, reporter="") for case in before]
    news = slim(after, 10_000)
    assert "urges" not in news.columns and "reporter" not in news.columns
    last = reply(cursor=20_000)
    store.writer.absorb(Reply(epoch=last.epoch, cursor=last.cursor, now=last.now, changes=(news,)))
    page = store.reader.cases(CaseQuery(), limit=count)
    assert len(page.rows) == count
    assert {(row.urges, row.reporter) for row in page.rows} == {(0, "")}


@pytest.mark.parametrize("count", [FEW, MANY])
def test_a_column_nobody_here_knows_is_passed_over(count: int) -> None:
    names = ("id", "seq", "of_tomorrow", "state")
    sheet = lay_out("case", names, [[f"c{i}", i + 1, "?", "closed"] for i in range(count)])
    assert "of_tomorrow" not in sheet.names
    assert sheet.reader("state", "grade", "reported_at")(sheet.rows[0]) == ("closed", usual_row("case")["grade"], "")


def test_few_rows_are_written_under_all_columns_and_many_under_those_that_speak() -> None:
    rows: list[list[Any]] = [[f"c{i}", i + 1, "closed"] for i in range(MANY)]
    assert lay_out("case", ("id", "seq", "state"), rows[:FEW]).names == table_columns("case")
    assert lay_out("case", ("id", "seq", "state"), rows).names == ("id", "seq", "state")
