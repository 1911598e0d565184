"""What a few letters mean: beginnings before middles, middles before scattered letters."""

import pytest

from widgets.palette import rank

NAMES = ("解放路中山街路口", "jflzsjlk", "C-0017")


@pytest.mark.parametrize("text", ["解放", "中山街", "jfl", "zsj", "c-0017", "0017", "jfl 0017", "", "  "])
def test_these_find_it(text: str) -> None:
    assert rank(text, NAMES) > 0


@pytest.mark.parametrize("text", ["人民", "xyz", "0018", "jfl 0018", "q"])
def test_these_do_not(text: str) -> None:
    assert rank(text, NAMES) == 0


def test_better_fits_rank_higher() -> None:
    fits = [rank("jfl", [name]) for name in ("jfl", "jflzsjlk", "bei-jfl", "abjflx", "j1f2l3")]
    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == len(fits)


def test_one_letter_alone_is_not_scattered() -> None:
    assert rank("z", ["abzc"]) > 0
    assert rank("zz", ["a long sentence with one z and far away another z in it"]) == 0
