"""A demo city has the sizes of the real centres, is the same each time, and lies where it says it lies."""

import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from shapely import Polygon

from app.demo.city import City, generate
from app.demo.lives import moment_id
from app.domain.area import GRID_RE
from app.domain.broadcast import RANK
from app.domain.geo import distance_m
from tests.app.demo.conftest import NOW

PART_RE = re.compile(r"^\d{6}(0[1-9]|[1-9]\d)\d{2}\d{6}$")


def test_the_county_has_the_devices_of_a_real_county(county: City) -> None:
    kinds = Counter(camera.kind for camera in county.cameras)
    assert kinds == {"dome": 13, "fixed": 20}
    assert len(county.speakers) == 10
    assert sum(place.kind == "manhole" for place in county.places) == 1970


def test_the_district_has_the_devices_and_units_of_a_real_district(district: City) -> None:
    assert len(district.cameras) == 130
    assert len({camera.name for camera in district.cameras}) == 130
    assert len(district.units) == 66
    assert len(district.phrases) >= 30
    assert {phrase.priority for phrase in district.phrases} <= set(RANK)


@pytest.mark.timeout(60)
def test_the_metropolis_is_planned_for_a_million_cases_and_streams_them() -> None:
    city = generate("metropolis", 3, NOW)
    assert (len(city.cameras), len([s for s in city.staff if s.public.seat])) == (2028, 43)
    assert city.plan.case_count == sum(city.plan.sources().values()) == 1_000_000
    stream = city.cases()
    begun = time.perf_counter()
    first = [next(stream).case for _ in range(500)]
    assert time.perf_counter() - begun < 10
    assert [c.reported_at for c in first] == sorted(c.reported_at for c in first)


def test_the_same_seed_gives_the_same_city_down_to_the_ids() -> None:
    one, other = (generate("county", 11, NOW) for _ in range(2))
    assert (one.cameras, one.places, one.areas, one.units) == (other.cameras, other.places, other.areas, other.units)
    assert [t.case for t in one.cases()] == [t.case for t in other.cases()]
    assert generate("county", 12, NOW).cameras != one.cameras


def test_grid_codes_have_fifteen_digits_and_their_parents_exist(district: City) -> None:
    by_level = {level: {a.id for a in district.areas if a.level == level} for level in (1, 2, 3, 4)}
    assert [len(by_level[level]) for level in (1, 2)] == [1, 10]
    assert all(GRID_RE.match(code) for code in by_level[4])
    assert {code[:12] for code in by_level[4]} == by_level[3]
    assert {code[:9] for code in by_level[3]} == by_level[2]
    assert {a.parent for a in district.areas if a.level > 1} <= {a.id for a in district.areas}


def test_the_grids_tile_the_district_without_gap_or_overlap(district: City) -> None:
    cells = [cell.shape for cell in district.division.cells]
    whole = district.terrain.outline.area
    assert sum(cell.area for cell in cells) == pytest.approx(whole, rel=1e-6)
    assert shapely.unary_union(cells).area == pytest.approx(whole, rel=1e-6)


def test_everything_stands_inside_the_district(district: City, told: list) -> None:
    outline = Polygon(next(a for a in district.areas if a.level == 1).rings[0]).buffer(1e-4)
    shapely.prepare(outline)
    spots = [(x.lon, x.lat) for x in (*district.cameras, *district.speakers, *district.places, *district.units)]
    spots += [(t.case.lon, t.case.lat) for t in told[::7]]
    outside = [spot for spot in spots if not outline.contains(shapely.Point(spot))]
    assert outside == []


def test_part_codes_have_sixteen_digits_and_are_used_once(county: City) -> None:
    codes = [place.code for place in county.places if place.kind == "manhole"]
    assert all(PART_RE.match(code) for code in codes)
    assert len(set(codes)) == len(codes) == 1970


def test_each_speaker_stands_beside_its_camera(district: City) -> None:
    cameras = {camera.id: camera for camera in district.cameras}
    for speaker in district.speakers:
        camera = cameras[speaker.camera_id]
        assert distance_m(speaker.lon, speaker.lat, camera.lon, camera.lat) < 80
    members = {speaker_id for zone in district.zones for speaker_id in zone.speaker_ids}
    assert members == {speaker.id for speaker in district.speakers}


def test_phones_and_people_are_plainly_invented(district: City, told: list) -> None:
    assert all(unit.phone.startswith("0911-000") for unit in district.units)
    phones = {t.case.reporter_phone for t in told if t.case.reporter_phone}
    assert phones and all(phone.startswith("100") and len(phone) == 11 for phone in phones)
    assert all(re.fullmatch(r".某", member.public.name) for member in district.staff)


def test_every_matter_has_a_unit_of_the_city(county: City) -> None:
    units = {unit.id for unit in county.units}
    assert {matter.unit_id for matter in county.matters} <= units
    assert all("示例" in matter.standard for matter in county.matters)


def test_a_district_s_year_is_lived_within_seconds(lived: tuple[list, float]) -> None:
    assert len(lived[0]) == 62_483
    assert lived[1] < 20  # 4 s on a quiet core; test machines share theirs


def test_ids_sort_by_the_time_they_were_made() -> None:
    import random

    rng = random.Random(1)
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(50)]
    ids = [moment_id(at, rng) for at in moments]
    assert ids == sorted(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", i) for i in ids)
