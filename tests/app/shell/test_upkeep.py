"""F9: a seat's own data by keyboard: its age, what waits, how far a transfer is, and files that are really damaged."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bus import Link
from app.domain.command import Command
from app.shell import upkeep_words as words
from app.shell.deeds import Deeds, House
from app.shell.upkeep import Upkeep
from app.shell.window import HallWindow
from app.store import Standing, Store
from app.store.arriving import SNAPSHOT, Arriving, begin, part_of
from app.store.checkup import Checkup, last_checkup
from app.store.pruning import Backed
from app.store.soundness import FileState
from tests.app.shell.desk import ACTOR, Desk

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
PAGE = 4_096


def seen(link: Link, part: Arriving | None = None, cursor: int = 120_613) -> words.Picture:
    return words.Picture(link, Standing(cursor=cursor), part, None, (), ())


@pytest.fixture
def at_the_hub(desk: Desk) -> None:
    """The seat has cases enough to fill some pages, two operations under way, and stands live."""
    desk.fill(camera=[])
    for number in range(2):
        desk.store.writer.enqueue(Command(kind="case.note", target=f"c{number}", by=ACTOR, at=datetime.now(UTC)))
    desk.store.link_now = Link(state="live", since=NOW, as_of=datetime.now(UTC))


@pytest.fixture
def mended(desk: Desk) -> list[str]:
    return []


@pytest.fixture
def page(at_the_hub: None, window: HallWindow, desk: Desk, mended: list[str]) -> Upkeep:
    """The window's own page, healed as the conversation heals: by the store, at once."""
    upkeep = window.upkeep

    def mend() -> None:
        mended.append("asked")
        desk.store.heal()

    upkeep._ctx = replace(upkeep._ctx, mend=mend)
    house = House(lambda: None, lambda _code: None, lambda: None, lambda: None)
    window.offer(Deeds(window, desk.selection, house).actions)
    return upkeep


@pytest.fixture
def open_page(page: Upkeep, window: HallWindow, qtbot: QtBot) -> Callable[[], Upkeep]:
    def press() -> Upkeep:
        assert window.press("F9"), "F9 means something"
        qtbot.waitUntil(lambda: page.sheet.shown and "截至" in page.sheet.text)
        return page

    return press


def press(page: Upkeep, key: Qt.Key, qtbot: QtBot) -> None:
    qtbot.keyClick(page.sheet, key)  # type: ignore[no-untyped-call]


def damage(desk: Desk, outbox: bool = False) -> None:
    """Every other page of the cache, or of the outbox, turns to noise, as a dying disk leaves it."""
    path = desk.profile.outbox_db if outbox else desk.profile.cache_db
    (desk.store._outbox if outbox else desk.store._cache).close()
    data = bytearray(path.read_bytes())
    for start in range(PAGE * 2, len(data) - PAGE, PAGE * 2):
        data[start : start + PAGE] = os.urandom(PAGE)
    path.write_bytes(data)


def test_f9_shows_source_age_and_what_waits_and_f1_knows_the_key(
    open_page: Callable[[], Upkeep], window: HallWindow
) -> None:
    page = open_page()
    for said in ("实时", "截至", "秒前", "待发", "最早一项", "待发记录", "本地缓存", "还没有检查过"):
        assert said in page.sheet.text, said
    assert page.sheet._numbers["waiting"].text() == "2"
    assert page.sheet.share is None
    listed = {action.id: action.shortcut for group in window.groups() for action in group.actions}
    assert listed["shell.data"] == "F9"
    assert "shell.data.check" in listed and "shell.data.repair" in listed


def test_it_says_calmly_what_no_backup_of_the_hub_has_yet() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert words.backed_words(Backed(), NOW) == ""
    assert "都在中心平台的备份里" in words.backed_words(Backed(at=NOW - hour), NOW)
    young, old = (words.backed_words(Backed(1_200, NOW - since, NOW - 9 * day), NOW) for since in (hour, 3 * day))
    assert "1,200" in young and "等中心平台下次备份" in young and "管理员" not in young
    assert "1,200" in old and "02-26 12:00" in old and "管理员" in old


