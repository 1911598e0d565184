"""The tour's hands press real keys: what a shortcut, a field and a menu hear is what they hear from a person."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import hands


def test_a_pressed_key_reaches_a_shortcut_a_field_and_an_open_menu(qtbot: QtBot) -> None:
    window, heard = QWidget(), list[str]()
    field, column = QLineEdit(), QVBoxLayout(window)
    column.addWidget(field)
    QShortcut(QKeySequence("Ctrl+K"), window).activated.connect(lambda: heard.append("shortcut"))
    menu = QMenu(window)
    menu.addAction("第一项").triggered.connect(lambda: heard.append("first"))
    menu.addAction("第二项").triggered.connect(lambda: heard.append("second"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=30_000)

    hands.write("延河路")
    hands.press("J")
    qtbot.waitUntil(lambda: field.text() == "延河路j", timeout=30_000)
    hands.press("Ctrl+K")
    qtbot.waitUntil(lambda: heard == ["shortcut"], timeout=30_000)
    menu.popup(window.mapToGlobal(window.rect().center()))
    for key in ("Down", "Down", "Return"):
        hands.press(key)
    qtbot.waitUntil(lambda: heard == ["shortcut", "second"], timeout=30_000)
    assert field.text() == "延河路j"
