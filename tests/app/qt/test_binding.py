"""The binding itself: PySide6 6.12.0 drops a reference of None or True at each call and ends the process in minutes."""

import sys

from PySide6.QtCore import QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

CALLS = 20_000


class _Sender(QObject):
    told = Signal(bool)


def test_twenty_thousand_calls_leave_none_and_true_alone(qtbot: QtBot) -> None:
    timer, sender = QTimer(), _Sender()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        timer.setInterval(5)
        sender.told.emit(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert abs(after[0] - before[0]) < 50
    assert abs(after[1] - before[1]) < 50
