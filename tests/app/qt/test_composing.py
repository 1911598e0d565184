"""Pinyin all night: what is being composed is torn by no key, left behind by no card and written over by no hint."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.qt.composing import Composing


class Heard(QObject):
    """Notes the keys that reach a form."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self.keys: list[int] = []
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keys.append(event.key())
        return False


@pytest.fixture
def composing(qapp: QApplication) -> Iterator[Composing]:
    made = Composing()
    yield made
    made.stop()
    made.stop()


def method(field: QWidget, preedit: str, said: str = "") -> None:
    """What an input method tells a field."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(said)
    QApplication.sendEvent(field, event)


def leave(field: QWidget, reason: Qt.FocusReason = Qt.FocusReason.MouseFocusReason) -> None:
    """What Qt tells a field before the keyboard goes elsewhere."""
    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusAboutToChange, reason))


def test_it_knows_what_is_unfinished_in_the_field_followed(composing: Composing, qtbot: QtBot) -> None:
    line, other = QLineEdit(), QListWidget()
    for widget in (line, other):
        qtbot.addWidget(widget)
    composing.follow(line)
    method(line, "lu mian")
    assert composing.on
    method(line, "", "路面")
    assert not composing.on and line.text() == "路面"
    method(line, "ta")
    composing.follow(other)
    assert not composing.on
    method(line, "xian")
    assert not composing.on  # nobody types there


@pytest.mark.parametrize("reason", [Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason])
def test_leaving_ends_it_once_and_the_words_stay_where_they_stood(
    composing: Composing, qtbot: QtBot, reason: Qt.FocusReason
) -> None:
    text = QPlainTextEdit("路面")
    qtbot.addWidget(text)
    text.moveCursor(text.textCursor().MoveOperation.End)
    composing.follow(text)
    method(text, "塌陷")
    leave(text, reason)
    leave(text, reason)
    assert text.toPlainText() == "路面塌陷" and not composing.on
    assert text.textCursor().block().layout().preeditAreaText() == ""


@pytest.mark.parametrize("key", ["Ctrl+Return", "Return", "F5", "Alt+P"])
def test_a_key_the_method_lets_through_acts_on_nothing(composing: Composing, qtbot: QtBot, key: str) -> None:
    form = QWidget()
    text, done = QPlainTextEdit(form), list[str]()
    qtbot.addWidget(form)
    form.show()
    for one in ("F5", "Alt+P"):
        shortcut = QShortcut(QKeySequence(one), form)
        shortcut.activated.connect(partial(done.append, one))
    heard = Heard(form)
    composing.follow(text)
    method(text, "塌陷")
    stroke = QKeySequence(key)[0]
    qtbot.keyClick(text, stroke.key(), stroke.keyboardModifiers())
    assert (done, heard.keys, text.toPlainText(), composing.on) == ([], [], "", True)
    method(text, "", "塌陷")
    qtbot.keyClick(text, Qt.Key.Key_Escape)
    assert heard.keys == [Qt.Key.Key_Escape]  # said: keys mean again what they meant


def test_escape_gets_out_of_what_a_method_left_behind(composing: Composing, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    composing.follow(line)
    method(line, "塌陷")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "塌陷" and not composing.on


def test_a_hint_does_not_stand_under_a_composition(composing: Composing, qtbot: QtBot) -> None:
    text = QPlainTextEdit(placeholderText="发生了什么？")
    qtbot.addWidget(text)
    composing.follow(text)
    method(text, "lu")
    assert text.placeholderText() == ""
    method(text, "")
    assert text.placeholderText() == "发生了什么？"
    method(text, "lu")
    composing.follow(None)
    assert text.placeholderText() == "发生了什么？"


def test_a_field_may_end_while_it_is_followed(composing: Composing) -> None:
    line = QLineEdit()
    composing.follow(line)
    method(line, "lu")
    line.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not composing.on
    composing.follow(None)


def test_a_web_page_may_take_the_keyboard(composing: Composing, qtbot: QtBot) -> None:
    page = QWebEngineView()
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.loadFinished, timeout=30_000):
        page.setHtml("<input autofocus>")
    told: list[bool] = []
    QGuiApplication.instance().focusObjectChanged.connect(lambda: told.append(True))
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(lambda: bool(told) and QApplication.focusWidget() is not None, timeout=30_000)
    assert not composing.on
