"""What the window remembers survives a restart and a damaged file."""

import tomllib
from pathlib import Path

import pytest

from app.paths import Profile
from app.shell.memory import Memory
from app.shell.preferences import remember


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path).make()


def test_what_is_kept_is_recalled_after_a_restart(profile: Profile) -> None:
    memory = Memory(profile)
    memory.keep("panes", {"wall": {"tiles": 9}})
    assert memory.save()
    assert Memory(profile).recall("panes") == {"wall": {"tiles": 9}}


def test_nothing_kept_is_an_empty_page(profile: Profile) -> None:
    assert Memory(profile).recall("panes") == {}


def test_a_damaged_file_is_set_aside(profile: Profile) -> None:
    (profile.folder / "window.json").write_bytes(b"\xff\xfe{")
    assert Memory(profile).recall("panes") == {}
    assert (profile.folder / "window.damaged").exists()


def test_what_is_no_json_is_not_saved_and_harms_nothing(profile: Profile) -> None:
    memory = Memory(profile)
    memory.keep("panes", {"wall": object()})
    assert not memory.save()
    assert Memory(profile).recall("panes") == {}


def test_a_choice_is_written_and_every_other_line_stays(profile: Profile) -> None:
    profile.settings.write_text('# by hand\nseat = "12"\ntheme = "dark"\n', "utf-8")
    assert remember(profile, "theme", "light")
    text = profile.settings.read_text("utf-8")
    assert text.startswith("# by hand")
    assert tomllib.loads(text) == {"seat": "12", "theme": "light"}


def test_a_settings_file_that_cannot_be_read_is_left_alone(profile: Profile) -> None:
    profile.settings.write_text("seat = = 12", "utf-8")
    assert not remember(profile, "theme", "light")
    assert profile.settings.read_text("utf-8") == "seat = = 12"
