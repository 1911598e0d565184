"""A wall squeezed between other rooms keeps its truth and its pictures."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.panes.wall.view import WallView
from widgets import theme


@pytest.fixture
def view(qtbot: Any, qapp: QApplication) -> WallView:
    theme.apply(qapp, "dark")
    view = WallView()
    qtbot.addWidget(view)
    view.truth.set("视频直连", "实时 9/9", "fresh")
    view.show_layout(9)
    view.resize(1200, 700)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_the_truth_keeps_its_room_where_the_layouts_fold(view: WallView, qtbot: Any) -> None:
    assert not view.bar.is_folded
    view.resize(700, 500)
    qtbot.waitUntil(lambda: view.bar.is_folded)
    qtbot.waitUntil(lambda: view.truth.width() >= view.truth.minimumSizeHint().width())
    view.resize(1200, 500)
    qtbot.waitUntil(lambda: not view.bar.is_folded)


def test_the_list_leaves_a_narrow_wall_to_the_pictures(view: WallView, qtbot: Any) -> None:
    assert view.cameras.isVisible()
    view.resize(500, 500)
    qtbot.waitUntil(lambda: view.cameras.isHidden())
    assert not view.list_button.isChecked() and view.width() == 500
    view.list_button.click()
    assert view.cameras.isVisible() and view.list_wish is True


def test_a_truth_that_grows_folds_the_layouts(view: WallView, qtbot: Any) -> None:
    view.resize(view.bar.sizeHint().width() + view.width() - view.bar.width() + 4, 500)
    qtbot.waitUntil(lambda: not view.bar.is_folded)
    view.truth.set("视频直连", "实时 8/9 · 最旧 12 分钟", "stale")
    qtbot.waitUntil(lambda: view.bar.is_folded)
