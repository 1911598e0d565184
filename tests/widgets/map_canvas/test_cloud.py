"""A million points answer for one window; nothing is lost in the cells."""

import numpy as np
import pytest

from widgets.map_canvas.cloud import PointCloud, Window

CITY = Window(12, 109.0, 36.0, 110.0, 37.0)


def many(number: int, raw_limit: int = 2000) -> PointCloud:
    dice = np.random.default_rng(3)
    cloud = PointCloud(4, raw_limit)
    ids = [f"case-{k}" for k in range(number)]
    cloud.load(ids, dice.uniform(109.2, 109.8, number), dice.uniform(36.3, 36.8, number), dice.integers(0, 4, number))
    return cloud


def test_cells_add_up_to_all_points() -> None:
    picture = many(50_000).view(CITY)
    assert picture.clustered and picture.total == 50_000
    assert picture.rows[:, 3].sum() == 50_000
    assert (picture.rows[:, 4:].sum(axis=1) == picture.rows[:, 3]).all()


def test_cells_agree_with_counting_by_hand() -> None:
    cloud = many(9_000)
    half = Window(11, 109.2, 36.3, 109.5, 36.55)
    picture = cloud.view(half)
    by_hand = cloud.spots(half, 100_000)
    assert picture.rows[:, 3].sum() == len(by_hand)
    for kind in range(4):
        assert picture.rows[:, 4 + kind].sum() == sum(spot.category == kind for spot in by_hand)


def test_few_points_come_one_by_one_with_their_id() -> None:
    cloud = PointCloud(2)
    cloud.load(["a", "b"], [109.49, 109.50], [36.58, 36.59], [0, 1])
    picture = cloud.view(CITY)
    assert not picture.clustered
    spots = [cloud.at(int(row[2]), picture.version) for row in picture.rows]
    assert {spot.id: spot.category for spot in spots if spot} == {"a": 0, "b": 1}


def test_a_hidden_category_is_neither_drawn_nor_found() -> None:
    cloud = PointCloud(2)
    cloud.load(["open", "closed"], [109.49, 109.49], [36.58, 36.58], [0, 1])
    cloud.show([0])
    assert cloud.view(CITY).total == 1
    assert [spot.id for spot in cloud.within(109.49, 36.58, 50)] == ["open"]
    cloud.show([0, 1])
    assert cloud.view(CITY).total == 2


def test_things_move_come_and_go_without_a_new_load() -> None:
    cloud = many(10)
    version = cloud.view(CITY).version
    cloud.upsert(["case-3", "new"], [109.77, 109.78], [36.77, 36.78], [2, 3])
    cloud.remove(["case-1", "never seen"])
    assert len(cloud) == 10 and cloud.view(CITY).version == version
    moved = cloud.get("case-3")
    assert moved is not None and (round(moved.lon, 5), round(moved.lat, 5), moved.category) == (109.77, 36.77, 2)
    assert cloud.get("case-1") is None and cloud.get("new") is not None


def test_an_old_picture_does_not_open_the_wrong_thing() -> None:
    cloud = PointCloud(1)
    cloud.load(["old"], [109.49], [36.58], [0])
    picture = cloud.view(CITY)
    cloud.load(["new"], [109.49], [36.58], [0])
    assert cloud.at(int(picture.rows[0][2]), picture.version) is None


def test_a_circle_answers_in_metres_nearest_first() -> None:
    cloud = PointCloud(1)
    cloud.load(["far", "near", "outside"], [109.4944, 109.4911, 109.52], [36.585] * 3, [0] * 3)
    found = cloud.within(109.49, 36.585, 500)
    assert [spot.id for spot in found] == ["near", "far"]
    assert found[0].distance_m == pytest.approx(98, abs=3)
    assert found[1].distance_m == pytest.approx(393, abs=4)


def test_the_packed_answer_says_its_own_shape() -> None:
    picture = many(5_000, raw_limit=100).view(CITY)
    numbers = np.frombuffer(picture.packed(), dtype="<i4")
    clustered, rows, version, total, width = numbers[:5]
    assert (clustered, version, total, width) == (1, picture.version, 5_000, 8)
    assert len(numbers) == 5 + rows * width


def test_an_empty_layer_answers_too() -> None:
    cloud = PointCloud(3)
    assert cloud.view(CITY).rows.shape == (0, 4)
    assert cloud.within(109, 36, 1000) == [] and cloud.counts() == [0, 0, 0]
