"""Codes that name a place, found anywhere in what was typed, pasted or scanned."""

import pytest

from app.domain.intake import find_codes


def kinds(text: str) -> list[tuple[str, str]]:
    return [(code.kind, code.text) for code in find_codes(text)]


def test_a_parts_code_in_the_middle_of_a_sentence() -> None:
    (code,) = find_codes("井盖编号3205820102048188已破损")
    assert (code.kind, code.text, code.part_class) == ("part", "3205820102048188", "0102")


def test_a_grid_and_a_shop() -> None:
    assert kinds("网格320582110152102，店铺P00012") == [("grid", "320582110152102"), ("plate", "P00012")]


def test_a_scanned_address_gives_its_code() -> None:
    assert ("plate", "SP-00871") in kinds("https://pu.example/qr?code=sp-00871&v=2")


def test_full_width_digits_are_digits() -> None:
    assert kinds("３２０５８２０１０２０４８１８８") == [("part", "3205820102048188")]


def test_a_position_either_way_round() -> None:
    for text in ("109.49751, 36.59612", "位置 36.59612，109.49751 附近"):
        (code,) = find_codes(text)
        assert (code.kind, code.lon, code.lat) == ("position", 109.49751, 36.59612)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "电话13800005678",
        "身份证110105199003071234",
        "延河路12号3单元501",
        "3205820002048188",  # no class of parts begins with 00
        "12.345678, 179.000001",
        "2026-03-02 12:00",
        "1" * 8_000,
        "a1" * 4_000,
    ],
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert find_codes(text) == ()


def test_a_text_full_of_codes_gives_a_few() -> None:
    assert len(find_codes(" ".join(f"P{n:05}" for n in range(1_000)))) == 6
