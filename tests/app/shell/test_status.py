"""The strip says who, where, how fresh, how much waits, and which kind of day it is."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.bus import Link
from app.domain.command import Actor
from app.shell.status import Sitting, StatusStrip, link_words, shift
from widgets import theme
from widgets.badge import Badge

NOW = datetime(2026, 11, 22, 6, 2, 33, tzinfo=UTC)


@pytest.fixture
def strip(qapp: QApplication, qtbot: QtBot) -> StatusStrip:
    theme.apply(qapp, "dark")
    made = StatusStrip(Sitting(Actor("12", "o", "值班员甲", "duty_officer"), "示范区城运中心"))
    qtbot.addWidget(made)
    made.show()
    return made


def words(strip: StatusStrip) -> str:
    labels = [label.text() for label in strip.findChildren(QLabel) if label.isVisible()]
    badges = [badge.text for badge in strip.findChildren(Badge) if badge.isVisible()]
    return " ".join(labels + badges)


def test_the_clock_is_the_hall_s_with_seconds(strip: StatusStrip) -> None:
    strip.tick(NOW)
    assert "14:02:33" in words(strip)
    assert "2026-11-22 周日" in words(strip)


def test_who_sits_where_is_always_read(strip: StatusStrip) -> None:
    assert "示范区城运中心" in words(strip)
    assert "12 号席 · 值班员甲 · 值班员" in words(strip)


@pytest.mark.parametrize(("hour", "word"), [(0, "白班"), (11, "白班"), (12, "夜班"), (23, "夜班")])
def test_the_shift_changes_at_eight(hour: int, word: str) -> None:
    assert shift(NOW.replace(hour=hour)) == word


def test_a_live_link_says_how_old_the_data_are() -> None:
    assert link_words(Link(state="live", as_of=NOW - timedelta(seconds=3)), NOW) == "实时 · 数据 3 秒前"


def test_an_outage_says_since_when() -> None:
    link = Link(state="offline", since=NOW - timedelta(minutes=12), as_of=NOW - timedelta(minutes=13))
    assert link_words(link, NOW) == "离线，自 13:50 · 数据 13 分钟前"


def test_a_seat_without_data_says_so() -> None:
    assert "还没有数据" in link_words(Link(state="offline", since=NOW), NOW)


def test_catching_up_says_how_far() -> None:
    assert "42%" in link_words(Link(state="catching_up", since=NOW, progress=0.42), NOW)


def test_the_age_moves_on_with_the_clock(strip: StatusStrip) -> None:
    strip.show_link(Link(state="live", as_of=NOW), NOW)
    strip.tick(NOW + timedelta(seconds=7))
    assert "7 秒前" in words(strip)


def test_what_waits_is_counted_and_nothing_is_not_shown(strip: StatusStrip) -> None:
    strip.show_link(Link(state="offline", since=NOW, pending=3), NOW)
    assert "待发 3" in words(strip)
    strip.show_link(Link(state="live", as_of=NOW), NOW)
    assert "待发" not in words(strip)


def test_a_drill_cannot_be_mistaken(strip: StatusStrip) -> None:
    plain = strip.grab().toImage()
    strip.set_mode("drill")
    assert "演练" in words(strip)
    drilled = strip.grab().toImage()
    bottom = strip.height() - 1
    assert drilled.pixelColor(400, bottom).name() == theme.of(strip).drill
    assert plain.pixelColor(400, bottom) != drilled.pixelColor(400, bottom)
    strip.set_mode("")
    assert "演练" not in words(strip)


def test_troubles_are_counted_on_a_button(strip: StatusStrip, qtbot: QtBot) -> None:
    strip.show_troubles(2)
    with qtbot.waitSignal(strip.troubles_requested):
        strip._troubles.click()
