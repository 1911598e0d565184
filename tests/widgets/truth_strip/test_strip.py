"""The strip never lies about age: it asks anew at every beat of the one ticker."""

import pytest
from pytestqt.qtbot import QtBot

from widgets import theme
from widgets.ticker import Ticker
from widgets.truth_strip import LEVELS, TruthStrip


def test_source_and_age_are_read(qtbot: QtBot, dark: theme.Theme) -> None:
    strip = TruthStrip()
    qtbot.addWidget(strip)
    strip.set("本地缓存", "12 分钟前", "stale")
    assert strip.accessibleName() == "本地缓存 · 12 分钟前"
    assert strip.level == "stale"


def test_it_counts_with_the_ticker_it_was_given(qtbot: QtBot, dark: theme.Theme) -> None:
    strip, ticker, age = TruthStrip(), Ticker(), [0]

    def words() -> tuple[str, str, str]:
        age[0] += 1
        return "中心平台", f"{age[0]} 秒前", "fresh"

    qtbot.addWidget(strip)
    strip.follow(words, ticker)
    assert strip.text == "中心平台 · 1 秒前"
    ticker.ticked.emit()
    assert strip.text == "中心平台 · 2 秒前"


def test_a_level_nobody_knows_is_an_error(qtbot: QtBot, dark: theme.Theme) -> None:
    strip = TruthStrip()
    qtbot.addWidget(strip)
    with pytest.raises(KeyError):
        strip.set("a", "b", "rotten")


def test_levels_differ_by_more_than_colour() -> None:
    assert len({icon for icon, _tone in LEVELS.values()}) == len(LEVELS)


def test_in_a_narrow_place_the_age_is_what_stays(qtbot: QtBot, dark: theme.Theme) -> None:
    strip = TruthStrip()
    qtbot.addWidget(strip)
    strip.set("中心平台的一个很长的名字", "12 分钟前", "stale")
    alone = TruthStrip()
    qtbot.addWidget(alone)
    alone.set("12 分钟前", "", "stale")
    least, wide = strip.minimumSizeHint(), strip.sizeHint()
    assert alone.sizeHint().width() <= least.width() < wide.width()
    strip.resize(least)
    alone.resize(least)
    ink = {
        alone.grab().toImage().pixelColor(x, y).name() for x in range(30, least.width()) for y in range(least.height())
    }
    shown = {
        strip.grab().toImage().pixelColor(x, y).name() for x in range(30, least.width()) for y in range(least.height())
    }
    assert len(ink) > 1 and len(shown) > 1
    assert strip.toolTip() == strip.text
