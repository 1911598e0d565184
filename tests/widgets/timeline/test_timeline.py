"""Steps are read from top to bottom; a long note wraps instead of being cut."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.timeline import Timeline, TimelineStep

STEPS = (
    TimelineStep("11-22 13:40", "上报", "12345 热线", "窨井盖缺失，行人绕行。", "info", "phone"),
    TimelineStep("11-22 14:02", "派遣", "派遣员丙 · 12 号席", "市政维护所", waiting=True, badge="待发送"),
)


def line(qtbot: QtBot, width: int = 480) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(width, 300)
    made.show()
    made.set_steps(STEPS)
    return made


def test_each_step_is_spoken_as_one_sentence_with_its_waiting_mark(qtbot: QtBot, dark: theme.Theme) -> None:
    spoken = line(qtbot).model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "11-22 14:02 · 派遣 · 派遣员丙 · 12 号席 · 市政维护所 · 待发送"


def test_a_long_note_makes_the_row_taller_in_a_narrow_place(qtbot: QtBot, dark: theme.Theme) -> None:
    long = TimelineStep("11-22 13:40", "上报", "", "解放路与中山街路口东北角人行道上的窨井盖缺失，" * 4)
    wide, narrow = line(qtbot, 900), line(qtbot, 320)
    wide.set_steps([long])
    narrow.set_steps([long])
    assert narrow.full_height() > wide.full_height()


def test_the_same_steps_again_keep_the_place_of_the_eye(qtbot: QtBot, dark: theme.Theme) -> None:
    made = line(qtbot)
    made.set_steps(STEPS * 20)
    made.setCurrentIndex(made.model().index(7, 0))
    made.set_steps(STEPS * 20)
    assert made.currentIndex().row() == 7


def test_it_paints_in_both_themes(qtbot: QtBot, dark: theme.Theme) -> None:
    made = line(qtbot)
    assert made.grab().toImage().pixelColor(470, 290).name() == dark.surface
