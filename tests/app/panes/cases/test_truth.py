"""The screen does not lie: its age is always said, text from outside is only text, and people are masked."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.bus import Link
from app.domain.errors import Unavailable
from app.panes.cases.parts.desks.reading import Reading
from app.panes.cases.parts.plain import inert, masked_name, masked_phone, one_line
from app.panes.cases.parts.truth import none_as_of
from app.qt.truth import truth_words
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step

HOSTILE = (
    "<b>加粗</b><img src='file:///etc/passwd'><script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "'; drop table case; --",
    "正常\u202e倒过来\u2066藏起来",
    "前\x00后\x07\x1b[31m",
    "很长" * 4_000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(make_desk: Callable[..., Desk], text: str) -> None:
    bad = a_case(1, description=text, address=text[:390], matter_name=text[:200], reporter=text[:100])
    desk = make_desk(bad, a_step("c00001", "note", "reported", note=text, operator=text[:60]))
    desk.see("c00001")
    shown = desk.detail.facts.description
    assert shown.textFormat() == Qt.TextFormat.PlainText
    assert not any(char in shown.text() for char in "\x00\x07\x1b\u202e\u2066")
    if text.startswith("<b>"):
        assert "<b>加粗</b>" in shown.text()
    face = desk.pane.queue.model.face(0)
    assert face is not None and len(face.summary) <= 130 and "\n" not in face.summary and "\u202e" not in face.summary
    assert desk.detail.timeline.steps[0].note
    assert not desk.pane.widget.grab().isNull()


def test_inert_text_keeps_lines_and_marks_invisible_orders() -> None:
    assert inert("一行\r\n二行") == "一行\n二行"
    assert inert("a\u202eb") == "a\N{REPLACEMENT CHARACTER}b"
    assert one_line("很长" * 4_000, 20) == "很长" * 10 + "…"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("0911-2345678", "091****5678"), ("12345", "1***5"), ("", ""), ("无", "")],
)
def test_phones_are_masked(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def test_reporters_are_masked_and_confidential_ones_not_even_hinted_at(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2, confidential=True))
    desk.see("c00001")
    assert desk.detail.facts.text("reporter") == "王**  138****5678"
    assert masked_name("欧阳某某") == "欧**"
    desk.see("c00002")
    assert desk.detail.facts.text("reporter") == "要求保密"


def test_an_empty_list_says_as_of_when(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    desk.pane.view.queue.choose_tab("suspended")
    desk.until(lambda: desk.pane.queue.model.rowCount() == 0)
    desk.until(lambda: "没有“挂账”的案件" in desk.rows._empty[0])
    assert "截至" in desk.rows._empty[0]
    assert "离线" in desk.pane.view.queue.truth.text


def test_truth_words_say_source_age_and_what_waits() -> None:
    live = Link(state="live", as_of=NOON, pending=3)
    assert truth_words(live, NOON) == ("实时 · 待发 3", "截至 12:00", "waiting")
    away = Link(state="offline", since=NOON, as_of=NOON)
    assert truth_words(away, NOON + timedelta(minutes=12)) == ("离线", "截至 12:00，12 分钟前", "offline")
    assert none_as_of(Link(), "超期")[0] == "还没有案件数据"
    assert none_as_of(away, "超期") == ("截至 12:00 没有“超期”的案件", "离线：之后的情况还不知道")


def test_two_clocks_of_one_case_run_apart(make_desk: Callable[..., Desk]) -> None:
    case = a_case(
        1,
        state="dispatched",
        clock="sign",
        dispatched_at=NOON - timedelta(hours=1),
        clock_from=NOON - timedelta(hours=1),
        due_at=NOON + timedelta(minutes=20),
        sign_due_at=NOON + timedelta(minutes=20),
        dispose_due_at=NOON + timedelta(hours=6),
        accepted_at=NOON - timedelta(hours=3),
    )
    desk = make_desk(case)
    desk.see("c00001")
    clocks = {line.name: line for line in desk.detail.clocks.lines}
    assert (clocks["签收时限"].text, clocks["处置时限"].text) == ("剩 20分", "剩 6时0分")
    assert clocks["受理时限"].text.startswith("用时")
    desk.clock.go_on(minutes=21)
    desk.until(lambda: {line.name: line.text for line in desk.detail.clocks.lines}["签收时限"] == "超 1分")
    assert desk.detail.header._light_text.text() == "超 1分"


def test_photos_of_a_case_are_read_from_the_profile(make_desk: Callable[..., Desk]) -> None:
    from app.domain.media import Media

    photo = Media(
        id="m1",
        owner_kind="case",
        owner_id="c00001",
        name="a.png",
        mime="image/png",
        size=1,
        sha256="0" * 64,
        taken_at=NOON,
        stage="before",
    )
    desk = make_desk(a_case(1), photo)
    picture: Any = QImage(80, 60, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(desk.ctx.profile.media / "m1.png"))
    desk.see("c00001")
    desk.until(lambda: "m1" in desk.detail.photos._images)
    assert desk.detail.photos.photos[0].caption.startswith("处置前")


def test_photos_of_other_seats_are_fetched_and_wait_while_the_hub_is_away(
    make_desk: Callable[..., Desk], tmp_path: Path, qtbot: Any
) -> None:
    desk, there = make_desk(a_case(1)), threading.Event()
    picture: Any = QImage(80, 60, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "m7"), "PNG")

    def fetch(media_id: str) -> Path:
        if not there.is_set():
            raise Unavailable("hub away", code="hub.away")
        return tmp_path / media_id

    reading = Reading(replace(desk.ctx, media=fetch), desk.pane.widget)
    came: list[tuple[str, Any]] = []
    reading.pictured.connect(lambda photo_id, image: came.append((photo_id, image)))
    reading.photo("m7")
    desk.until(lambda: len(came) == 1)
    assert came[0][1].isNull()
    there.set()
    reading.photo("m7")
    desk.until(lambda: len(came) == 2)
    assert came[1][0] == "m7" and came[1][1].width() == 80
    reading.stop()


def test_going_around_takes_every_room_to_the_case(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2, lon=None, lat=None))
    desk.see("c00001")
    spots: list[Any] = []
    desk.ctx.selection.around.connect(spots.append)
    desk.pane.desk.go_around()
    assert (spots[0].lon, spots[0].lat, spots[0].origin_id) == (109.5, 36.6, "c00001")
    desk.see("c00002")
    around = next(action for action in desk.pane.actions() if action.id == "cases.around")
    assert not around.enabled()


def test_two_chinese_characters_find_a_case(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2, description="路灯不亮"))
    desk.pane.view.search()
    desk.type("路灯")
    desk.until(lambda: desk.shown() == ["c00002"])
