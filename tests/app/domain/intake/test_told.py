"""An urgent report is read for what it says of time, hurt and help; nothing is read into it."""

import pytest

from app.domain.intake import find_told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "东关街路口燃气泄漏，有2人受伤，已疏散周边群众",
            {"casualties": "有2人受伤", "actions": "已疏散周边群众"},
        ),
        (
            "今天上午9点20分左右，北山路塌陷，一辆车被困。消防已到场救援！",
            {"time": "今天上午9点20分左右", "casualties": "一辆车被困", "actions": "消防已到场救援"},
        ),
        (
            "刚才发现桥面结冰；目前无人员伤亡；正在现场警戒",
            {"time": "刚才", "casualties": "目前无人员伤亡", "actions": "正在现场警戒"},
        ),
        ("约30分钟前水管爆裂", {"time": "约30分钟前"}),
        ("请尽快处置路灯不亮", {}),
        ("井盖丢失，担心有人掉进去", {}),
        ("", {}),
        ("<b>\x00\u202e" * 1_000, {}),
    ],
)
def test_what_the_words_say_is_found_and_nothing_else(text: str, told: dict[str, str]) -> None:
    assert find_told(text) == told
