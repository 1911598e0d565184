"""One second hand, near the full second, stopped when told."""

import gc
import time

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets import ticker
from widgets.ticker import Ticker


def test_it_beats_just_after_the_full_second(qtbot: QtBot) -> None:
    hand = Ticker()
    with qtbot.waitSignal(hand.ticked, timeout=3000):
        hand.start()
    assert time.time() % 1 < 0.5
    hand.stop()
    assert not hand.running


def test_controls_find_the_one_that_is_shared(qapp: QApplication) -> None:
    hand = Ticker()
    hand.share(qapp)
    assert ticker.of() is hand
    del hand
    gc.collect()
    assert ticker.of() is None, "a second hand that has gone is not read"
