"""The room in a narrow dock, and in English: nothing needed is out of reach."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from app import text
from app.panes.cases.parts.queue.saved_filters import PRESETS
from tests.app.panes.cases.conftest import Desk, a_case


@pytest.mark.parametrize("width", [420, 600, 1500])
def test_every_filter_is_in_the_row_or_in_its_menu(make_desk: Callable[..., Desk], width: int) -> None:
    desk = make_desk(a_case(1))
    desk.pane.widget.resize(width, 900)
    tabs = desk.pane.view.queue.tabs
    desk.pane.view.queue.choose_tab("mine")
    desk.until(lambda: "超期 0" in tabs.text("overdue"))
    shown = [tab.id for tab in PRESETS if tabs._buttons[tab.id].isVisible()]
    *hidden, keeping = [action for action in tabs._menu.actions() if not action.isSeparator()]
    assert "整理筛选" in keeping.text()
    assert "mine" in shown
    assert len(shown) + len(hidden) == len(PRESETS)
    last = max((tabs._buttons[name].geometry().right() for name in shown), default=0)
    assert last <= tabs.width()
    hidden[-1].trigger()
    assert desk.pane.view.queue.tab != "mine"


def test_a_narrow_room_stands_upright_and_a_wide_one_lies(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    assert desk.pane.view.splitter.orientation() == Qt.Orientation.Horizontal
    desk.pane.widget.resize(600, 900)
    assert desk.pane.view.splitter.orientation() == Qt.Orientation.Vertical


def test_matters_are_named_in_english_where_the_dictionary_knows_how(make_desk: Callable[..., Desk]) -> None:
    from dataclasses import replace

    from tests.app.panes.cases.conftest import MATTERS

    desk = make_desk(a_case(1))
    desk.news(replace(MATTERS[0], name_en="Sewer manhole"))
    text._open.language = "en"
    desk.pane.queue.changed()
    desk.until(lambda: desk.pane.queue.model.face(0).title == "Sewer manhole")
    desk.see("c00001")
    assert desk.detail.header._title.text() == "Sewer manhole"
