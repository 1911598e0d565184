"""What the public may read of a case does not tell who reported it, as far as a text shows that."""

import pytest

from app.domain.privacy import unnamed


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("姓名：王小明，电话13800000000", "姓名：***，电话***"),
        ("联系人: 欧阳 娜，垃圾堆积", "联系人: ***，垃圾堆积"),
        ("户主：阿卜杜拉·买买提", "户主：***"),
        ("联系人：Anna Maria, road", "联系人：***, road"),
        ("张先生反映路灯不亮", "***先生反映路灯不亮"),
        ("我叫王芳，住枣园", "我叫***，住枣园"),
        ("陕J12345和陕J·D12345乱停", "***和***乱停"),
        ("身份证61060219900101123X", "身份证***"),
        ("电话 0911-2345678 或 138 0000 0000", "电话 *** 或 ***"),
        ("电话１３８００００００００", "电话***"),
        ("一三八零零零零零零零零", "***"),
        ("微信：abc_12345，QQ12345678", "微信：***，QQ***"),
        ("信箱 a.b@c.cn", "信箱 ***"),
    ],
)
def test_who_is_meant_is_taken_out(told: str, left: str) -> None:
    assert unnamed(told) == left


@pytest.mark.parametrize(
    "told",
    [
        "枣园小区3号楼2单元301",
        "2026-05-03 08:00:00 路灯不亮",
        "负责人未到现场",
        "请打热线12345",
        "三四五号楼",
        "井盖6块",
    ],
)
def test_what_is_needed_to_do_the_work_stays(told: str) -> None:
    assert unnamed(told) == told


def test_known_words_go_and_a_name_in_a_sentence_stays() -> None:
    """The second is what cannot be recognised; the module says so."""
    assert unnamed("李四家门口", "李四") == "***家门口"
    assert unnamed("昨天建国在门口倒垃圾") == "昨天建国在门口倒垃圾"