def test_one_key_checks_every_page_and_one_copies_what_is_precious(
    open_page: Callable[[], Upkeep], desk: Desk, qtbot: QtBot
) -> None:
    page = open_page()
    for other in (0x0416, Qt.Key.Key_A, Qt.Key.Key_F12):  # Qt has no name for the first
        event = QKeyEvent(QEvent.Type.KeyPress, int(other), Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(page.sheet, event)
    assert page.sheet.shown and page.sheet.said == ""
    press(page, Qt.Key.Key_C, qtbot)
    qtbot.waitUntil(lambda: page.sheet.said == "两个文件都完好")
    qtbot.waitUntil(lambda: page.sheet.text.count("完好") >= 3 and "逐页检查过" in page.sheet.text)
    kept = last_checkup(desk.profile)
    assert kept is not None and [file.state for file in kept.files] == ["sound", "sound"]
    assert kept.files[0].rows == 2
    press(page, Qt.Key.Key_B, qtbot)
    qtbot.waitUntil(lambda: page.sheet.said.startswith("待发记录已备份"))
    qtbot.waitUntil(lambda: "留有 1 份" in page.sheet.text)
    press(page, Qt.Key.Key_Escape, qtbot)
    assert not page.sheet.shown


@pytest.mark.expects_errors
def test_a_damaged_cache_is_named_and_repaired_by_key_and_no_operation_is_lost(
    open_page: Callable[[], Upkeep], desk: Desk, mended: list[str], qtbot: QtBot
) -> None:
    page = open_page()
    damage(desk)
    press(page, Qt.Key.Key_C, qtbot)
    qtbot.waitUntil(lambda: "本地缓存损坏" in page.sheet.said)
    assert "按 R 修复" in page.sheet.said and "重新取回" in page.sheet.said
    found = last_checkup(desk.profile)
    assert found is not None and [file.state for file in found.files] == ["sound", "damaged"]
    press(page, Qt.Key.Key_R, qtbot)
    qtbot.waitUntil(lambda: page.sheet.said.startswith("已修复"))
    assert mended == ["asked"]
    aside = next(desk.profile.folder.glob("cache.db.damaged-*")).name
    assert aside in page.sheet.said and "待发的一项不少" in page.sheet.said
    qtbot.waitUntil(lambda: aside in page.sheet.text and page.sheet._numbers["waiting"].text() == "2")
    assert len(desk.store.reader.pending()) == 2


@pytest.mark.expects_errors
def test_a_damaged_outbox_says_what_to_do_is_not_copied_over_the_good_copy_and_comes_back_at_the_next_start(
    open_page: Callable[[], Upkeep], desk: Desk, mended: list[str], qtbot: QtBot
) -> None:
    page = open_page()
    press(page, Qt.Key.Key_B, qtbot)
    qtbot.waitUntil(lambda: page.sheet.said.startswith("待发记录已备份"))
    damage(desk, outbox=True)
    press(page, Qt.Key.Key_R, qtbot)
    qtbot.waitUntil(lambda: "待发记录损坏" in page.sheet.said)
    assert "Ctrl+Q" in page.sheet.said and mended == []
    press(page, Qt.Key.Key_B, qtbot)
    qtbot.waitUntil(lambda: "没有备份成功" in page.sheet.said)
    press(page, Qt.Key.Key_Escape, qtbot)
    qtbot.waitUntil(lambda: page._ctx.tasks.at_rest)
    desk.store.close()
    again = Store.open(desk.profile, desk.store.clock)
    try:
        assert len(again.reader.pending()) == 2, "the copy gives back what the damage took"
    finally:
        again.close()


@pytest.mark.expects_errors
def test_offline_a_repair_that_would_empty_the_lists_is_asked_for_twice(
    open_page: Callable[[], Upkeep], desk: Desk, mended: list[str], qtbot: QtBot
) -> None:
    desk.store.link_now = Link(state="offline", since=NOW)
    page = open_page()
    damage(desk)
    press(page, Qt.Key.Key_R, qtbot)
    qtbot.waitUntil(lambda: "再按一次 R" in page.sheet.said)
    assert mended == []
    press(page, Qt.Key.Key_R, qtbot)
    qtbot.waitUntil(lambda: page.sheet.said.startswith("已修复"))
    assert mended == ["asked"]


def test_what_is_sound_is_not_repaired_but_copied(
    open_page: Callable[[], Upkeep], mended: list[str], qtbot: QtBot
) -> None:
    page = open_page()
    press(page, Qt.Key.Key_R, qtbot)
    qtbot.waitUntil(lambda: page.sheet.said.startswith("两个文件都完好，不用修复；待发记录已备份"))
    assert mended == []


@pytest.mark.expects_errors
def test_the_daily_look_heals_what_it_finds_broken_and_looks_no_more_that_day(
    page: Upkeep, desk: Desk, mended: list[str], qtbot: QtBot
) -> None:
    damage(desk)
    page.check_if_due()
    qtbot.waitUntil(lambda: mended == ["asked"])
    before = last_checkup(desk.profile)
    page.check_if_due()
    qtbot.waitUntil(lambda: page._ctx.tasks.at_rest)
    assert last_checkup(desk.profile) == before and before is not None


def test_an_unfinished_transfer_shows_its_share_and_says_that_it_goes_on_by_itself(
    open_page: Callable[[], Upkeep], desk: Desk, qtbot: QtBot
) -> None:
    dest = desk.profile.folder / SNAPSHOT
    begin(dest, '"e1-7"', 6_176_470)
    part_of(dest).write_bytes(bytes(2_100_000))
    desk.store.link_now = Link(state="catching_up", since=NOW, progress=0.34)
    page = open_page()
    assert "正在接收整份数据：34%，已收到 2.1 MB，共 6.2 MB" in page.sheet.text and "自动从这里继续" in page.sheet.text
    assert page.sheet.share == pytest.approx(0.34, abs=0.001)
    desk.store.link_now = Link(state="offline", since=NOW)
    qtbot.waitUntil(lambda: "整份数据收到 34%：2.1 MB，共 6.2 MB；线路一通就自动从这里继续" in page.sheet.text)
    part_of(dest).unlink()
    desk.store.link_now = Link(state="live", since=NOW, as_of=datetime.now(UTC))
    qtbot.waitUntil(lambda: "已到第 1 号变化；以后只传变化" in page.sheet.text and page.sheet.share is None)


def test_every_ill_file_is_said_with_what_is_kept_and_what_to_do() -> None:
    assert "Ctrl+Q" in words.ill_words(FileState("outbox.db", "damaged"))
    assert "备份" in words.ill_words(FileState("outbox.db", "damaged"))
    assert "按 R" in words.ill_words(FileState("cache.db", "damaged"))
    for state in ("newer", "foreign", "locked", "unreadable"):
        said = words.ill_words(FileState("cache.db", state))
        assert "本地缓存：" in said and "profile." not in said and "outbox." not in said
    old = Checkup(NOW - timedelta(hours=9), (FileState("cache.db", "older"),))
    assert not old.ill and "9 小时前" in words.checked_words(old, NOW)


def test_offline_says_where_it_stopped_and_a_seat_that_heard_nothing_yet_says_so() -> None:
    assert "停在第 120,613 号变化" in words.progress_words(seen(Link(state="offline")))
    assert "还没有收到过数据" in words.progress_words(seen(Link(state="refused"), cursor=0))
    assert "补齐变化，已到第 120,613 号" in words.progress_words(seen(Link(state="catching_up")))
    stale = Arriving(100, 0, "t")
    assert "—" in words.progress_words(seen(Link(state="offline"), stale)) and stale.share is None
