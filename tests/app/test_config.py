"""What a seat is set to, and what it says of an option that is wrong."""

from pathlib import Path

import pytest

from app.config import Settings, WrongSetting, load
from app.paths import Profile


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    for name in ("HALL_THEME", "HALL_SCALE", "HALL_PAGE_SIZE"):
        monkeypatch.delenv(name, raising=False)
    return Profile(tmp_path).make()


def test_a_seat_without_a_file_stands_as_it_comes(profile: Profile) -> None:
    assert load(profile) == Settings()


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile.settings.write_text('theme = "light"\nscale = 1\nseat = "7"\nunknown = 3\n', "utf-8")
    monkeypatch.setenv("HALL_SCALE", "1.5")
    monkeypatch.setenv("hall_page_size", "50")

    settings = load(profile, seat="12", user=None)

    assert (settings.theme, settings.scale, settings.seat, settings.user) == ("light", 1.5, "12", "")
    assert settings.page_size == 50


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('theme = "pink"', "theme = 'pink': must be one of dark, light"),
        ("scale = 9", "scale = 9: must be a number at least 0 and at most 4"),
        ("hidden_tile_s = 0", "hidden_tile_s = 0: must be a number above 0"),
        ("page_size = 20.5", "page_size = 20.5: must be a whole number at least 20 and at most 1000"),
        ("page_size = true", "page_size = True: must be a whole number at least 20 and at most 1000"),
        ("hall_name = 3", "hall_name = 3: must be text"),
        ("theme = ", "settings.toml"),
    ],
)
def test_a_wrong_option_is_named_with_what_it_may_be(profile: Profile, line: str, said: str) -> None:
    profile.settings.write_text(line, "utf-8")

    with pytest.raises(WrongSetting) as wrong:
        load(profile)

    assert said in str(wrong.value)
