"""The same thing told again: the open case is offered with its reasons, and one key makes the two one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.domain.media import Media
from tests.app.panes.cases.conftest import NOON, Desk, a_case

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
HERE = {"lon": 109.5, "lat": 36.6, "from": "东关街口"}


def tell_again(desk: Desk, words: str = "文三路口井盖破损，电动车过不去") -> Any:
    desk.pane.new_case(HERE)
    intake = desk.pane.view.intake
    assert intake is not None
    desk.type(words)
    return intake


def kinds(desk: Desk) -> list[str]:
    return [pending.command.kind for pending in desk.store.reader.pending()]


def test_an_open_case_nearby_is_offered_with_its_reasons(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, lat=36.6003), a_case(2, lat=36.7), a_case(3, matter_id="event-0102"))
    intake = tell_again(desk)
    desk.until(lambda: intake.likely.isVisible())
    assert intake.likely.current.case.id == "c00001"
    why = intake.likely.why.text()
    assert "同类别" in why and "相距 33 米" in why and "相隔 4 小时" in why


def test_one_key_reports_and_merges_and_the_number_is_kept(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    intake = tell_again(desk)
    intake.phone.write({"reporter_phone": "13900001111"})
    desk.until(lambda: intake.likely.isVisible())
    desk.key(Qt.Key.Key_S, ALT)
    assert desk.pane.view.intake is None
    assert kinds(desk) == ["case.report", "case.merge", "case.note"]
    new = desk.store.reader.case(desk.store.reader.pending()[0].command.target)
    assert (new.duplicate_of, new.reporter_phone, new.is_open) == ("c00001", "13900001111", False)
    desk.until(lambda: desk.detail.case_id == "c00001")
    desk.until(lambda: "并入" in desk.detail.notice.text)
    assert any("电动车过不去" in step.note for step in desk.store.reader.steps("c00001"))


def test_another_part_of_the_same_incident_is_registered_and_tied_and_stays_a_case(
    make_desk: Callable[..., Desk],
) -> None:
    desk = make_desk(a_case(1, incident="open", incident_title="塌陷", lat=36.7), a_case(2, tied_to="c00001"))
    intake = tell_again(desk)
    desk.until(lambda: intake.likely.isVisible())
    desk.key(Qt.Key.Key_K, ALT)
    assert kinds(desk) == ["case.report", "case.tie"]
    new = desk.store.reader.case(desk.store.reader.pending()[0].command.target)
    assert (new.tied_to, new.is_open) == ("c00001", True)
    desk.until(lambda: desk.detail.case_id == new.id)


def test_without_a_matter_the_words_decide_what_is_offered_and_say_so(make_desk: Callable[..., Desk]) -> None:
    here = {"matter_id": "", "matter_name": ""}
    desk = make_desk(
        a_case(1, **here, description="人行道上有个大坑，老人差点掉进去", lat=36.6002),
        a_case(2, **here, description="路灯不亮，晚上看不见路"),
    )
    intake = tell_again(desk, "路面塌陷，车过不去")
    desk.until(lambda: intake.likely.isVisible())
    assert intake.likely.current.case.id == "c00001"
    assert "都说到：" in intake.likely.why.text() and "大坑" in intake.likely.why.text()
    desk.key(Qt.Key.Key_N, ALT)
    assert intake.likely.isHidden()  # a lamp at the same spot is nothing to ask about


def test_what_is_said_to_be_something_else_is_not_offered_again(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1), a_case(2, lat=36.6002))
    intake = tell_again(desk)
    desk.until(lambda: intake.likely.isVisible())
    first = intake.likely.current.case.id
    desk.key(Qt.Key.Key_N, ALT)
    assert intake.likely.current.case.id != first
    desk.key(Qt.Key.Key_N, ALT)
    assert intake.likely.isHidden()
    desk.type("！")
    desk.key(Qt.Key.Key_Return, CTRL)
    assert kinds(desk) == ["case.report"]


def test_both_pictures_stand_side_by_side_and_large_on_a_key(make_desk: Callable[..., Desk]) -> None:
    from PySide6.QtGui import QImage

    theirs = Media(
        id="m-old", owner_kind="case", owner_id="c00001", name="a.png", mime="image/png", size=1, sha256="0" * 64,
        taken_at=NOON,
    )  # fmt: skip
    desk = make_desk(a_case(1), theirs)
    QImage(64, 48, QImage.Format.Format_RGB32).save(str(desk.ctx.profile.media / "m-old"), "PNG")
    intake = tell_again(desk)
    intake.add_photo("m-new", "东关街口", QImage(64, 48, QImage.Format.Format_RGB32))
    desk.until(lambda: intake.likely.isVisible() and not any(side.image.isNull() for side in intake.likely.pair.sides))
    desk.key(Qt.Key.Key_L, ALT)
    large = intake.likely.large
    assert large is not None and large.geometry() == desk.pane.widget.window().rect()
    assert not any(side.image.isNull() for side in large.pair.sides)
    desk.qtbot.keyClick(large, Qt.Key.Key_S)
    assert kinds(desk)[:2] == ["case.report", "case.merge"]
    assert desk.store.reader.pending()[2].command.args["media_ids"] == ["m-new"]


def test_without_a_position_the_address_finds_it(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1, address="文三路1号"))
    desk.pane.new_case()
    intake = desk.pane.view.intake
    assert intake is not None
    desk.type("井盖破损")
    desk.key(Qt.Key.Key_Return)
    desk.type("文三路1号")
    desk.until(lambda: intake.likely.isVisible())
    assert "地址相同" in intake.likely.why.text()


def test_a_report_that_cannot_be_merged_is_still_kept(make_desk: Callable[..., Desk]) -> None:
    from app.domain.command import Actor

    desk = make_desk(a_case(1), actor=Actor("09", "o-wang", "王", "collector"))
    intake = tell_again(desk)
    desk.until(lambda: intake.likely.isVisible())
    desk.key(Qt.Key.Key_S, ALT)
    assert kinds(desk)[0] == "case.report" and "case.merge" not in kinds(desk)
    desk.until(lambda: "没有并入" in desk.detail.notice.text)
