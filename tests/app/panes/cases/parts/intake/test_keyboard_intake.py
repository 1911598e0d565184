"""Taking in a case with the keyboard alone: from N to saved, and nothing typed is ever lost."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.domain.area import Area
from app.domain.matter import Matter
from app.domain.place import Place
from app.panes.cases.parts.intake.lookups import hit_of
from tests.app.panes.cases.conftest import Desk, a_case, commit

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
RAIN = Matter(
    id="part-0103", kind="part", big_code="01", small_code="03", big_name="公用设施", name="雨水井盖",
    limit_value=4, limit_unit="work_hour", unit_id="u-sz", keywords=("井盖", "雨水"),
)  # fmt: skip
RING = (((109.4, 36.5), (109.6, 36.5), (109.6, 36.7), (109.4, 36.7), (109.4, 36.5)),)
GROUND = (
    Area(id="610602", level=1, name="宝塔区"),
    Area(id="610602001001", level=3, name="东关街社区", parent="610602001"),
    Area(id="610602001001001", level=4, name="一网格", parent="610602001001", rings=RING),
)
COVER = Place(
    id="p-cover", code="6106020102000012", name="污水井盖", kind="manhole", lon=109.5, lat=36.6,
    address="东关街12号门前", area_code="610602001001001", unit_id="u-sz",
)  # fmt: skip
MARKET = Place(
    id="p-market", code="P00012", name="东关市场", kind="market", lon=109.501, lat=36.601,
    address="东关街20号", area_code="610602001001001", unit_id="u-hw", pinyin="dgsc",
)  # fmt: skip


class Strokes:
    """Presses keys and counts them."""

    def __init__(self, desk: Desk) -> None:
        self.count, self._desk = 0, desk

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        self._desk.key(key, held)

    def letters(self, text: str) -> None:
        """Type plain letters, one key each."""
        self.count += len(text)
        self._desk.qtbot.keyClicks(self._desk.focus(), text)


def begin(desk: Desk) -> Any:
    desk.key(Qt.Key.Key_N)
    intake = desk.pane.view.intake
    assert intake is not None
    return intake


def reported(desk: Desk) -> dict[str, Any]:
    """What the one report that waits says."""
    desk.until(lambda: any(p.command.kind == "case.report" for p in desk.store.reader.pending()))
    return dict(next(p.command.args for p in desk.store.reader.pending() if p.command.kind == "case.report"))


def test_a_whole_intake_from_n_to_saved_in_few_strokes(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, MARKET)
    hands = Strokes(desk)
    hands.key(Qt.Key.Key_N)
    intake = desk.pane.view.intake
    assert intake is not None and intake.text.isAncestorOf(desk.focus())
    desk.type("市场门口有人堆放垃圾，投诉多次没人管")
    hands.key(Qt.Key.Key_Return)
    assert intake.values()["matter_id"] == "event-0102"
    assert "垃圾" in intake.proposals.reason.said
    hands.letters("dgsc")
    desk.until(intake.address.list.isVisible)
    hands.key(Qt.Key.Key_Return)
    desk.until(lambda: intake.located)
    hands.key(Qt.Key.Key_H, ALT)
    hands.letters("13800005678")
    hands.key(Qt.Key.Key_Y, ALT)
    hands.key(Qt.Key.Key_2)
    hands.key(Qt.Key.Key_Return, CTRL)
    told = reported(desk)
    assert desk.pane.view.intake is None
    named = {name: told[name] for name in ("matter_id", "grade", "order_type", "source", "place_id", "address")}
    assert named == {
        "matter_id": "event-0102", "grade": 4, "order_type": "complaint", "source": "hotline",
        "place_id": "p-market", "address": "东关街20号",
    }  # fmt: skip
    assert (told["reporter_phone"], told["area_code"]) == ("13800005678", "610602001001001")
    # Besides the words themselves and the eleven digits of the number: twelve keys. At three a second, four seconds.
    assert hands.count - 11 <= 12


def test_of_several_equal_proposals_one_key_takes_one(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(RAIN)
    intake = begin(desk)
    desk.type("门口井盖没了")
    desk.until(lambda: len(intake.proposals.offered) == 2)
    assert intake.values()["matter_id"] == ""
    second = intake.proposals.offered[1]
    desk.key(Qt.Key.Key_W, ALT)
    assert intake.values()["matter_id"] == second
    assert intake.values()["description"] == "门口井盖没了"  # the letter itself was not typed


def test_a_proposal_never_replaces_what_was_chosen(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = begin(desk)
    desk.key(Qt.Key.Key_G, ALT)
    desk.key(Qt.Key.Key_3)
    intake.matter.picker.set_value("event-0102", by_hand=True)
    intake.text.setFocus()
    desk.type("井盖丢失，有人受伤，我要投诉")
    desk.until(lambda: intake.values()["order_type"] == "complaint")
    assert (intake.values()["matter_id"], intake.values()["grade"]) == ("event-0102", 2)


def test_an_unfinished_composition_survives_a_proposal(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = begin(desk)
    desk.type("井盖")
    writing = desk.focus()
    commit(writing, "", preedit="po'sun")
    desk.until(lambda: intake.values()["matter_id"] == "part-0102")
    assert QApplication.focusWidget() is writing
    assert writing.textCursor().block().layout().preeditAreaText() == "po'sun"
    commit(writing, "破损")
    assert intake.values()["description"] == "井盖破损"


def test_a_composition_in_the_matter_survives_what_arrives_meanwhile(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = begin(desk)
    desk.key(Qt.Key.Key_T, ALT)
    writing = desk.focus()
    commit(writing, "", preedit="la'ji")
    intake.text.write({"description": "井盖破损"})  # words that propose something else, and the books read anew
    intake.propose()
    assert (writing.text(), intake.values()["matter_id"]) == ("", "")
    desk.news(RAIN)
    desk.until(lambda: "part-0103" in {choice.id for choice in intake.matter.picker.choices})
    assert (writing.text(), intake.values()["matter_id"]) == ("", "")
    commit(writing, "垃圾")
    assert writing.text() == "垃圾" and intake.matter.picker.by_hand


def test_enter_alone_chooses_nothing_that_nobody_proposed(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = begin(desk)
    desk.type("没有相关的字")
    for _again in range(3):
        desk.key(Qt.Key.Key_Return)
    assert intake.grade.isAncestorOf(desk.focus())
    assert intake.values()["matter_id"] == ""
    assert "类别" in intake.state.text()
    desk.key(Qt.Key.Key_Return, CTRL)
    assert "matter_id" not in reported(desk)
    desk.until(lambda: "类别" in desk.detail.notice.text)


def test_a_code_in_the_words_sets_the_place_and_shows_its_card(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, COVER)
    intake = begin(desk)
    desk.type("编号6106020102000012的井盖破损")
    desk.until(lambda: intake.located)
    assert "市政设施管理所" in intake.card.text() and "6106020102000012" in intake.card.text()
    assert intake.address.read()["address"] == "东关街12号门前"
    desk.key(Qt.Key.Key_Return, CTRL)
    told = reported(desk)
    assert (told["place_id"], told["part_code"], told["lon"]) == ("p-cover", "6106020102000012", 109.5)


def test_an_address_that_was_typed_stays_when_a_code_is_scanned(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, COVER)
    intake = begin(desk)
    desk.type("井盖破损")
    desk.key(Qt.Key.Key_Return)
    desk.type("十字路口东北角")
    desk.key(Qt.Key.Key_D, ALT)
    desk.type(" 6106020102000012")
    desk.until(lambda: intake.located)
    assert intake.address.read()["address"] == "十字路口东北角"
    desk.key(Qt.Key.Key_X, ALT)
    assert not intake.located
    desk.type("，请尽快")
    intake.propose()
    assert not intake.located  # a code that was cleared does not come back by itself


def test_a_composition_in_the_address_survives_a_code_that_is_found(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, COVER)
    intake = begin(desk)
    intake.address.setFocus()
    commit(desk.focus(), "", preedit="lu'kou")
    intake.text.write({"description": "6106020102000012 井盖破损"})
    desk.until(lambda: intake.located)
    assert desk.focus().text() == ""
    commit(desk.focus(), "路口")
    assert intake.address.read()["address"] == "路口" and intake.values()["place_id"] == "p-cover"


def test_a_code_in_the_words_does_not_move_what_was_placed_by_hand(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, COVER, MARKET)
    intake = begin(desk)
    intake.set_place({"lon": 109.51, "lat": 36.61, "from": "地图"})
    intake.take_hit(hit_of(desk.store.reader, COVER))
    assert intake.values()["lon"] == 109.51
    intake.take_hit(hit_of(desk.store.reader, MARKET), by_hand=True)
    assert intake.values()["place_id"] == "p-market"


def test_a_part_that_nobody_knows_is_kept_and_names_its_class(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, RAIN)
    intake = begin(desk)
    desk.type("6106020103000099 坏了")
    desk.until(lambda: bool(intake.values().get("part_code")))
    assert intake.values()["matter_id"] == "part-0103"
    assert "没有此部件的资料" in intake.card.text()


def test_a_place_outside_the_district_is_kept_and_flagged(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND)
    intake = begin(desk)
    desk.type("桥面结冰 110.500000,36.900000")
    desk.until(lambda: intake.where_warning.isVisible())
    desk.key(Qt.Key.Key_Return, CTRL)
    told = reported(desk)
    assert (told["lon"], told["flags"]) == (110.5, ["outside_district"])


def test_what_is_typed_survives_leaving_and_a_restart(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(*GROUND, MARKET)
    intake = begin(desk)
    desk.type("路口有人受伤")
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.keyClicks(desk.focus(), "dgsc")
    desk.until(intake.address.list.isVisible)
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_U, ALT)
    intake.urgent.casualties.setFocus()
    desk.type("一人轻伤")
    desk.key(Qt.Key.Key_B, ALT)
    desk.key(Qt.Key.Key_Escape)
    assert desk.pane.view.intake is None
    kept = desk.pane.save()
    desk.pane.restore(kept)
    again = begin(desk)
    said = again.values()
    assert (said["description"], said["place_id"], said["five"]["casualties"]) == (
        "路口有人受伤",
        "p-market",
        "一人轻伤",
    )
    assert said["confidential"] is True and again.is_urgent
    assert "东关市场" in again.card.text()
    assert not again.grade.chips.by_hand  # what was only proposed is proposed again, not decided


def test_an_empty_form_leaves_no_draft(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    begin(desk)
    desk.key(Qt.Key.Key_Escape)
    assert "new/report" not in desk.pane.save()["drafts"]


def test_the_form_opened_before_the_books_were_read_still_proposes(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    intake = begin(desk)
    intake.set_matters((), ())
    desk.type("井盖丢失")
    intake.propose()
    assert intake.values()["matter_id"] == ""
    desk.pane.reading.catalogue()
    desk.until(lambda: intake.values()["matter_id"] == "part-0102")


def test_hostile_words_are_only_words(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    begin(desk)
    hostile = "<b>'; DROP TABLE</b> =cmd() \u202e 井盖" + "长" * 7_900
    desk.type(hostile)
    desk.key(Qt.Key.Key_Return, CTRL)
    told = reported(desk)
    assert told["description"] == hostile.strip() and told["matter_id"] == "part-0102"


def test_single_keys_of_the_room_do_nothing_in_the_form(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(a_case(1))
    rung: list[str] = []
    for key in ("2", "A"):
        shortcut = QShortcut(QKeySequence(key), desk.pane.widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(partial(rung.append, key))
    desk.key(Qt.Key.Key_2)
    assert rung == ["2"]
    desk.pane.new_case()
    intake = desk.pane.view.intake
    assert intake is not None
    desk.key(Qt.Key.Key_G, ALT)
    desk.key(Qt.Key.Key_2)
    desk.key(Qt.Key.Key_Y, ALT)
    desk.key(Qt.Key.Key_A)
    intake.file_button.setFocus()
    desk.key(Qt.Key.Key_A)
    assert intake.values()["grade"] == 3 and rung == ["2"]
