"""Pictures come in upright and without what the camera wrote into them; who calls is kept to those who need it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from tests.app.panes.cases.conftest import Desk, a_case

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def a_form(desk: Desk) -> Any:
    desk.key(Qt.Key.Key_N)
    intake = desk.pane.view.intake
    assert intake is not None
    desk.type("井盖破损")
    return intake


def turned_photo(path: Path) -> Path:
    """A photo of 60 × 40 held sideways, with a position in its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (36.0, 36.0, 0.0), 3: "E", 4: (109.0, 30.0, 0.0)})
    exif[0x8825] = dict(gps)
    Image.new("RGB", (60, 40), "red").save(path, exif=exif)
    return path


def test_a_dropped_photo_is_turned_stripped_and_kept(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_desk()
    intake = a_form(desk)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(turned_photo(tmp_path / "turned.jpg")))])
    assert intake.take_mime(mime)
    desk.until(lambda: bool(intake.values().get("media_ids")))
    (media_id,) = intake.values()["media_ids"]
    with Image.open(desk.ctx.profile.media / media_id) as kept:
        assert kept.size == (40, 60) and not dict(kept.getexif())
    assert intake.located and "照片自带的位置" in intake.where.text()
    desk.key(Qt.Key.Key_Return, CTRL)
    kinds = [pending.command.kind for pending in desk.store.reader.pending()]
    assert kinds == ["media.add", "case.report"]


def test_a_picture_is_pasted_into_the_text(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = a_form(desk)
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.green)
    QGuiApplication.clipboard().setImage(picture)
    desk.key(Qt.Key.Key_V, CTRL)
    desk.until(lambda: bool(intake.values().get("media_ids")))
    assert intake.values()["description"] == "井盖破损"
    QGuiApplication.clipboard().clear()


def test_a_file_that_is_no_picture_is_said_to_be_none(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_desk()
    intake = a_form(desk)
    (tmp_path / "notes.jpg").write_text("不是照片")
    intake.files_given.emit([str(tmp_path / "notes.jpg"), str(tmp_path / "gone.png")])
    desk.until(lambda: "notes.jpg" in intake.said or "gone.png" in intake.said)
    assert "media_ids" not in intake.values()


def test_a_photo_of_a_draft_is_there_again(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk = make_desk()
    intake = a_form(desk)
    intake.files_given.emit([str(turned_photo(tmp_path / "turned.jpg"))])
    desk.until(lambda: bool(intake.values().get("media_ids")))
    desk.key(Qt.Key.Key_Escape)
    again = a_form(desk)
    assert again.values()["media_ids"] == intake.values()["media_ids"]
    assert again.photos.isVisible()


def test_a_confidential_tip_with_a_reward(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = a_form(desk)
    desk.key(Qt.Key.Key_H, ALT)
    desk.qtbot.keyClicks(desk.focus(), "13800005678")
    assert "138****5678" in intake.privacy.text()
    desk.key(Qt.Key.Key_B, ALT)
    desk.key(Qt.Key.Key_R, ALT)
    assert "138" not in intake.privacy.text()
    desk.key(Qt.Key.Key_Return, CTRL)
    desk.until(lambda: desk.detail.dossier is not None and desk.detail.dossier.case.confidential)
    case = desk.detail.dossier.case
    assert (case.reward, case.reporter_phone) == ("due", "13800005678")


def test_who_has_called_before_is_said_and_who_has_not_is_not(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(
        a_case(1), a_case(2, state="closed", clock="", due_at=None), a_case(3, reporter_phone="0911-7654321")
    )
    intake = a_form(desk)
    desk.key(Qt.Key.Key_H, ALT)
    desk.qtbot.keyClicks(desk.focus(), "138-0000-5678")
    desk.until(intake.calls.isVisible)
    assert "2 次来电" in intake.calls.text() and "污水井盖" in intake.calls.text()
    desk.focus().clear()
    desk.qtbot.keyClicks(desk.focus(), "13800005679")
    desk.until(intake.calls.isHidden)


@pytest.mark.parametrize("urgent", [False, True])
def test_enter_walks_every_row_from_above_and_then_sends(make_desk: Callable[..., Desk], urgent: bool) -> None:
    desk = make_desk()
    intake = a_form(desk)
    if urgent:
        desk.key(Qt.Key.Key_U, ALT)
        desk.until(lambda: intake.urgent.height() > 100)
    order = intake.order_of_hands()
    heights = [field.mapTo(intake.text.parentWidget(), field.rect().topLeft()).y() for field in order]
    assert len(order) == (12 if urgent else 9) and heights == sorted(heights)
    for field in order:
        assert field.isAncestorOf(desk.focus()), field.name
        desk.key(Qt.Key.Key_Return)
    assert desk.pane.view.intake is None
