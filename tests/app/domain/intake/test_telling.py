"""Two reports of one place where nobody has named a matter yet: their words say whether it is one thing."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.demo.directory import make_matters
from app.domain.intake import Sighting, likeness, telling

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MATTERS = make_matters(())
PLACE = "枣园路3号"


def told(text: str, matter_id: str = "", minutes: int = 0, lat: float = 36.6) -> Sighting:
    said = telling(text, PLACE, MATTERS, AT)
    at = AT - timedelta(minutes=minutes)
    return Sighting(matter_id=matter_id, lon=109.5, lat=lat, address=PLACE, at=at, told=said)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "枣园路3号井盖破损，电动车过不去",
            "市民张女士来电反映，枣园路3号门口的窨井盖坏了，差点绊倒人，希望尽快处理。",
        ),
        ("路面塌了个大坑，一辆车陷进去了", "路面塌陷约三平方米，有车被困"),
        ("桥下积水很深，车熄火了", "下穿通道被水淹了，一辆轿车抛锚"),
        ("楼上着火了，冒黑烟", "居民楼起火，浓烟很大"),
        ("摆摊的把人行道全占了", "流动商贩占道经营烧烤"),
        ("大树被风刮倒压住了车", "行道树倒伏，砸坏一辆小轿车"),
        ("水管爆了，水喷得老高", "自来水管爆裂，路面大量积水"),
        ("两辆车撞了堵在路中间", "十字路口发生追尾，交通拥堵"),
        ("家里暖气不热，只有十二度", "家中供暖温度不够，老人受冻"),
        ("有股煤气味", "怀疑燃气泄漏，楼道里味道很大"),
    ],
)
def test_one_thing_in_other_words_is_likely_and_says_which_words(one: str, other: str) -> None:
    found = likeness(told(one), told(other, minutes=20))
    assert found.level == "likely"
    assert found.reasons[0].code == "same_words" and found.reasons[0].words
    assert found.score == likeness(told(other, minutes=20), told(one)).score


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("井盖破损，电动车过不去", "路灯不亮，晚上看不见"),
        ("桥下积水很深，车熄火了", "桥上护栏被撞坏了一段"),
        ("楼上着火了，冒黑烟", "暖气不热"),
        ("流动商贩占用人行道", "共享单车乱停乱放"),
        ("停水两天了", "停电了"),
        ("大树倒了", "有人晕倒在路边"),
        ("市民王先生来电反映，枣园路3号有人摆摊，希望尽快处理", "市民李女士来电反映，枣园路3号井盖坏了，希望尽快处理"),
    ],
)  # fmt: skip
def test_another_thing_at_the_same_place_is_not_offered(one: str, other: str) -> None:
    assert likeness(told(one), told(other, minutes=20)).level == "unlikely"


def test_words_nobody_can_tell_apart_weigh_less_than_shared_ones_and_more_than_other_things() -> None:
    new = told("这个东西又坏了")
    vague, plain = likeness(new, told("老人说不清楚，反正不好用", minutes=20)), likeness(new, told("", minutes=20))
    assert vague.level == "possible" and vague.reasons[0].code == "no_word"
    assert vague.score < plain.score  # a report without any words speaks neither way
    assert likeness(new, told("老人说不清楚，反正不好用", minutes=20, lat=36.6018)).level == "unlikely"


def test_a_matter_one_side_has_is_a_word_too() -> None:
    lamp = replace(told("路灯，灯杆下有人说话", minutes=5), matter_id="part-0118")
    assert likeness(told("晚上黑漆漆的，路灯灭了"), lamp).reasons[0].code == "same_words"
    assert likeness(told("井盖翘起来了"), lamp).score == 0.0


def test_the_place_and_what_every_caller_says_are_no_words_in_common() -> None:
    one, other = (f"市民{who}来电反映，枣园路3号对面有情况，希望尽快处理" for who in ("张女士", "李先生"))
    assert not telling(one, PLACE, MATTERS, AT).said
    garden = telling("公交站台对面的玻璃碎了", "公交站", MATTERS, AT)
    assert all("公交站" not in words for words in garden.topics.values())
    assert likeness(told(one), told(other)).reasons[0].code != "same_words"


def test_a_long_text_and_odd_characters_cost_little() -> None:
    began = time.monotonic()
    for text in ("井盖" * 5_000, "\0\ud800" * 50, "𠮷野家门口，", "a" * 9_000):
        telling(text, text, MATTERS, AT)
    assert time.monotonic() - began < 10
