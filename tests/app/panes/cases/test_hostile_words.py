"""Whatever somebody writes is shown as plain words in the case in hand and its forms, and goes out as plain words."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import docx
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.domain.camera import Camera
from app.domain.letter import Letter
from app.domain.rules import Ruleset
from app.domain.unit import Unit
from tests.app.panes.cases.conftest import NOON, Desk, a_step
from tests.app.panes.cases.hands import at_unit, begun, part, sent

EVIL = "<img src=x><b>=cmd|'/c'!A1</b> & \u202egnp\x00{{hall}}"
LONG = EVIL + "长" * 8_000
PLAIN = Qt.TextFormat.PlainText


def labels(parent: QWidget) -> Iterator[QLabel]:
    return (label for label in parent.findChildren(QLabel) if label.text())


def test_the_case_in_hand_takes_no_word_for_markup(make_desk: Callable[..., Desk]) -> None:
    unit = Unit(id="u-evil", code="9", name=EVIL, short=EVIL, phone="<i>1</i>")
    letter = Letter(
        id="l00001", kind="supervision", case_id="c00001", unit_id="u-evil", unit_name=EVIL, subject=EVIL, body=LONG,
        seat="03", issued_by=EVIL, issued_at=NOON, reply=EVIL,
    )  # fmt: skip
    case = at_unit(
        description=LONG, address=EVIL, unit_id="u-evil", unit_name=EVIL, matter_name=EVIL, reporter=EVIL, result=EVIL,
        area_name=EVIL, source_no=EVIL, claimed_by="09", claimed_name=EVIL, camera_id="cam-evil",
        urgent=True, five={"event": EVIL}, reason="suspend.evil", assist_units=("u-evil",),
    )  # fmt: skip
    steps = [
        a_step("c00001", "suspend", "handling", note=LONG, operator=EVIL, detail={"reason_code": EVIL}),
        a_step(
            "c00001", "call_note", "handling", NOON + timedelta(minutes=1),
            note=EVIL, detail={"phone": EVIL, "answered_by": EVIL, "result": EVIL},
        ),
    ]  # fmt: skip
    rules = Ruleset(reasons={"suspend": [["evil", EVIL], ["other", "其他"]]})
    desk = make_desk(case, *steps, unit, letter, rules, Camera(id="cam-evil", no="1", name=EVIL, lon=109.5, lat=36.6))
    desk.see("c00001")
    for section in desk.detail.sections.there:
        desk.detail.sections.choose(section)
        shown = list(labels(desk.detail))
        assert any("<img src=x>" in label.text() for label in shown)
        for label in shown:
            assert "\u202e" not in label.text() and "\x00" not in label.text(), label.text()[:80]
            assert label.textFormat() == PLAIN or "<" not in label.text(), label.text()[:80]
    for widget in desk.detail.findChildren(QWidget):
        assert "<img" not in widget.toolTip(), widget.toolTip()[:80]
    model = desk.detail.timeline.model()
    assert isinstance(model, QStandardItemModel) and model.rowCount() == 2
    assert all("<img" not in model.item(row).toolTip() for row in range(2))
    begun(desk, "assist")
    desk.detail.close_card()
    form = begun(desk, "suspend")
    assert part(form, "reason_code").chips.sizeHint().width() < 4_000
    for button in form.findChildren(QAbstractButton):
        assert "\u202e" not in button.text()
    desk.key(Qt.Key.Key_1)
    desk.type(EVIL)
    desk.key(Qt.Key.Key_Return)
    assert sent(desk)["note"] == EVIL.strip()  # what is asked is what was written; only looking at it is made harmless


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_letter_about_it_is_plain_words_too(make_desk: Callable[..., Desk], form: str) -> None:
    letter = Letter(
        id="l00001", kind="supervision", no="1<b>", case_id="c00001", unit_id="u-sz", subject=EVIL, body=LONG,
        seat="03", issued_by=EVIL, issued_at=NOON,
    )  # fmt: skip
    desk = make_desk(replace(at_unit(), description=LONG, address=EVIL), letter)
    desk.see("c00001")
    desk.detail.body.letter_asked.emit("l00001", form)
    desk.until(lambda: "已保存" in desk.detail.notice.text)
    (file,) = (desk.ctx.profile.folder / "issued").iterdir()
    said = words_of(file)
    assert "<img src=x><b>=cmd|'/c'!A1</b> & gnp{{hall}}" in said and "\u202e" not in said
    assert said.count("长") == 2 * 8_000  # the body and the description, nothing cut off


def words_of(file: Path) -> str:
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as pdf:
            return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "")
    document = docx.Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells[1:2]]
    return "".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
