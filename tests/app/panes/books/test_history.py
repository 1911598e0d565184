"""What an entry of the books was before, who changed it, and what it will be from a day on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt

from app.domain.book_change import BookChange

Make = Callable[..., Any]


def test_who_changed_an_entry_when_where_and_what_is_shown_with_it(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    desk.write("limit", (6, "work_hour"))
    desk.write("unit_id", "u-hw")
    desk.keep()
    assert "赵" in desk.form.last.text()
    desk.pane.view.list.setFocus()
    desk.key(Qt.Key.Key_H)
    ((who, what),) = desk.form.changes_of.told
    assert "01 席" in who
    assert ("处置时限", "4 工作时", "6 工作时") in what
    assert ("默认责任单位", "市政设施管理所", "环境卫生服务中心") in what
    desk.turn("limits")
    desk.open("step_limits")
    desk.write("step_limits/sign", (90, "minute"))
    desk.keep()
    assert len(desk.form.changes_of.told[0][1]) == 1
    desk.open("holidays")
    # Another section of the same record: not its change.
    assert desk.form.changes_of.told == ()


def test_what_a_file_brought_in_bulk_is_told_with_the_entry_or_for_the_whole_book(make_desk: Make) -> None:
    noon = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
    by: dict[str, Any] = {"kind": "matter", "action": "load", "seat": "import", "operator": "钱", "role": "sys_admin"}
    values = {"limit_value": [4.0, 6.0], "limit_unit": ["work_hour", "work_hour"], "@file": [None, "事项.xlsx"]}
    counts = {"@new": [None, 1_200], "@changed": [None, 300], "@file": [None, "大表.xlsx"]}
    desk = make_desk(
        BookChange(id="b1", entry_id="part-0102", at=noon, values=values, **by),
        BookChange(id="b2", entry_id="", at=noon, values=counts | {"@listed": [None, 1_000]}, **by),
        BookChange(id="b3", entry_id="", at=noon, values=counts | {"@listed": [None, 1_500]}, **by),
    )
    desk.open("part-0102")
    assert "钱" in desk.form.last.text() and "事项.xlsx" in desk.form.last.text(), "the last change of this very entry"
    desk.pane.view.list.setFocus()
    desk.key(Qt.Key.Key_H)
    (whole, said), (who, what) = desk.form.changes_of.told
    assert "事项.xlsx" in who and ("处置时限", "4 工作时", "6 工作时") in what
    assert "大表.xlsx" in whole and "1,200" in said[0][2] and "300" in said[0][2]
    desk.open("event-0102")
    assert len(desk.form.changes_of.told) == 1 and not desk.form.last.text(), "it may be among that load, or not"


def test_a_matter_is_changed_from_a_day_on_and_that_day_comes_by_itself(make_desk: Make) -> None:
    desk = make_desk()
    desk.open("part-0102")
    desk.pane.view.list.setFocus()
    desk.key(Qt.Key.Key_V)
    desk.write("limit", (2, "work_hour"))
    desk.keep()
    assert desk.form._wrong["valid_from"].isVisible()
    desk.write("valid_from", "2026-03-06")
    desk.keep()
    assert desk.get("matter", "part-0102").valid_to == "2026-03-05"
    following = "part-0102@2026-03-06"
    assert desk.get("matter", following).limit_value == 2
    desk.until(lambda: following in desk.rows())

    def standing() -> dict[str, str]:
        faces = [desk.pane.model.face(n) for n in range(desk.pane.model.rowCount())]
        return {face.id: f"{face.light.text} {face.number}" for face in faces if face is not None}

    assert "自 2026-03-06 起" in standing()[following]
    assert "至 2026-03-05" in standing()["part-0102"]
    desk.clock.go_on(days=2)
    desk.until(lambda: "已失效" in standing().get("part-0102", "") and "有效" in standing()[following])
    assert [m.id for m in desk.store.reader.all("matter") if m.is_valid(desk.clock.now()) and m.kind == "part"] == [
        following
    ]
