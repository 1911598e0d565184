"""Times as other systems leave them: each form means one moment, junk is refused, "none" in disguise is none."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import Rejected
from app.imports.moments import moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2024, 5, 3, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-03 14:05",
        "2024/5/3  14:05:00",
        "２０２４年５月３日 14：05",
        "2024年5月3日14时05分",
        "2024年5月3日 14点5分0秒",
        "2024-05-03 星期五 14:05",
        "2024-05-03(周五) 下午02:05",
        "2024.5.3 2:05 PM",
        "24/5/3 14:05",
        "202405031405",
        "20240503140500",
        "2024-05-03T14:05:00.0000000+08:00",
        "2024-05-03T14:05+0800",
        "2024-05-03 06:05:00 UTC",
        "2024-05-03T06:05Z",
        "Fri May 03 14:05:00 CST 2024",
        "3-May-2024 14:05",
        "May 3, 2024 2:05 PM",
        "/Date(1714716300000+0800)/",
        "1714716300",
        1714716300000,
        "1714716300000000",
        45415.586805555555,
        datetime(2024, 5, 3, 14, 5),
        datetime(2024, 5, 3, 6, 5, tzinfo=UTC),
    ],
)
def test_one_moment_in_many_forms(cell: object) -> None:
    assert moment(cell, SHANGHAI) == AT


def test_the_end_of_a_day_may_be_called_24_o_clock() -> None:
    for cell in ("2024-05-03 24:00", "2024-05-03T24:00:00", "2024年5月3日24时", "20240503240000"):
        assert moment(cell, SHANGHAI) == datetime(2024, 5, 3, 16, tzinfo=UTC), cell


@pytest.mark.parametrize(
    "cell",
    [
        "0000-00-00 00:00:00",
        "0001/1/1 0:00:00",
        "1900-01-01",
        "9999-12-31 23:59:59",
        "1899-12-30 00:00:00",
        "null",
        "{}",
    ],
)
def test_none_in_disguise_is_none(cell: str) -> None:
    assert moment(cell, SHANGHAI) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2024", "2024年", 2024, "2024-05", "5月3日 14:05", "14:05", time(14, 5), "昨天", "2024-02-30",
        "2024-05-03 24:01",
        "2024-05-03 25:00", "2024-13-01", "1850-01-01", "20241345", "13800005678", "99/99/2024", "2024-05-03 12:61",
        "3000-01-01", "2024-05-03 see appendix", "123",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_and_never_guessed(cell: object) -> None:
    with pytest.raises(Rejected) as no:
        moment(cell, SHANGHAI)
    assert no.value.code == "value.time"


def test_a_time_that_the_clocks_skipped_or_had_twice_is_still_one_moment() -> None:
    boston = ZoneInfo("America/New_York")
    assert moment("03/08/2015 02:30:00 AM", boston, "mdy") == datetime(2015, 3, 8, 7, 30, tzinfo=UTC)
    assert moment("11/01/2015 01:30:00 AM", boston, "mdy") == datetime(2015, 11, 1, 5, 30, tzinfo=UTC)
