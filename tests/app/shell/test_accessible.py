"""Every control can be named by a screen reader, in every window of the shell."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from app.shell.deeds import Deeds, House
from app.shell.window import HallWindow
from tests.app.shell.desk import Desk

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)


def nameless(root: QWidget) -> Iterator[QWidget]:
    """Controls without a name of their own: no accessible name, and no text on them."""
    for part in root.findChildren(QWidget):
        if isinstance(part, CONTROLS) and not _out_of_reach(part) and not _inside_another(part):
            words = part.text() if isinstance(part, QAbstractButton) else ""
            if not part.accessibleName().strip() and not words.strip():
                yield part


def _out_of_reach(part: QWidget) -> bool:
    return part.isHidden() or isinstance(part, QScrollBar)


def _inside_another(part: QWidget) -> bool:
    """Parts that Qt itself puts inside a control: the line of a spin box, the list of a combo box."""
    parent = part.parentWidget()
    while parent is not None:
        if isinstance(parent, CONTROLS) or parent.inherits("QComboBoxPrivateContainer") or parent.inherits("QTabBar"):
            return True
        parent = parent.parentWidget()
    return part.inherits("QHeaderView")


@pytest.fixture
def furnished(desk: Desk, open_window: Callable[..., HallWindow]) -> HallWindow:
    window = open_window()

    def nothing(*_: object) -> None:
        return None

    window.offer(Deeds(window, desk.selection, House(nothing, nothing, nothing, nothing)).actions)
    return window


def test_the_whole_window_has_names(furnished: HallWindow) -> None:
    furnished.open_palette()
    furnished.open_shortcuts()
    furnished.open_troubles()
    assert not [f"{type(part).__name__} {part.objectName()}" for part in nameless(furnished)]


def test_the_walker_finds_a_control_without_a_name(qtbot: object) -> None:
    root = QWidget()
    QLineEdit(root)
    named = QLineEdit(root)
    named.setAccessibleName("编号")
    assert len(list(nameless(root))) == 1
