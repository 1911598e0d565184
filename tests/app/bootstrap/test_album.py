"""The handbook shows every named row of the case desk, and each of its pictures can be taken again."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
HANDBOOK = ROOT / "resources" / "handbook"
PAGE = (HANDBOOK / "case-desk.md").read_text("utf-8")
NAMED = re.findall(r"!\[[^\]]*\]\(pictures/([^)]+)\)|\]\(pictures/([^)]+)\)", PAGE)
PICTURES = {first or second for first, second in NAMED}
ROWS = (
    *(f"D{n}" for n in range(1, 19)),
    *(f"O{n}" for n in range(1, 8)),
    *("N6 N9 N10 N11 N15 B12 B13 B14 H1 H8 H9 H10 H11 L7 L8 L9 L10 C2 C6 G13".split()),
)


def test_every_row_is_in_the_index_with_its_keys_and_a_picture() -> None:
    index = {row.split("|")[1].strip(): row for row in PAGE.splitlines() if re.match(r"\| [A-Z]\d+ \|", row)}
    assert [row for row in ROWS if row not in index] == []
    for row in ROWS:
        _, _id, what, keys, shown, _ = index[row].split("|")
        assert what.strip() and keys.strip(), row
        assert "`" in keys, f"{row} is reached by keys"
        assert "pictures/" in shown, row


def test_every_picture_is_there_is_named_and_is_light_enough_to_carry() -> None:
    there = {path.name: path.stat().st_size for path in (HANDBOOK / "pictures").iterdir()}
    assert set(there) == PICTURES
    assert max(there.values()) <= 150_000
    assert sum(there.values()) <= 4_000_000


def test_every_picture_is_taken_by_the_tour_or_by_a_story_of_several_seats() -> None:
    taken = set[str]()
    for path in (*(ROOT / "app" / "bootstrap").glob("*.py"), *(ROOT / "tests" / "e2e").glob("*.py")):
        source = path.read_text("utf-8")
        taken |= set(re.findall(r'\.(?:shot|picture|whole_picture)\("([a-z-]+)"', source))
    assert {name.removesuffix(".png") for name in PICTURES} - taken == set()
