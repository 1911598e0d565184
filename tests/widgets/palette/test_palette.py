"""The palette is driven by the keyboard alone, and late answers never replace newer ones."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.palette import CommandPalette, PaletteItem, rank
from widgets.palette.palette import Deliver

ITEMS = (
    PaletteItem("1", "派遣", "操作", names=("pq",)),
    PaletteItem("2", "喊话", "操作", names=("hh",)),
    PaletteItem("3", "人民广场东", "摄像机", names=("rmgcd",)),
)


class Stage:
    """A window with a field and a palette over it; `held` keeps back what the provider has to say."""

    def __init__(self, qtbot: QtBot) -> None:
        self.home = QWidget()
        self.home.resize(900, 700)
        qtbot.addWidget(self.home)
        self.line = QLineEdit(self.home)
        self.held: dict[str, Callable[[], None]] | None = None
        self.palette = CommandPalette(self.home, "搜索", "没有找到", self.provide)
        self.chosen: list[str] = []
        self.palette.chosen.connect(lambda item: self.chosen.append(item.id))
        self.home.show()
        self.home.activateWindow()
        self.line.setFocus()

    def provide(self, text: str, deliver: Deliver) -> None:
        found = [item for item in ITEMS if rank(text, (item.title, *item.names))]
        if self.held is None:
            deliver(found)
        else:
            self.held[text] = lambda: deliver(found)

    def titles(self) -> list[str]:
        return [item.title for item in self.palette.items]


@pytest.fixture
def stage(qtbot: QtBot, dark: theme.Theme) -> Stage:
    made = Stage(qtbot)
    made.palette.open()
    return made


def press(stage: Stage, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(stage.palette.box, key)


def test_the_first_row_is_ready_and_sections_are_stepped_over(stage: Stage, qtbot: QtBot) -> None:
    assert stage.palette.current == ITEMS[0]
    press(stage, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert stage.palette.current == ITEMS[2]
    press(stage, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert stage.palette.current == ITEMS[1]


def test_return_chooses_and_gives_the_keyboard_back(stage: Stage, qtbot: QtBot) -> None:
    press(stage, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert stage.chosen == ["2"]
    assert stage.line.hasFocus()


def test_escape_chooses_nothing(stage: Stage, qtbot: QtBot) -> None:
    press(stage, qtbot, Qt.Key.Key_Escape)
    assert (stage.chosen, stage.palette.shown) == ([], False)


def test_letters_narrow_the_list(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.palette.box, "rmg")
    qtbot.waitUntil(lambda: stage.titles() == ["人民广场东"])


def test_what_does_not_exist_says_so(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.palette.box, "zzz")
    qtbot.waitUntil(stage.palette._nothing.isVisible)
    press(stage, qtbot, Qt.Key.Key_Return)
    assert stage.chosen == []


def test_half_a_composition_neither_searches_nor_chooses(stage: Stage, qtbot: QtBot) -> None:
    QApplication.sendEvent(stage.palette.box, QInputMethodEvent("ren'min", []))
    press(stage, qtbot, Qt.Key.Key_Return)
    assert stage.chosen == []
    assert len(stage.titles()) == 3
    committed = QInputMethodEvent("", [])
    committed.setCommitString("人民")
    QApplication.sendEvent(stage.palette.box, committed)
    qtbot.waitUntil(lambda: stage.titles() == ["人民广场东"])


def test_a_late_answer_to_an_older_text_is_dropped(stage: Stage, qtbot: QtBot) -> None:
    stage.held = {}
    for text in ("pq", "hh"):
        stage.palette.box.setText(text)
        qtbot.waitUntil(lambda text=text: text in (stage.held or {}))
    stage.held["hh"]()
    stage.held["pq"]()
    assert stage.titles() == ["喊话"]


def test_return_before_the_answer_waits_for_it(stage: Stage, qtbot: QtBot) -> None:
    stage.held = {}
    stage.palette.box.setText("hh")
    press(stage, qtbot, Qt.Key.Key_Return)
    assert stage.chosen == []
    stage.held["hh"]()
    assert stage.chosen == ["2"]


def test_rows_that_come_later_do_not_move_the_choice(stage: Stage, qtbot: QtBot) -> None:
    later: list[Deliver] = []

    def provide(text: str, deliver: Deliver) -> None:
        deliver(ITEMS[:2], False)
        later.append(deliver)

    stage.palette._provider = provide
    stage.palette.open()
    press(stage, qtbot, Qt.Key.Key_Down)
    later[-1]([ITEMS[2], *ITEMS[:2]])
    assert stage.palette.current == ITEMS[1]
