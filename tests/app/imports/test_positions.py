"""Where other systems say things are, whatever the order, the datum and the notation."""

import pytest

from app.domain.geo import distance_m, wgs84_to_bd09, wgs84_to_gcj02
from app.imports.positions import degrees, pair, position, spot

HOME = (109.3, 36.4, 109.7, 36.8)


@pytest.mark.parametrize("crs", ["wgs84", "cgcs2000", "gcj02", "bd09"])
def test_each_datum_is_the_same_place_in_either_order(crs: str) -> None:
    told = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}.get(crs, lambda x, y: (x, y))(109.4897, 36.5853)
    for x, y in (told, told[::-1]):
        found = spot(str(x), str(y), crs, HOME)
        assert found.at is not None and distance_m(*found.at, 109.4897, 36.5853) < 0.05
        assert found.remark == ("" if (x, y) == told else "position.swapped")


def test_two_cells_in_the_wrong_order_are_seen_where_both_orders_lie_on_the_earth() -> None:
    assert spot(43.8, 87.6, "wgs84").at == (87.6, 43.8)  # Ürümqi: 87.6 could be a latitude
    assert spot(-71.08, 42.35, "wgs84").at == (-71.08, 42.35)  # Boston lies in no order at home: kept as told
    assert spot(36.6, 89.9, "wgs84", HOME).at == (36.6, 89.9)


def test_a_comma_in_a_degree_is_its_point() -> None:
    assert spot("109,4897", "36,5853", "wgs84", HOME).at == (109.4897, 36.5853)


def test_beyond_the_earth_is_no_position_and_is_said() -> None:
    assert spot(500, 500, "wgs84") == spot("1e9", "-1e9", "wgs84")
    assert spot(500, 500, "wgs84").remark == "position.none"
    assert spot(0, 0, "wgs84") == spot("0.000", "0", "gcj02") == spot("null", "{}", "wgs84")
    assert position("0", "0", "bd09") is None


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        ("109°29′23″", 109.489722), ("36°35'7.2\"N", 36.585333), ("71°4′W", -71.066667), ("109.49°", 109.49),
        ("东109度29分23秒", 109.489722),
    ],
)  # fmt: skip
def test_degrees_minutes_and_seconds(cell: str, want: float) -> None:
    assert degrees(cell) == pytest.approx(want, abs=1e-6)


def test_one_cell_may_hold_both() -> None:
    assert pair("109.49,36.59") == pair("POINT (109.49 36.59)") == pair("[109.49， 36.59]") == ("109.49", "36.59")
    assert pair("109.49") is None and pair("109.49,36.59,12") is None and pair(None) is None
