"""Rooms are found by scanning; a console without any does not start."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.shell.catalog import NoRooms, find_rooms

ROOM = "from app.qt.pane import PaneSpec\nPANE = PaneSpec('{id}', '{id}', 'x', {order}, lambda context: None)\n"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("tiny_house")
    made.__path__ = [str(tmp_path)]
    monkeypatch.setitem(sys.modules, "tiny_house", made)
    return made


def furnish(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(text, "utf-8")


def test_rooms_stand_in_their_order(house: ModuleType, tmp_path: Path) -> None:
    furnish(tmp_path, "late", ROOM.format(id="late", order=2))
    furnish(tmp_path, "early", ROOM.format(id="early", order=1))
    assert [room.id for room in find_rooms(house)] == ["early", "late"]


@pytest.mark.expects_errors
def test_a_room_that_cannot_be_loaded_is_left_out(house: ModuleType, tmp_path: Path) -> None:
    furnish(tmp_path, "broken", "import nothing_of_this_name")
    furnish(tmp_path, "sound", ROOM.format(id="sound", order=1))
    furnish(tmp_path, "unfinished", "")
    assert [room.id for room in find_rooms(house)] == ["sound"]


def test_no_rooms_is_refused(house: ModuleType) -> None:
    with pytest.raises(NoRooms, match="tiny_house"):
        find_rooms(house)
