"""The form fits its room: from a narrow column to a wide desk, in both languages, and back again."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.rules import Rules
from app.panes.cases.parts.intake import Intake
from app.text import use
from widgets import theme


@pytest.fixture(params=["zh_CN", "en"])
def form(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[Intake]:
    theme.apply(qapp, "dark")
    use(request.param)
    made = Intake([], [], Rules())
    qtbot.addWidget(made)
    made.urgent_button.click()
    made.show()
    yield made
    use("zh_CN")
    qapp.setStyleSheet("")


@pytest.mark.parametrize("width", [480, 600, 900])
def test_nothing_is_cut_off_at_the_side(form: Intake, qtbot: QtBot, width: int) -> None:
    form.resize(width, 900)
    content = form._scroll.widget()
    qtbot.waitUntil(lambda: content.minimumSizeHint().width() <= form._scroll.viewport().width(), timeout=30_000)


def test_a_narrow_room_stacks_the_labels_and_a_wide_one_sets_them_in_one_column(form: Intake, qtbot: QtBot) -> None:
    form.resize(900, 900)
    words = form.map_button.text()
    rows = (form.text, form.address, form.urgent.time, form.matter, form.order)
    assert words
    qtbot.waitUntil(lambda: len({row.mapTo(form, row.rect().topLeft()).x() for row in rows}) == 1, timeout=30_000)
    form.resize(480, 900)
    assert form.map_button.text() == "" and form.map_button.accessibleName() == words
    form.resize(900, 900)
    assert form.map_button.text() == words


def test_a_low_room_keeps_the_pictures_for_the_key(form: Intake) -> None:
    form.resize(900, 600)
    assert form.likely._low
    form.resize(900, 900)
    assert not form.likely._low
