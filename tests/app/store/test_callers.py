"""Who has called before: by number, however it was written down, from an index alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.store import Store
from app.store.kin import _written
from tests.fakes.hub import cases
from tests.fakes.news import NOW, reply


@pytest.mark.parametrize("asked", ["13800005678", "138 0000 5678", "138-0000-5678"])
def test_a_caller_is_known_however_the_number_was_written(store: Store, asked: str) -> None:
    base = replace(cases(1)[0], reported_at=NOW)
    store.writer.absorb(
        reply(
            replace(base, id="whole", reporter_phone="13800005678"),
            replace(base, id="cut", reporter_phone="138 0000 5678", reported_at=NOW - timedelta(days=300)),
            replace(base, id="abroad", reporter_phone="+8613800005678", state="closed", reported_at=NOW - timedelta(1)),
            replace(base, id="other", reporter_phone="13800005679"),
            replace(base, id="silent", reporter_phone=""),
        )
    )
    assert [row.id for row in store.reader.calls_of(asked)] == ["whole", "abroad", "cut"]
    assert [row.id for row in store.reader.calls_of(asked, limit=1)] == ["whole"]


@pytest.mark.parametrize("asked", ["", "123456", "无", "' OR 1=1 --"])
def test_what_is_no_number_names_nobody(store: Store, asked: str) -> None:
    store.writer.absorb(reply(replace(cases(1)[0], reporter_phone="")))
    assert store.reader.calls_of(asked) == []


def test_a_landline_has_its_hyphen_after_the_area_code() -> None:
    assert {"0911-1234567", "09111234567"} <= set(_written("09111234567"))


def test_the_question_is_answered_from_the_index(store: Store) -> None:
    store.writer.absorb(reply(cases(1)[0]))
    sql = (
        'EXPLAIN QUERY PLAN SELECT id FROM "case" c WHERE c.reporter_phone IN (SELECT value FROM json_each(\'["1"]\')) '
        "AND c.reporter_phone <> '' ORDER BY c.reported_at DESC, c.id LIMIT 10"
    )
    with store.reader._cache.read() as connection:
        plan = " ".join(str(row[3]) for row in connection.execute(sql))
    assert "case_phone" in plan
