"""Books leave as tables and come in again: seen row by row before anything is written, taken back as a whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

import app.documents.export
import app.imports.books  # noqa: F401  as the console does at its start: the pool opens no library
from app.domain.responsibility import Responsibility, Ruling
from tests.app.panes.books.conftest import COVER
from tests.fakes.desk import NOON

Make = Callable[..., Any]


def brought(desk: Any, path: Path) -> dict[str, Any]:
    """Bring a file and wait for its page; the rows by what they would do."""
    desk.pane.bringing.read(path)
    desk.until(lambda: desk.pane.bringing.page is not None)
    return {row.id: row for row in desk.pane.bringing.page.rows}


def test_a_book_taken_out_and_brought_in_again_changes_nothing(make_desk: Make, tmp_path: Path) -> None:
    later = replace(COVER, id="part-0102@2027-01-01", valid_from="2027-01-01", limit_value=2)
    ruling = Ruling(
        id="r2", matter_id="event-0102", matter_name="暴露垃圾", unit_id="u-hw", unit_name="环境卫生服务中心",
        lon=109.5, lat=36.6, radius_m=80, basis="纪要 13800005678", decided_by="王",
        decided_at=NOON + timedelta(microseconds=7_000), enabled=False,
    )  # fmt: skip
    line = Responsibility(
        id="l2", unit_id="u-hw", unit_name="环境卫生服务中心", assist_unit_ids=("u-sz",), basis="=1+1"
    )
    desk = make_desk(replace(COVER, valid_to="2026-12-31"), later, ruling, line)
    for tab in ("matter", "responsibility", "ruling", "algorithm"):
        desk.turn(tab)
        desk.until(lambda tab=tab: desk.pane.model.rowCount() == len(desk.store.reader.all(tab)))
        path = tmp_path / f"{tab}.xlsx"
        desk.pane.taking.write(path)
        desk.until(path.exists)
        rows = brought(desk, path)
        assert {row.id for row in rows.values() if row.sort == "same"} == {
            record.id for record in desk.store.reader.all(tab)
        } - {"r1"}, [(row.id, row.sort, row.differences, row.why) for row in rows.values()]
        desk.key(Qt.Key.Key_Escape)
        assert desk.pane.bringing.page is None


def test_a_file_is_looked_at_row_by_row_then_written_and_taken_back(make_desk: Make, tmp_path: Path) -> None:
    path = tmp_path / "事项.csv"
    path.write_text(
        "部件/事件,大类编码,小类编码,大类,小类,时限,时限单位,责任单位,生效日期,备注\n"
        "事件,01,02,市容环境,暴露垃圾,4,工作时,,,\n"
        "部件,01,02,公用设施,污水井盖,4,工作时,,,\n"
        "事件,07,09,其他,共享单车淤积,1,工作日,环卫中心,,\n"
        "事件,07,10,其他,无名单位,1,工作日,没有这个单位,,\n",
        encoding="utf-8",
    )
    desk = make_desk()
    rows = brought(desk, path)
    page = desk.pane.bringing.page
    assert {row.place: row.sort for row in rows.values()} == {2: "changed", 3: "same", 4: "new", 5: "refused"}
    assert rows["event-0102"].differences == (("处置时限", "1 工作日", "4 工作时"),)
    assert "没有这个单位" in next(row for row in rows.values() if row.place == 5).why
    assert "备注" in page.note.text()
    page.list.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: sorted(row.sort for row in page.rows) == ["refused", "same", "sent", "sent"])
    assert len(desk.store.reader.pending()) == 2
    assert desk.get("matter", "event-0102").limit_unit == "work_hour"
    assert desk.get("matter", "event-0709").unit_id == "u-hw"
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "正在撤销 2 条" in page.note.text() and not desk.pane.bringing.can_undo()
    desk.until(lambda: "已撤销 2 条" in desk.pane.view.notice.text())
    assert not desk.store.reader.pending() and desk.get("matter", "event-0709") is None
    assert desk.get("matter", "event-0102").limit_unit == "work_day"


def test_days_off_come_from_a_file_as_one_change(make_desk: Make, tmp_path: Path) -> None:
    path = tmp_path / "节假日.csv"
    path.write_text(
        "日期,性质,name\n2026-10-01,休,国庆节\n2026-10-10,班,国庆节\n2026-05-01,休,劳动节\n", encoding="gb18030"
    )
    desk = make_desk()
    desk.turn("limits")
    rows = brought(desk, path)
    assert {row.id: row.sort for row in rows.values()} == {
        "2026-10-01": "new", "2026-10-10": "new", "2026-05-01": "same",
    }  # fmt: skip
    page = desk.pane.bringing.page
    page.list.set_marks(["2026-10-10"])
    desk.pane.bringing.apply()
    desk.until(lambda: {row.id: row.sort for row in page.rows}["2026-10-10"] == "sent")
    assert len(desk.store.reader.pending()) == 1
    # Only what was marked.
    assert desk.store.reader.rules().calendar.days == {"2026-05-01": False, "2026-10-10": True}
    assert page.chosen_rows() == []
