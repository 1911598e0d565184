"""What is told beside the list: others at work, who is looking, what was missed, and a list taken out."""

import csv
import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.bus import Link, WatchingChanged
from app.panes.cases.parts.desks.absence import absence
from app.panes.cases.parts.desks.exporting import Progress, Stopped, rows_of, why_words
from app.panes.cases.parts.offline.away_page import AwayPage
from app.store import CaseQuery
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step, commit


def test_what_another_seat_does_is_told_in_one_line_with_a_key_to_go_there(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    desk.news(a_case(2, state="accepted", clock="file", version=2), a_step("c00002", "accept", "accepted"))
    strip = desk.pane.desks.others.strip
    desk.until(lambda: "12 号席 王某 12:00 受理 2026030200002" in strip.text)
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_W)
    desk.until(lambda: desk.detail.case_id == "c00002")
    assert strip.text == ""


def test_own_and_old_steps_and_those_of_the_case_in_hand_are_no_news(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    desk.see("c00001")
    old = a_step("c00002", "note", "reported", NOON - timedelta(hours=3))
    desk.news(a_step("c00002", "urge", "reported", seat="03"), old, a_step("c00001", "note", "reported"))
    desk.news(a_case(2, urges=1, version=2), a_step("c00002", "urge", "reported", NOON + timedelta(seconds=1)))
    desk.until(lambda: "催办" in desk.pane.desks.others.strip.text)
    assert "另有" not in desk.pane.desks.others.strip.text


def test_the_search_field_keeps_focus_caret_and_composition_while_others_work(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*(a_case(number) for number in range(1, 60)))
    desk.pane.view.search()
    desk.type("文三")
    box = desk.pane.view.queue.search
    box.setCursorPosition(1)
    commit(box, "", preedit="lu")
    for wave in range(3):
        desk.news(*(replace(a_case(number), urges=wave + 1, version=wave + 2) for number in range(1, 60)))
        desk.news(a_step("c00009", "urge", "reported", NOON + timedelta(seconds=wave)))
    desk.until(lambda: "催办" in desk.pane.desks.others.strip.text)
    assert desk.focus() is box and box.cursorPosition() == 1 and box.composing
    assert box.text() == "文三"


def test_who_holds_and_who_looks_at_a_case_stands_in_its_row(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, claimed_by="12", claimed_name="王某"), a_case(2, claimed_by="03"))
    desk.ctx.bus.publish(WatchingChanged("c00002", (("07", "赵某"),)))

    def marks(row: int) -> list[tuple[str, str]]:
        face = desk.pane.queue.model.face(row)
        return [(mark.icon, mark.text) for mark in face.marks] if face is not None else []

    desk.until(lambda: ("eye", "07") in marks(1))
    assert ("user-check", "12") in marks(0) and ("user-check", "我") in marks(1)
    desk.ctx.bus.publish(WatchingChanged("c00002", ()))
    desk.until(lambda: ("eye", "07") not in marks(1))


def away(desk: Desk, minutes: int) -> None:
    """The seat was cut off before noon for so many minutes; others have worked on meanwhile."""
    with desk.store.writer._outbox.write() as connection:
        from app.store.outbox import note_away

        note_away(connection, NOON - timedelta(minutes=minutes), desk.cursor)
    theirs = a_case(1, state="accepted", clock="file", version=2, claimed_by="03", updated_at=NOON)
    new = a_case(9, reported_at=NOON - timedelta(minutes=5), updated_at=NOON, due_at=NOON - timedelta(minutes=1))
    desk.news(theirs, new, a_step("c00001", "accept", "accepted"), a_step("c00009", "report", "reported"))


def test_after_an_outage_a_line_offers_what_was_missed_and_a_page_shows_it(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2))
    away(desk, 38)
    strip = desk.pane.desks.absence.strip
    desk.pane.desks.absence.linked(Link(state="live", since=NOON, as_of=NOON))
    desk.until(lambda: strip.text.startswith("断开 11:22–12:00：他席改动 2 件"))
    assert "新到 1 件" in strip.text and "我认领的 1 件" in strip.text and "期间转超期 1 件" in strip.text
    desk.rows.setFocus()
    desk.key(Qt.Key.Key_Z)
    page = desk.pane.view.page
    assert isinstance(page, AwayPage) and strip.text == ""
    faces = [page.model.face(row) for row in range(page.model.rowCount())]
    assert {face.id for face in faces if face} == {"c00001", "c00009"}
    assert any("12:00 受理（12 号席 王某）" in face.summary for face in faces if face)
    chosen = page.list.current_id()
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.detail.case_id == chosen)
    seen = desk.pane.save()["missed"]
    desk.pane.desks.absence.seen = ""
    desk.pane.restore({"missed": seen})
    desk.pane.desks.absence.read(NOON)
    desk.until(lambda: desk.pane.desks.absence._task is not None)
    assert strip.text == ""


def test_a_short_absence_is_not_worth_a_word(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    away(desk, 1)
    assert absence(desk.store.reader, "03", NOON, NOON, timedelta(minutes=2)) is None


def test_the_list_is_taken_out_whole_in_its_order_with_the_mark_of_the_seat(
    make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk(
        *(a_case(number, source_no=f"=cmd{number}") for number in range(1, 451)), a_case(900, state="filed")
    )
    queue, exporting = desk.pane.view.queue, desk.pane.desks.exporting
    queue.choose_tab("reported")
    desk.until(lambda: desk.pane.queue.model.rowCount() == 450)
    exporting.start(tmp_path / "list.xlsx")
    desk.until(lambda: exporting.strip.text == "已导出 450 件：list.xlsx")
    rows: list[Any] = [
        list(row) for row in load_workbook(tmp_path / "list.xlsx").worksheets[0].iter_rows(values_only=True)
    ]
    cells = [str(cell) for row in rows for cell in row if cell]
    assert any("03" in cell and "李" in cell for cell in cells)
    assert "清单为 2026-03-02 12:00:00 这一刻的全部内容，此后的变动不在其中" in cells
    numbered = [row for row in rows if isinstance(row[0], int | float)]
    assert [row[0] for row in numbered] == list(range(1, 451))
    assert str(numbered[0][1]) == "2026030200001"
    exporting.start(tmp_path / "list.csv")
    desk.until(lambda: exporting.strip.text == "已导出 450 件：list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) > 450


def test_a_stopped_export_leaves_nothing_behind(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_desk(*(a_case(number) for number in range(1, 20)))
    progress = Progress()
    with desk.store.reader.moment() as moment:
        rows = rows_of(moment, CaseQuery(), progress)
        assert next(rows)["n"] == 1
        progress.stop()
        with pytest.raises(Stopped):
            next(rows)
    exporting = desk.pane.desks.exporting
    exporting.start(tmp_path / "list.xlsx")
    exporting.cancel()
    desk.until(lambda: exporting._progress is None)
    left = list(tmp_path.glob("list*"))
    assert left == [] or exporting.strip.text.startswith("已导出")


def test_a_file_that_cannot_be_written_says_so(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_desk(a_case(1))
    (tmp_path / "taken").write_text("a file where a folder should be")
    desk.pane.desks.exporting.start(tmp_path / "taken" / "list.xlsx")
    desk.until(lambda: desk.pane.desks.exporting.strip.text == "没有导出：没有这个文件夹；换个地方")
    assert "另一个程序" in why_words(PermissionError(13, "Permission denied"))
    assert why_words(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满；清理磁盘，或存到别处"
    assert why_words(ValueError("\u202e坏")) == "文件写不进去（\ufffd坏）"
