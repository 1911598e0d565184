"""What is typed is on disk while it is typed: a crash costs nothing, and what was sent does not come back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.qt.draft_keeper import DraftFile
from tests.app.panes.cases.conftest import Desk, open_room


def on_disk(desk: Desk) -> dict[str, Any]:
    path = desk.ctx.profile.folder / "drafts.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def test_words_reach_the_disk_without_anybody_saving(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.key(Qt.Key.Key_N)
    desk.type("解放路口积水")
    desk.until(lambda: on_disk(desk).get("new/report", {}).get("description") == "解放路口积水", timeout=30_000)
    path = desk.ctx.profile.folder / "drafts.json"
    assert path.stat().st_mode & 0o077 == 0


def test_after_a_crash_they_are_there_and_what_was_sent_is_not(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.pane.stop()  # the first console is gone; its last words are only in the file
    newest = {"new/report": {"description": "刚刚写的"}}
    (desk.ctx.profile.folder / "drafts.json").write_text(json.dumps(newest), encoding="utf-8")
    desk.pane = another_room(desk)
    assert desk.pane.view.intake.values()["description"] == "刚刚写的"
    desk.pane.view.intake.submit()
    assert desk.pane.view.intake is None
    desk.pane.stop()
    assert "new/report" not in on_disk(desk)
    desk.pane = another_room(desk)
    assert desk.pane.view.intake.values()["description"] == ""


def another_room(desk: Desk) -> Any:
    """Open the room anew, as the window does: with what it remembers of the last clean end."""
    desk.pane.widget.close()
    pane = open_room(desk.ctx, desk.qtbot)
    pane.restore({"drafts": {"new/report": {"description": "昨天没写完的"}}})
    pane.new_case()
    return pane


def test_leaving_writes_at_once(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.key(Qt.Key.Key_N)
    desk.type("井盖")
    desk.pane.stop()
    assert on_disk(desk)["new/report"]["description"] == "井盖"


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    path.write_bytes(b"\xff\xfe{half")
    assert DraftFile(path).read() is None
    assert path.with_suffix(".damaged").exists() and not path.exists()


def test_a_write_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "drafts.json")
    early, late = file.turn(), file.turn()
    file.write(late, {"new/report": {"description": "新"}})
    file.write(early, {"new/report": {"description": "旧"}})
    assert file.read() == {"new/report": {"description": "新"}}


def test_a_place_that_cannot_be_written_is_no_disaster(tmp_path: Path, caplog: Any) -> None:
    (tmp_path / "drafts.json").mkdir()
    DraftFile(tmp_path / "drafts.json").write(1, {"a/b": {"c": 1}})
    assert "not written" in caplog.text
