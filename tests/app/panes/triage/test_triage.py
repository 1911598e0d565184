"""A duty officer triages what the algorithms saw, by keyboard alone and with the hub away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt

from app.domain.capture import REASONS
from app.panes.triage.model import REASON_WORDS
from app.qt.selection import Spot
from tests.app.panes.triage.conftest import ACCEPTOR, GARBAGE, NOON, OFFICER, a_capture, declined, draw, picture_of

Make = Callable[..., Any]


def judged(right: int, wrong: int, code: str = "lighting", camera: str = "cam1") -> list[Any]:
    """Captures of this week that the hall has accepted and rejected."""
    taken = [a_capture(n, id=f"r{camera}{n}", state="filed", accepted_at=NOON, camera_id=camera) for n in range(right)]
    refused = [a_capture(n, id=f"w{camera}{n}", state="declined", camera_id=camera) for n in range(wrong)]
    return [*taken, *refused, *(declined(case, code) for case in refused)]


def test_the_picture_is_large_and_its_truth_beside_it(make_desk: Make) -> None:
    desk = make_desk(a_capture(1), places={"k00001": 1})
    desk.until(lambda: not desk.pane.view.stage.picture.image.isNull())
    stage = desk.pane.view.stage
    said = " ".join(value.text() for _label, value in stage.facts)
    assert stage.title.text() == "暴露垃圾"
    assert "东关街口" in said and "暴露垃圾识别" in said and "文三路1号" in said
    assert "80%" in stage.badges["confidence"].text
    assert desk.pane.view.truth.level == "offline"


def test_next_accept_and_the_following_one_is_in_hand(make_desk: Make) -> None:
    desk = make_desk(*(a_capture(n * 30) for n in range(1, 4)))
    assert desk.shown() == "k00030"
    desk.key(Qt.Key.Key_J)
    assert desk.shown() == "k00060"
    desk.key(Qt.Key.Key_A)
    assert desk.state("k00060").state == "accepted"
    assert desk.shown() == "k00090"
    desk.until(lambda: desk.stacks() == [["k00030"], ["k00090"]])
    assert desk.shown() == "k00090"
    desk.key(Qt.Key.Key_K)
    assert desk.shown() == "k00030"


def test_a_slip_is_taken_back_within_its_moment(make_desk: Make) -> None:
    desk = make_desk(a_capture(1), a_capture(60))
    desk.key(Qt.Key.Key_A)
    assert desk.shown() == "k00060"
    desk.key(Qt.Key.Key_Z)
    assert desk.state("k00001").state == "reported"
    desk.until(lambda: desk.stacks() == [["k00001"], ["k00060"]])
    assert desk.shown() == "k00001"
    desk.key(Qt.Key.Key_R)
    desk.key(Qt.Key.Key_2)
    desk.clock.go_on(seconds=7)
    desk.key(Qt.Key.Key_Z)
    assert desk.state("k00001").state == "declined"


def test_a_rejection_takes_two_keys_and_keeps_its_reason(make_desk: Make) -> None:
    desk = make_desk(a_capture(1), a_capture(60))
    desk.key(Qt.Key.Key_R)
    assert desk.pane.view.stage.choosing == "reasons"
    desk.key(Qt.Key.Key_1)
    assert desk.state("k00001").state == "declined"
    (step,) = [step for step in desk.store.reader.steps("k00001") if step.action == "decline"]
    assert step.detail["reason_code"] == "lighting"
    assert step.note == "误报：光影、反光"
    assert desk.shown() == "k00060"
    assert desk.pane.view.stage.choosing == ""


def test_another_reason_is_written_in_words(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.key(Qt.Key.Key_R)
    desk.key(Qt.Key.Key_6)
    desk.pane.view.stage.reasons.words.setText("演练布置")
    desk.key(Qt.Key.Key_Return)
    (step,) = [step for step in desk.store.reader.steps("k00001") if step.action == "decline"]
    assert (step.detail["reason_code"], step.note) == ("other", "演练布置")
    assert set(REASON_WORDS) == set(REASONS)


def test_escape_leaves_the_choice_and_nothing_has_happened(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.key(Qt.Key.Key_R)
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_1)
    assert desk.pane.view.stage.choosing == ""
    assert desk.state("k00001").state == "reported"


def test_near_identical_pictures_are_one_stack_and_triaged_as_one(make_desk: Make) -> None:
    captures = [a_capture(n, confidence=0.7 + n / 100) for n in (1, 4, 8)]
    desk = make_desk(*captures, a_capture(9), places={"k00001": 1, "k00004": 1, "k00008": 1, "k00009": 4})
    desk.until(lambda: ["k00001", "k00004", "k00008"] in desk.stacks())
    assert ["k00009"] in desk.stacks()
    desk.until(lambda: desk.shown() == "k00008")
    assert len(desk.pane.view.stage.strip.photos) == 3
    desk.key(Qt.Key.Key_A)
    assert desk.state("k00008").state == "accepted"
    for member in ("k00001", "k00004"):
        assert (desk.state(member).state, desk.state(member).duplicate_of) == ("voided", "k00008")
    assert desk.shown() == "k00009"


def test_a_capture_is_merged_into_an_open_case_nearby(make_desk: Make) -> None:
    ours = a_capture(0, id="c1", source="hotline", state="handling", case_no="2026030400001", lon=109.5005)
    other_matter = a_capture(0, id="c2", source="hotline", state="filed", matter_id="part-0102")
    far = a_capture(0, id="c3", source="hotline", state="filed", lon=109.6)
    desk = make_desk(a_capture(30), ours, other_matter, far)
    desk.key(Qt.Key.Key_M)
    offered = [choice.id for choice in desk.pane.view.stage.near.choices]
    assert offered == ["c1", "c2"]
    desk.key(Qt.Key.Key_1)
    assert desk.state("k00030").duplicate_of == "c1"
    desk.until(lambda: desk.stacks() == [])
    assert not desk.pane.view.stage.shows_something


def test_with_nothing_near_to_merge_into_it_says_so(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.key(Qt.Key.Key_M)
    assert desk.pane.view.stage.message.text()
    assert desk.pane.view.stage.choosing == ""


def test_around_gathers_the_rooms_at_its_camera(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    spots: list[Spot] = []
    desk.ctx.selection.around.connect(spots.append)
    desk.key(Qt.Key.Key_F4)
    assert [(spot.lon, spot.lat, spot.origin_id) for spot in spots] == [(109.5, 36.6, "cam1")]


def test_what_another_seat_judged_is_not_decided_again_and_nothing_slips_under_the_hand(make_desk: Make) -> None:
    desk = make_desk(a_capture(1), a_capture(60))
    desk.news(a_capture(1, state="accepted", accepted_at=NOON, version=2))
    desk.until(lambda: desk.stacks() == [["k00060"]])
    assert desk.pane.view.stage.message.text()
    desk.key(Qt.Key.Key_A)
    assert desk.state("k00060").state == "reported"
    desk.news(a_capture(90))
    desk.until(lambda: len(desk.stacks()) == 2)
    assert desk.shown() == ""
    desk.key(Qt.Key.Key_J)
    assert desk.shown() == "k00060"


def test_new_captures_do_not_move_the_one_in_hand(make_desk: Make) -> None:
    desk = make_desk(a_capture(30), a_capture(60))
    desk.key(Qt.Key.Key_J)
    desk.news(a_capture(5), a_capture(45))
    desk.until(lambda: len(desk.stacks()) == 4)
    assert desk.shown() == "k00060"
    assert desk.pane.view.list.current_id() == "k00060"


def test_the_week_is_scored_per_algorithm_and_camera(make_desk: Make) -> None:
    desk = make_desk(a_capture(200), *judged(3, 1), *judged(0, 2, camera="cam2"), *judged(0, 3, "duplicate", "cam9"))
    lines = {(line.score.algorithm, line.score.camera_id): line.score for line in desk.pane.book.lines}
    assert (lines["garbage", "cam1"].right, lines["garbage", "cam1"].wrong) == (3, 1)
    assert (lines["garbage", "cam2"].right, lines["garbage", "cam2"].wrong) == (0, 2)
    assert lines["garbage", ""].judged == 6
    assert ("garbage", "cam9") not in lines
    said = desk.pane.view.stage.facts[3][1].text()
    assert "75%" in said and "50%" in said


def test_last_weeks_captures_are_not_counted(make_desk: Make) -> None:
    before = a_capture(0, id="old", state="declined", reported_at=NOON - timedelta(days=4))
    desk = make_desk(before, *judged(1, 0))
    assert desk.pane.book.by_algorithm["garbage"].score.judged == 1


def test_below_its_floor_the_bench_proposes_and_the_leader_settles(make_desk: Make) -> None:
    desk = make_desk(a_capture(300), *judged(12, 10), actor=OFFICER)
    assert "降级" in desk.pane.view.stage.banner_words.text()
    desk.key(Qt.Key.Key_P)
    desk.until(lambda: desk.store.reader.get("algorithm", "garbage").proposed == "lowered")
    assert "12 / 22" in desk.store.reader.get("algorithm", "garbage").reason
    desk.until(lambda: "agree" in desk.pane.question().to)
    desk.key(Qt.Key.Key_Y)
    desk.until(lambda: desk.store.reader.get("algorithm", "garbage").standing == "lowered")
    assert desk.store.reader.get("algorithm", "garbage").proposed == ""


def test_an_acceptor_may_propose_but_not_settle(make_desk: Make) -> None:
    desk = make_desk(a_capture(300), *judged(5, 17), actor=ACCEPTOR)
    assert set(desk.pane.question().to) == {"propose"}
    desk.key(Qt.Key.Key_P)
    desk.until(lambda: desk.store.reader.get("algorithm", "garbage").proposed == "stopped")
    desk.until(lambda: desk.pane.question().to == {})
    desk.key(Qt.Key.Key_Y)
    assert desk.store.reader.get("algorithm", "garbage").standing == GARBAGE.standing


def test_the_weeks_book_is_reached_by_key_and_asks_for_the_worst_first(make_desk: Make) -> None:
    desk = make_desk(a_capture(300), *judged(2, 20))
    desk.key(Qt.Key.Key_W)
    assert desk.pane.view.at_scores
    assert desk.pane.line_in_hand().score.algorithm == "garbage"
    assert "停用" in desk.pane.view.scores.words.text()
    desk.key(Qt.Key.Key_J)
    assert desk.pane.view.scores.list.current_id() == "garbage\ncam1"
    desk.key(Qt.Key.Key_P)
    desk.until(lambda: desk.store.reader.get("algorithm", "garbage").proposed == "stopped")
    desk.key(Qt.Key.Key_W)
    assert desk.shown() == "k00300"


def test_four_hundred_captures_are_listed_and_stepped_through(make_desk: Make) -> None:
    desk = make_desk(*(a_capture(n, camera_id=f"x{n % 40}") for n in range(400)))
    assert desk.pane.sights.rowCount() == 400
    for _n in range(30):
        desk.key(Qt.Key.Key_J)
    assert desk.shown() == "k00030"


def test_a_capture_without_picture_says_so(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.until(lambda: desk.pane.view.stage.picture.sentence == "这条抓拍没有照片")


def test_a_picture_that_comes_after_its_report_is_shown(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.until(lambda: desk.pane.view.stage.picture.sentence == "这条抓拍没有照片")
    media = picture_of(a_capture(1))
    draw(desk.ctx.profile.media / media.id, 1)
    desk.news(media)
    desk.until(lambda: not desk.pane.view.stage.picture.image.isNull())


def test_a_bench_out_of_sight_reads_nothing_and_catches_up(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.pane.widget.hide()
    desk.news(a_capture(60))
    desk.until(lambda: desk.pane.reading._waiting._stale)
    assert len(desk.stacks()) == 1
    desk.pane.widget.show()
    desk.until(lambda: len(desk.stacks()) == 2)


def test_nothing_waiting_says_as_of_when(make_desk: Make) -> None:
    desk = make_desk()
    desk.until(lambda: "没有待研判的抓拍" in desk.pane.view.stage.empty.accessibleName())


def test_hands_that_come_into_the_room_begin_in_the_list(make_desk: Make) -> None:
    desk = make_desk(a_capture(1))
    desk.pane.view.stage.buttons["accept"].setFocus()
    desk.pane.view.clearFocus()
    desk.pane.widget.setFocus()
    assert desk.pane.view.list.hasFocus()
