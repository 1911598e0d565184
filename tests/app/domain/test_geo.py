"""Positions of imported things land where they really are."""

import random

import pytest

from app.domain import geo

# Place, WGS-84, GCJ-02, shift in metres, BD-09 − WGS-84 in metres: recomputed golden table.
GOLDEN = [
    ("北京", (116.391, 39.907), (116.397241, 39.908401), 554.7, 1378),
    ("延安", (109.490, 36.585), (109.495403, 36.585096), 482.5, 1249),
    ("杭州", (120.155, 30.274), (120.159695, 30.271671), 519.9, 1149),
    ("武汉", (114.305, 30.593), (114.310444, 30.590590), 586.0, 1207),
    ("灵武", (106.340, 38.100), (106.344539, 38.100594), 402.6, 1216),
]


@pytest.mark.parametrize(("place", "wgs", "gcj", "shift", "bd_shift"), GOLDEN)
def test_a_city_moves_by_the_published_offset(
    place: str, wgs: tuple[float, float], gcj: tuple[float, float], shift: float, bd_shift: float
) -> None:
    there = geo.wgs84_to_gcj02(*wgs)
    assert there == pytest.approx(gcj, abs=6e-7), place
    assert geo.distance_m(*wgs, *there) == pytest.approx(shift, abs=1.5)
    assert geo.distance_m(*wgs, *geo.wgs84_to_bd09(*wgs)) == pytest.approx(bd_shift, abs=3)


def test_the_way_back_is_under_a_millimetre_everywhere_in_china() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        lon, lat = dice.uniform(74.5, 134.5), dice.uniform(4.5, 53)
        assert geo.distance_m(lon, lat, *geo.gcj02_to_wgs84(*geo.wgs84_to_gcj02(lon, lat))) < 1e-3
        assert geo.distance_m(lon, lat, *geo.bd09_to_wgs84(*geo.wgs84_to_bd09(lon, lat))) < 1e-3


def test_outside_china_nothing_moves() -> None:
    assert geo.wgs84_to_gcj02(2.35, 48.85) == (2.35, 48.85)
    assert geo.gcj02_to_wgs84(2.35, 48.85) == (2.35, 48.85)


def test_an_import_names_its_datum_or_is_refused() -> None:
    assert geo.to_wgs84(109.495403, 36.585096, "GCJ02") == pytest.approx((109.49, 36.585), abs=1e-5)
    assert geo.to_wgs84(109.49, 36.585, "cgcs2000") == (109.49, 36.585)
    with pytest.raises(ValueError, match="mars"):
        geo.to_wgs84(109.49, 36.585, "mars")


def test_distance_and_bearing_agree_with_the_ground() -> None:
    assert geo.distance_m(109.49, 36.585, 109.49, 37.585) == pytest.approx(111_195, rel=1e-3)
    assert geo.bearing_deg(109.49, 36.585, 109.49, 36.685) == pytest.approx(0, abs=1e-6)
    assert geo.bearing_deg(109.49, 36.585, 109.59, 36.585) == pytest.approx(90, abs=0.1)


def test_a_box_holds_the_whole_circle() -> None:
    west, south, east, north = geo.box_around(109.49, 36.585, 500)
    assert geo.distance_m(109.49, 36.585, west, 36.585) >= 499.9
    assert geo.distance_m(109.49, 36.585, 109.49, north) >= 499.9
    assert west < 109.49 < east and south < 36.585 < north


def test_a_point_in_a_courtyard_is_not_in_the_block() -> None:
    block = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    court = [(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)]
    assert geo.in_rings(2, 2, [block, court])
    assert not geo.in_rings(5, 5, [block, court])
    assert not geo.in_rings(11, 5, [block, court])
    assert not geo.in_ring(1, 1, [])


def test_the_nearest_comes_first() -> None:
    near = geo.nearest(109.49, 36.585, [("far", 109.6, 36.6), ("near", 109.491, 36.585), ("here", 109.49, 36.585)])
    assert [name for name, _ in near] == ["here", "near", "far"]
    assert near[0][1] == 0
