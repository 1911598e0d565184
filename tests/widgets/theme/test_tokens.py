"""A tired operator can read every word and tell every light in both halls."""

import pytest

from widgets.theme import DARK, LIGHT, THEMES, Theme, contrast, mix

GROUNDS = ("bg", "surface", "raised", "row_alt")
WORDS = ("text", "muted", "faint", "accent", "ok", "warn", "alarm", "info", "offline", "drill")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_words_stand_out_from_every_ground(theme: Theme, ground: str, word: str) -> None:
    assert contrast(theme.color(ground), theme.color(word)) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_selected_row_and_a_filled_button_stay_readable(theme: Theme) -> None:
    assert contrast(theme.selection, theme.text) >= 4.5
    assert contrast(theme.accent, theme.on_accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_focus_line_is_seen(theme: Theme, ground: str) -> None:
    assert contrast(theme.color(ground), theme.focus) >= 3


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("light", ["ok", "warn", "alarm", "info", "offline", "drill"])
def test_a_word_on_its_own_soft_ground_is_readable(theme: Theme, light: str) -> None:
    assert contrast(theme.tint(light), theme.color(light)) >= 4


def test_no_theme_is_pure_black_or_glows() -> None:
    assert contrast(DARK.bg, "#000000") > 1.1
    assert contrast(DARK.text, DARK.bg) < 17
    assert DARK.dark and not LIGHT.dark


def test_sizes_grow_with_the_scale_and_colours_stay() -> None:
    large = DARK.sized(2.0)
    assert (large.font_px, large.space, large.row_px) == (30, 16, 72)
    assert large.alarm == DARK.alarm


def test_only_tokens_and_colours_are_colours() -> None:
    assert DARK.color("#123456") == "#123456"
    for word in ("space", "reddish", "name"):
        with pytest.raises(KeyError):
            DARK.color(word)


def test_mixing_meets_in_the_middle() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
