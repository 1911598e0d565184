"""Cells as other systems leave them, and what the hall makes of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Rejected
from app.domain.geo import distance_m, wgs84_to_bd09, wgs84_to_gcj02
from app.imports.moments import moment
from app.imports.positions import position
from app.imports.values import flag, number, text

SHANGHAI, BOSTON = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("cell", "order", "want"),
    [
        ("2024年5月3日 14:05", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("2024/5/3 14:05:09", "ymd", datetime(2024, 5, 3, 6, 5, 9, tzinfo=UTC)),
        ("2024.05.03", "ymd", datetime(2024, 5, 2, 16, tzinfo=UTC)),
        ("2024-05-03T14:05:00+08:00", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("2024-05-03T06:05:00Z", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("2024-05-03 14:05:00.250", "ymd", datetime(2024, 5, 3, 6, 5, 0, 250_000, tzinfo=UTC)),
        ("20240503140500", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("1714716300", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("1714716300000", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("45415.5", "ymd", datetime(2024, 5, 3, 4, tzinfo=UTC)),
        ("2024-5-3 下午 2:05", "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("5/3/2024 2:05 PM", "mdy", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        ("3/5/2024 14:05", "dmy", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        (datetime(2024, 5, 3, 14, 5), "ymd", datetime(2024, 5, 3, 6, 5, tzinfo=UTC)),
        (date(2024, 5, 3), "ymd", datetime(2024, 5, 2, 16, tzinfo=UTC)),
        ("null", "ymd", None),
        ("", "ymd", None),
    ],
)
def test_dates_of_many_systems_mean_one_moment(cell: object, order: str, want: datetime | None) -> None:
    assert moment(cell, SHANGHAI, order) == want


def test_midnight_and_noon_in_american_times() -> None:
    assert moment("01/05/2015 12:00:00 AM", BOSTON, "mdy") == datetime(2015, 1, 5, 5, tzinfo=UTC)
    assert moment("01/05/2015 12:40:41 PM", BOSTON, "mdy") == datetime(2015, 1, 5, 17, 40, 41, tzinfo=UTC)
    assert moment("07/05/2015 12:40:41 PM", BOSTON, "mdy") == datetime(2015, 7, 5, 16, 40, 41, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["yesterday", "2024-13-45 10:00", "99/99/2024", "31/31/2024", "12:30"])
def test_what_is_no_time_is_refused_and_never_guessed(cell: str) -> None:
    with pytest.raises(Rejected) as no:
        moment(cell, SHANGHAI)
    assert no.value.code == "value.time"


@given(st.text(max_size=40))
def test_no_cell_brings_the_import_down(cell: str) -> None:
    text(cell), number(cell), flag(cell, True), position(cell, cell, "gcj02")
    try:
        found = moment(cell, SHANGHAI)
    except Rejected:
        return
    assert found is None or found.tzinfo is UTC


def test_words_for_nothing_are_nothing() -> None:
    assert [text(cell) for cell in ("NULL", " - ", "无", "N/A", None, float("nan"))] == [""] * 6
    assert text(610602001001.0) == "610602001001"
    assert text(" 延河路\t12号\x00 ") == "延河路 12号"


def test_numbers_come_with_units_and_commas() -> None:
    assert (number("1,200.5 米"), number("３"), number("80%"), number("")) == (1200.5, 3.0, 80.0, None)


def test_positions_of_each_datum_are_the_same_place() -> None:
    lon, lat = 109.4897, 36.5853
    for crs, (x, y) in {
        "gcj02": wgs84_to_gcj02(lon, lat),
        "bd09": wgs84_to_bd09(lon, lat),
        "wgs84": (lon, lat),
    }.items():
        found = position(str(x), y, crs)
        assert found is not None and distance_m(*found, lon, lat) < 0.05


@pytest.mark.parametrize(("x", "y"), [(0, 0), ("0.0", "0.0"), ("null", 36), ("", ""), (500, 500), ("109.4", None)])
def test_positions_that_are_none_are_none(x: object, y: object) -> None:
    assert position(x, y, "wgs84") is None


def test_swapped_latitude_and_longitude_are_put_right() -> None:
    assert position(36.58, 109.49, "wgs84") == (109.49, 36.58)


def test_a_number_beyond_all_numbers_is_none() -> None:
    assert number("9" * 400) is None and number("-1e999") is None and number(float("inf")) is None
