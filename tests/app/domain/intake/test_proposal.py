"""What a report's own words propose: the matter, how grave it is, and what kind of order."""

import time
from datetime import UTC, datetime

import pytest

from app.domain.intake import propose
from app.domain.matter import Matter
from app.domain.rules import Rules

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
RULES = Rules()


def matter(id: str, name: str, *keywords: str, **changes: str) -> Matter:
    kind, code = id.split("-")
    return Matter(
        id=id, kind=kind, big_code=code[:2], small_code=code[2:], big_name="", name=name, keywords=keywords, **changes
    )  # fmt: skip


SEWER = matter("part-0102", "污水井盖", "井盖", "污水")
RAIN = matter("part-0103", "雨水井盖", "井盖", "雨水")
LAMP = matter("part-0118", "路灯", "路灯", "不亮", "灯不亮")
RUBBISH = matter("event-0102", "暴露垃圾", "垃圾", "堆放垃圾")
COLLAPSE = matter("event-0401", "路面塌陷", "塌陷", "地陷")
BOOK = (SEWER, RAIN, LAMP, RUBBISH, COLLAPSE)


def test_the_words_that_match_are_the_reason() -> None:
    found = propose("东关街口有人堆放垃圾，味道大", BOOK, RULES)
    assert found.clear is not None
    assert (found.clear.matter_id, found.clear.words) == ("event-0102", ("堆放垃圾",))


def test_a_whole_name_outweighs_a_keyword_shared_by_many() -> None:
    found = propose("延河路污水井盖丢失", BOOK, RULES)
    assert [hit.matter_id for hit in found.matters] == ["part-0102", "part-0103"]
    assert found.clear is not None and found.clear.matter_id == "part-0102"


def test_a_tie_is_shown_but_decided_by_nobody() -> None:
    found = propose("门口井盖没了", BOOK, RULES)
    assert {hit.matter_id for hit in found.matters} == {"part-0102", "part-0103"}
    assert found.clear is None


def test_the_more_of_the_text_speaks_for_it_the_better() -> None:
    found = propose("下雨天雨水倒灌，井盖被冲开", BOOK, RULES)
    assert found.clear is not None and found.clear.matter_id == "part-0103"
    assert found.clear.words == ("雨水", "井盖")


def test_what_it_is_said_not_to_be_is_not_proposed() -> None:
    found = propose("不是井盖的问题，是路灯不亮", BOOK, RULES)
    assert [hit.matter_id for hit in found.matters] == ["part-0118"]


def test_the_class_in_a_parts_code_outweighs_words() -> None:
    found = propose("路灯旁边的井盖", BOOK, RULES, part_class="0103")
    assert found.matters[0].matter_id == "part-0103"


def test_what_is_no_longer_in_force_is_not_proposed() -> None:
    old = matter("event-0102", "暴露垃圾", "垃圾", valid_to="2025-12-31")
    assert propose("垃圾", [old], RULES, AT).matters == ()
    assert propose("垃圾", [old], RULES).matters != ()


@pytest.mark.parametrize(
    ("text", "grade", "words"),
    [
        ("路灯不亮", 4, ()),
        ("路面塌陷，一辆车陷进去", 3, ("塌陷",)),
        ("路面塌陷，无人受伤", 3, ("塌陷",)),
        ("小区停电，没有人员受伤", 4, ()),
        ("楼体坍塌，有人受伤", 2, ("坍塌",)),
        ("未发生爆炸，但是有人受伤", 3, ("受伤",)),
        ("不会爆炸吧？真的爆炸了", 2, ("爆炸",)),
    ],
)
def test_grave_words_raise_the_grade_unless_they_are_denied(text: str, grade: int, words: tuple[str, ...]) -> None:
    proposal = propose(text, BOOK, RULES).grade
    assert (proposal.grade, proposal.words) == (grade, words)


def test_a_halls_own_grave_words_replace_the_usual_ones() -> None:
    rules = Rules(grade_words={"2": ("窑洞塌",), "3": ("滑坡",)})
    assert propose("后山滑坡", BOOK, rules).grade.grade == 3
    assert propose("窑洞塌了，后山滑坡", BOOK, rules).grade.grade == 2
    assert propose("爆炸", BOOK, rules).grade.grade == 4


@pytest.mark.parametrize(
    ("text", "order"),
    [("我要投诉楼下烧烤", "complaint"), ("咨询公租房怎么办理", "consult"), ("举报僵尸车", "tipoff"), ("井盖丢失", "")],
)
def test_the_kind_of_order_is_heard_too(text: str, order: str) -> None:
    assert propose(text, BOOK, RULES).order_type == order


@pytest.mark.parametrize("text", ["", " ", "\x00", "‮", "🙂" * 10, "<b>'; DROP TABLE", "𠀀𠀁"])
def test_nothing_is_proposed_for_nothing(text: str) -> None:
    found = propose(text, BOOK, RULES)
    assert found.matters == () and found.clear is None and found.grade.grade == 4


def test_full_width_letters_are_the_same_letters() -> None:
    led = matter("part-0199", "LED屏", "led")
    assert propose("ＬＥＤ屏坏了", [led], RULES).matters[0].matter_id == "part-0199"


@pytest.mark.parametrize("text", ["不是井盖" * 2_000, "井盖" * 4_000, "没有爆炸" * 2_000, "㌀" * 8_000])
def test_eight_thousand_hostile_characters_take_no_time_to_speak_of(text: str) -> None:
    book = [matter(f"event-{n:04}", f"类别{n}", "井盖", "垃圾", f"词{n}") for n in range(200)]
    propose("热身", book, RULES)
    assert _spent(text, book) < 5


def _spent(text: str, book: list[Matter]) -> float:
    begun = time.process_time()
    propose(text, book, RULES)
    return time.process_time() - begun
