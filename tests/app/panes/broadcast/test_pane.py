"""What the officer does in the broadcast room, and what the street does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from PySide6.QtCore import Qt

from app.devices.drivers.rtp import g711
from app.devices.drivers.rtp.simulator import Faults
from app.domain.broadcast import Broadcast
from app.domain.command import Actor
from app.panes.broadcast.pane import BroadcastPane
from app.panes.broadcast.recalled import last_own
from app.qt.selection import Spot
from tests.fakes.room import Room
from tests.fakes.street import played, read_wav

MIDNIGHT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)  # 23:30 in the hall


def records(room: Room) -> list[Broadcast]:
    return list(room.store.reader.latest("broadcast", "started_at"))


def ended(room: Room) -> Broadcast | None:
    found = records(room)
    return found[0] if found and found[0].state == "ended" else None


def send_phrase(qtbot, pane: BroadcastPane, phrase_id: str) -> None:
    pane.view.compose.mode_buttons[1].click()
    assert pane.view.compose.phrases.choose(phrase_id)
    qtbot.mouseClick(pane.view.compose.send, Qt.MouseButton.LeftButton)
    if pane.view.compose.confirming:
        qtbot.mouseClick(pane.view.compose.send, Qt.MouseButton.LeftButton)


def words_of(pane: BroadcastPane) -> dict[str, str]:
    return {row.id: row.state for row in pane.view.air.model.rows()}


def build_anew(qtbot, room: Room, old: BroadcastPane) -> BroadcastPane:
    """As a change of the language does."""
    old.stop()
    fresh = BroadcastPane(room.ctx)
    qtbot.addWidget(fresh.widget)
    return fresh


def test_a_phrase_is_heard_accounted_for_and_kept(qtbot, open_room):
    room, pane = open_room({2: Faults(offline=True), 3: Faults(muted=True)})
    qtbot.waitUntil(lambda: len(pane.desk.states) == 10, timeout=8000)
    room.ctx.selection.choose_speakers(("s0", "s1", "s2", "s3"))
    pane.view.compose.mode_buttons[1].click()
    pane.view.compose.phrases.choose("p2")
    assert "将有 2 个音柱发声" in pane.view.compose.line.text()
    assert "离线 1" in pane.view.compose.line.text() and "静音 1" in pane.view.compose.line.text()
    send_phrase(qtbot, pane, "p2")
    qtbot.waitUntil(lambda: "正在播出" in pane.view.banner_text.text(), timeout=10000)
    seen: list[str] = []
    qtbot.waitUntil(lambda: seen.append(words_of(pane).get("s3", "")) or ended(room) is not None, timeout=80000)
    assert "播放中" not in seen, "a muted speaker was called playing"
    record = ended(room)
    assert {k: r["state"] for k, r in record.receipts.items()} == {
        "s0": "delivered", "s1": "delivered", "s2": "failed", "s3": "muted",
    }  # fmt: skip
    assert words_of(pane)["s2"] == "失败" and words_of(pane)["s0"] == "已送达"
    recording = room.ctx.profile.media / record.recording_media_id
    sent = g711.from_alaw(g711.to_alaw(read_wav(recording)))
    assert sent.size > 2.5 * 8000
    for speaker in ("s0", "s1"):
        assert np.array_equal(played(room.farm, speaker)[0], sent)
    kinds = [p.command.kind for p in room.store.reader.pending()]
    assert kinds[0] == "broadcast.start" and kinds[-1] == "broadcast.end" and "media.add" in kinds
    pane.view.air.retry.click()
    assert room.ctx.selection.speaker_ids == ("s2", "s3")
    assert pane.view.compose.mode == "phrase" and pane.view.compose.phrases.phrase.id == "p2"
    told, tally = words_of(pane), pane.view.air.tally.text()
    again = build_anew(qtbot, room, pane)
    assert words_of(again) == told and again.view.air.tally.text() == tally
    assert again.view.air.retry.isEnabled() and again.view.air.replay.isVisibleTo(again.view.air)
    room.ctx.selection.choose_speakers(())
    again.view.air.retry.click()
    assert room.ctx.selection.speaker_ids == ("s2", "s3")
    again.stop()


def test_typed_words_are_spoken_and_a_drill_is_marked_everywhere(qtbot, open_room):
    room, pane = open_room()
    room.ctx.selection.choose_speakers(("s5",))
    compose = pane.view.compose
    compose.mode_buttons[2].click()
    qtbot.keyClicks(compose.speech.edit, "ok")
    compose.speech.edit.setPlainText("请注意。")
    compose.drill.setChecked(True)
    assert "演练" in pane.view.banner_text.text() and pane.view.banner.isVisible()
    qtbot.mouseClick(compose.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "演练播出" in pane.view.banner_text.text(), timeout=10000)
    qtbot.waitUntil(lambda: ended(room) is not None, timeout=80000)
    record = ended(room)
    assert record.drill and record.text.startswith("演练") and record.mode == "speech"
    assert played(room.farm, "s5")[0].size > 2 * 8000
    compose.drill.setChecked(False)
    assert not pane.view.banner.isVisible()


def test_a_grave_one_is_asked_twice_and_escape_twice_silences_it(qtbot, open_room):
    room, pane = open_room()
    room.ctx.selection.choose_speakers(("s0", "s1"))
    compose = pane.view.compose
    compose.mode_buttons[1].click()
    compose.phrases.choose("p3")
    assert compose.priority.currentData() == "evacuation" and not compose.chime.isChecked()
    compose.repeat.setValue(3)
    qtbot.mouseClick(compose.send, Qt.MouseButton.LeftButton)
    assert compose.confirming and "确认" in compose.send.text() and records(room) == []
    qtbot.mouseClick(compose.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(room.farm.speakers["s0"].playing), timeout=80000)
    pane.view.speakers.search.setFocus()
    qtbot.keyClick(pane.view.speakers.search, Qt.Key.Key_Escape)
    qtbot.wait(60)
    qtbot.keyClick(pane.view.speakers.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: ended(room) is not None, timeout=10000)
    assert ended(room).why == "stopped"
    assert not pane.view.banner.isVisible()


def test_at_night_a_reason_is_asked_and_kept(qtbot, open_room):
    room, pane = open_room(start=MIDNIGHT)
    room.ctx.selection.choose_speakers(("s0",))
    compose = pane.view.compose
    compose.mode_buttons[1].click()
    compose.phrases.choose("p2")
    assert compose.reason.isVisible() and not compose.send.isEnabled()
    assert "静音时段" in compose.line.text()
    qtbot.keyClicks(compose.reason, "burst pipe")
    assert compose.send.isEnabled()
    compose.phrases.choose("p1")
    assert not compose.reason.isVisible(), "an emergency needs no reason at night"
    compose.phrases.choose("p2")
    qtbot.mouseClick(compose.send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(records(room)), timeout=10000)
    assert records(room)[0].reason == "burst pipe"
    pane.view.stop.click()
    qtbot.waitUntil(lambda: ended(room) is not None, timeout=10000)


def test_speakers_are_found_by_initials_zone_and_nearness(qtbot, open_room):
    room, pane = open_room()
    panel = pane.view.speakers
    qtbot.keyClicks(panel.search, "xfm")
    qtbot.waitUntil(lambda: [r.title for r in panel.model.rows()] == ["幸福门广场"], timeout=8000)
    panel.search.clear_all()
    panel.zone.setCurrentIndex(panel.zone.findData("z1"))
    panel.zone.activated.emit(panel.zone.currentIndex())
    assert room.ctx.selection.speaker_ids == ("s0", "s1", "s2", "s3")
    panel.list.setCurrentIndex(panel.model.index(1))
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    assert room.ctx.selection.speaker_ids == ("s0", "s2", "s3")
    panel.zone.setCurrentIndex(0)
    room.ctx.selection.go_around(Spot(109.4951, 36.59, "桥东街", "case", "c1"))
    qtbot.waitUntil(lambda: room.ctx.selection.speaker_ids != ("s0", "s2", "s3"), timeout=10000)
    assert set(room.ctx.selection.speaker_ids) == {"s4", "s5", "s6"}
    qtbot.waitUntil(lambda: panel.model.rows()[0].id == "s5", timeout=8000)
    assert panel.model.rows()[0].note.endswith("9 米")


def test_without_a_microphone_the_rest_still_works(qtbot, open_room, monkeypatch):
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    room, pane = open_room()
    room.ctx.selection.choose_speakers(("s0",))
    compose = pane.view.compose
    room.ctx.selection.speak_requested.emit()
    assert "麦克风" in compose.talk.name.text() and not compose.talk.button.isEnabled()
    assert compose.mode == "phrase" and "麦克风" in pane.view.notice.text()
    send_phrase(qtbot, pane, "p2")
    qtbot.waitUntil(lambda: ended(room) is not None, timeout=80000)
    assert ended(room).receipts["s0"]["state"] == "delivered"


def test_who_may_not_speak_is_told_so(qtbot, open_room):
    room, pane = open_room(role="acceptor")
    room.ctx.selection.choose_speakers(("s0",))
    pane.view.compose.mode_buttons[1].click()
    assert not pane.view.compose.send.isEnabled()
    assert "没有这项权限" in pane.view.compose.line.text()


def test_a_call_the_console_died_in_is_closed_as_unconfirmed(qtbot, open_room):
    room, pane = open_room()
    room.ctx.dispatch.ask("broadcast.start", "b-old", {"mode": "live", "priority": "live", "speaker_ids": ["s0"]})
    assert records(room)[0].state == "running"
    pane.desk.tidy()
    assert ended(room).why == "console_lost" and ended(room).receipts == {}


def test_a_window_built_anew_while_it_sounds_does_not_call_the_console_dead(qtbot, open_room):
    room, pane = open_room()
    qtbot.waitUntil(lambda: len(pane.desk.states) == 10, timeout=8000)
    room.ctx.selection.choose_speakers(("s0",))
    send_phrase(qtbot, pane, "p2")
    qtbot.waitUntil(lambda: words_of(pane).get("s0") == "播放中", timeout=20000)
    again = build_anew(qtbot, room, pane)
    qtbot.waitUntil(lambda: ended(room) is not None, timeout=20000)
    assert ended(room).why == "closing"
    qtbot.waitUntil(lambda: "窗口关闭，已停止" in again.view.air.head.text(), timeout=20000)
    qtbot.waitUntil(lambda: len(again.desk.states) == 10, timeout=20000)
    assert words_of(again)["s0"] != "播放中"
    again.stop()


def test_nobody_is_shown_what_a_colleague_said_or_what_was_said_yesterday():
    li, night = Actor("03", "o-li", "李", "duty_officer"), datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    mine = Broadcast(id="b1", mode="live", seat="03", operator_id="o-li", started_at=night, state="ended")
    others = replace(mine, id="b2", operator_id="o-wang")
    assert last_own([others, mine], li, night + timedelta(hours=2)) == mine
    assert last_own([others], li, night) is None
    assert last_own([mine], li, night + timedelta(hours=13)) is None
