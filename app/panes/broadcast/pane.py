"""The broadcast room put together: what is read is shown, what is asked goes to the desk."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.domain.broadcast import Broadcast
from app.domain.errors import Rejected, Unavailable
from app.domain.speaker import Speaker
from app.panes.broadcast import queries
from app.panes.broadcast.parts.desk import Desk, OnAir, Request
from app.panes.broadcast.parts.escape import EscapeWatch
from app.panes.broadcast.parts.microphone import Microphone
from app.panes.broadcast.parts.player import SeatPlayer
from app.panes.broadcast.parts.rendering import Rendering
from app.panes.broadcast.rehearsal import Rehearsal, holders_of, needs_confirm, rehearse
from app.panes.broadcast.view import BroadcastView
from app.qt.pane import PaneAction, PaneContext, PaneSpec
from app.qt.selection import Spot
from app.text import N_, _, age_words, local_time
from app.words import refusal, word
from widgets import ticker

_DRILL_WORDS: Final = N_("演练。演练。")


class BroadcastPane(QObject):
    """Speakers, words and calls of this seat."""

    def __init__(self, ctx: PaneContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.view = BroadcastView()
        self.widget: QWidget = self.view
        self.desk = Desk(ctx, self)
        self.microphone = Microphone(self)
        self._player = SeatPlayer(self)
        self._rendering = Rendering(ctx, self)
        self._escape = EscapeWatch(self)
        self._street = queries.Street()
        self._log: list[Broadcast] = []
        self._held: dict[str, Broadcast] = {}
        self._shown_call: OnAir | None = None
        self._live: OnAir | None = None
        self._drafts = {"origin_case": ""}
        self._ticker = ticker.of()
        self._connect()
        self._read_street()
        self._read_phrases()
        self._read_log()
        self.desk.tidy()

    # the shape of a pane

    def actions(self) -> list[PaneAction]:
        """Return what can be done here."""
        compose = self.view.compose
        ways = [
            ("live", _("实时喊话"), "mic"),
            ("phrase", _("预案语音"), "list-music"),
            ("speech", _("文字播报"), "type"),
        ]
        taken = [
            PaneAction(f"broadcast.{mode}", title, partial(self._take_mode, mode), str(n), icon)
            for n, (mode, title, icon) in enumerate(ways, start=1)
        ]
        return [
            *taken,
            PaneAction("broadcast.send", _("播出"), self._send, "Ctrl+Return", "send", compose.send.isEnabled),
            PaneAction("broadcast.search", _("查找音柱"), self.view.speakers.search.setFocus, "/", "search"),
            PaneAction("broadcast.all", _("全选音柱"), self.view.speakers.choose_visible, "", "check-check"),
            PaneAction("broadcast.none", _("清空所选音柱"), self.view.speakers.choose_none, "", "x"),
            PaneAction("broadcast.drill", _("演练开关"), compose.drill.toggle, "", "shield-check"),
            PaneAction("broadcast.stop", _("停止本席全部广播"), self._stop_all, "Esc, Esc", "square", self._on_air),
        ]

    def save(self) -> dict[str, Any]:
        """Return the way of speaking and the unfinished text."""
        return {"mode": self.view.compose.mode, "text": self.view.compose.speech.text}

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what `save` returned."""
        if state.get("mode") in ("live", "phrase", "speech"):
            self.view.compose.show_mode(state["mode"])
        if state.get("text"):
            self.view.compose.speech.edit.setPlainText(str(state["text"]))

    def stop(self) -> None:
        """Silence this seat's calls and let go of the microphone."""
        self.desk.stop(why="closing")
        self._escape.stop()
        self._rendering.stop()
        self.microphone.close()
        self._player.stop()

    # reading

    def _read_street(self) -> None:
        self._street = queries.street(self._ctx.reader)
        self.view.speakers.show_street(self._street)
        self.view.speakers.show_chosen(self._ctx.selection.speaker_ids)
        self.desk.watch(self._street.speakers)
        self._refresh()

    def _read_phrases(self) -> None:
        phrases = queries.phrases(self._ctx.reader)
        self.view.compose.phrases.show_phrases(phrases, self._rendering.ready(phrases))
        self._rendering.prepare(phrases)

    def _read_log(self) -> None:
        self._log = queries.said(self._ctx.reader)
        self._held = queries.held_elsewhere(self._log, frozenset(self.desk.calls), self._ctx.clock.now())
        self.view.log.show_log(self._log)
        self._refresh()

    def _records(self, kind: str, _ids: object) -> None:
        readers: dict[str, Callable[[], None]] = {
            "speaker": self._read_street,
            "zone": self._read_street,
            "phrase": self._read_phrases,
            "broadcast": self._read_log,
        }
        if kind in readers:
            readers[kind]()

    # showing

    def _refresh(self) -> None:
        """Everything that follows from the choice, the states and the calls."""
        chosen = self._chosen()
        self.view.show_title(_title(chosen))
        self.view.speakers.show_states({s.id: self.desk.state_of(s.id, self._held) for s in self._street.speakers})
        rehearsal = self._rehearsal(chosen)
        refused = self._refused(chosen, rehearsal)
        self.view.compose.show_rehearsal(rehearsal, refused)
        self._show_talk(chosen)
        self._show_band()
        self._show_truth()

    def _rehearsal(self, chosen: tuple[Speaker, ...]) -> Rehearsal:
        compose = self.view.compose
        others = {b.id: b for b in self._held.values()}.values()
        held = compose.talk.button.held
        own = [h for h in self.desk.holders() if not (held and self.desk.calls[h.call_id].request.mode == "live")]
        text = self._words()
        seconds = self._rendering.seconds(text) * compose.repeat.value() if text else 0.0
        seconds += 1.5 if compose.chime.isChecked() and seconds else 0.0
        quiet = self._ctx.reader.rules().quiet(self._ctx.clock.now())
        return rehearse(
            (s.id for s in chosen),
            compose.priority.currentData(),
            self.desk.states,
            [*own, *holders_of(others)],
            seconds,
            quiet,
        )

    def _refused(self, chosen: tuple[Speaker, ...], rehearsal: Rehearsal) -> str:
        """Why it cannot be sent now, or ""."""
        compose = self.view.compose
        if self._ctx.voice is None:
            return refusal("audio.engine_away")
        if not self._ctx.reader.rules().may(self._ctx.actor().role, "broadcast"):
            return refusal("role.forbidden")
        if not chosen:
            return refusal("broadcast.no_speakers")
        if rehearsal.quiet and not compose.reason.text().strip():
            return refusal("broadcast.quiet_hours")
        if not rehearsal.sounding:
            return _("所选音柱现在都不能发声；请另选，或提高优先级")
        if compose.mode == "live":
            return "" if self.microphone.is_open else compose.talk.name.text()
        if not self._words():
            return _("请先选择预案") if compose.mode == "phrase" else _("请先输入播报文字")
        return self._rendering.lacks(self._words())

    def _show_talk(self, chosen: tuple[Speaker, ...]) -> None:
        held = self._live is not None
        title = _("正在喊话…松开结束") if held else _("按住说话")
        hint = _("空格或鼠标按住；松开即停") if not held else _("面向 {n} 个音柱").format(n=len(chosen))
        self.view.compose.talk.button.set(title, hint, "drill" if self.view.compose.drill.isChecked() else "alarm")

    def _show_band(self) -> None:
        running = self.desk.running()
        drill = any(c.request.drill for c in running) or (not running and self.view.compose.drill.isChecked())
        self._escape.watch(bool(running), self._stop_all)
        if running:
            newest = running[-1]
            seconds = int((self._ctx.clock.now() - newest.began).total_seconds())
            what = _("演练播出") if newest.request.drill else _("正在播出")
            facts = [what, word("priority", newest.request.priority), newest.request.title]
            n = _("{n} 个音柱").format(n=len(newest.request.speakers))
            sentence = " · ".join(filter(None, (*facts, n, f"{seconds // 60:02}:{seconds % 60:02}")))
            self.view.show_air(sentence, "drill" if drill else "alarm", True)
        elif drill:
            self.view.show_air(_("演练模式：播出前会念“演练”，记录标为演练"), "drill")
        else:
            self.view.show_air("", "")

    def _show_truth(self) -> None:
        link = self._ctx.reader.link()
        age = (self._ctx.clock.now() - link.as_of).total_seconds() if link.as_of else None
        if link.state == "live":
            self.view.truth.set(
                word("link", "live"), _("截至 {time}").format(time=local_time(link.as_of, "time")), "fresh"
            )
            return
        aged = _("截至 {time}，{age}前").format(time=local_time(link.as_of, "time"), age=age_words(age or 0))
        self.view.truth.set(word("link", link.state), aged if link.as_of else _("还没有数据"), "offline")

    def _show_call(self) -> None:
        known = {s.id: s for s in self._street.speakers}
        self.view.air.show_call(self._shown_call, known)

    # choosing

    def _chosen(self) -> tuple[Speaker, ...]:
        wanted = frozenset(self._ctx.selection.speaker_ids)
        return tuple(s for s in self._street.speakers if s.id in wanted)

    def _selection_changed(self, speaker_ids: tuple[str, ...]) -> None:
        self.view.speakers.show_chosen(speaker_ids)
        self.view.compose.confirm(False)
        self._refresh()

    def _search(self, text: str) -> None:
        self.view.speakers.show_found(queries.found(self._ctx.reader, text) if text.strip() else None)

    def _go_around(self, spot: Spot) -> None:
        """Choose the nearest speakers and say how far they are."""
        radius, wide = self._ctx.settings.around_speaker_m, self._ctx.settings.around_radius_m
        self._drafts["origin_case"] = spot.origin_id if spot.origin_kind == "case" else ""

        def read() -> tuple[dict[str, float], dict[str, float]]:
            reader = self._ctx.reader
            return queries.around(reader, spot.lon, spot.lat, radius), queries.around(reader, spot.lon, spot.lat, wide)

        def show(found: tuple[dict[str, float], dict[str, float]]) -> None:
            near, wider = found
            self.view.speakers.show_distances({**wider, **near})
            self._ctx.selection.choose_speakers(tuple(sorted(near, key=near.__getitem__)))

        self._ctx.tasks.run(read, show)

    def _take_mode(self, mode: str) -> None:
        self.view.compose.show_mode(mode)
        self.view.compose.focus_mode()

    def _mode_changed(self, mode: str) -> None:
        """The microphone listens only while the talk panel is in sight."""
        if mode != "live":
            self.microphone.close()
        else:
            self._open_microphone()
        self._refresh()

    def _open_microphone(self) -> None:
        talk = self.view.compose.talk
        try:
            name = self.microphone.open()
            talk.say(_("话筒：{name}").format(name=name))
        except Unavailable as fault:
            talk.say(fault.what, fault=True)

    # speaking

    def _words(self) -> str:
        compose = self.view.compose
        if compose.mode == "phrase":
            text = compose.phrases.phrase.text if compose.phrases.phrase else ""
        else:
            text = compose.speech.text if compose.mode == "speech" else ""
        return f"{_DRILL_WORDS}{text}" if text and compose.drill.isChecked() else text

    def _request(self, chosen: tuple[Speaker, ...]) -> Request:
        compose = self.view.compose
        phrase = compose.phrases.phrase if compose.mode == "phrase" else None
        return Request(
            mode=compose.mode,
            priority=compose.priority.currentData(),
            speakers=chosen,
            text=self._words(),
            title=phrase.title if phrase else compose.speech.text[:24] if compose.mode == "speech" else "",
            phrase_id=phrase.id if phrase else "",
            chime=compose.chime.isChecked(),
            repeat=compose.repeat.value() if compose.mode != "live" else 1,
            drill=compose.drill.isChecked(),
            reason=compose.reason.text().strip(),
            case_id=self._drafts["origin_case"],
        )

    def _press(self) -> None:
        """The key goes down: speak at once."""
        call = self._begin(self._chosen())
        if call is not None:
            self._live = call
            self.microphone.talk(self.desk.talk(call.id))
            self._refresh()

    def _release(self) -> None:
        """The key comes up: silence at once."""
        live, self._live = self._live, None
        self.microphone.hush()
        if live is not None:
            self.desk.stop(live.id, "released")
            self._refresh()

    def _send(self) -> None:
        """Send what is composed; ask once more where it cannot be taken back lightly."""
        compose = self.view.compose
        chosen = self._chosen()
        rehearsal = self._rehearsal(chosen)
        if compose.mode == "live" or self._refused(chosen, rehearsal):
            compose.focus_mode()
            return
        if needs_confirm(rehearsal, compose.priority.currentData(), compose.mode) and not compose.confirming:
            compose.confirm(True, rehearsal)
            return
        compose.confirm(False, rehearsal)
        self._begin(chosen)

    def _begin(self, chosen: tuple[Speaker, ...]) -> OnAir | None:
        self.view.show_notice("")
        self._player.stop()
        answer = self.desk.begin(self._request(chosen))
        if isinstance(answer, Rejected):
            self.view.show_notice(refusal(answer.code))
            return None
        self._shown_call = answer
        self.view.show_account()
        return answer

    def _stop_all(self) -> None:
        self.microphone.hush()
        self.view.compose.talk.button.let_go()
        self.desk.stop()

    def _on_air(self) -> bool:
        return bool(self.desk.running())

    def _microphone_lost(self, code: str) -> None:
        self._stop_live("starved")
        self.view.show_notice(refusal(code))

    def _stop_live(self, why: str) -> None:
        live, self._live = self._live, None
        if live is not None:
            self.desk.stop(live.id, why)
        self.view.compose.talk.button.let_go()
        self._refresh()

    def _call_moved(self, call_id: str) -> None:
        if self._live is not None and self._live.id == call_id and not self._live.running:
            self._stop_live("stopped")
        if self._shown_call is not None and self._shown_call.id == call_id:
            self._show_call()
        self._refresh()

    def _trouble(self, code: str, detail: str) -> None:
        sentence = refusal(code)
        self.view.show_notice(f"{sentence} {detail}".strip() if detail and code.startswith("speech") else sentence)

    # afterwards

    def _retry(self, call_id: str) -> None:
        """Choose those that did not play, with the same words ready to be sent again."""
        call = self.desk.calls.get(call_id)
        record = next((b for b in self._log if b.id == call_id), None)
        if call is not None and call.ended is not None:
            missed, mode, text = call.ended.missed, call.request.mode, call.request.text
            phrase_id, priority = call.request.phrase_id, call.request.priority
        elif record is not None:
            missed, mode, text = self.view.log.missed(record), record.mode, record.text
            phrase_id, priority = record.phrase_id, record.priority
        else:
            return
        compose = self.view.compose
        compose.show_mode(mode)
        if mode == "phrase":
            compose.phrases.choose(phrase_id)
        elif mode == "speech":
            compose.speech.edit.setPlainText(text.removeprefix(_DRILL_WORDS))
        compose.take_priority(priority)
        self._ctx.selection.choose_speakers(tuple(missed))
        compose.focus_mode()

    def _replay(self, call_id: str) -> None:
        call = self.desk.calls.get(call_id)
        record = next((b for b in self._log if b.id == call_id), None)
        path = call.ended.recording if call is not None and call.ended is not None else None
        if path is None and record is not None and record.recording_media_id:
            path = self._ctx.profile.media / record.recording_media_id
        if path is None:
            return
        try:
            self._player.play(path)
        except Unavailable as fault:
            self.view.show_notice(f"{fault.what}。{fault.remedy}" if fault.remedy else fault.what)

    def _connect(self) -> None:
        ctx, view, compose = self._ctx, self.view, self.view.compose
        ctx.bridge.records_changed.connect(self._records)
        ctx.bridge.link_changed.connect(lambda _: self._show_truth())
        ctx.selection.speakers_changed.connect(self._selection_changed)
        ctx.selection.around.connect(self._go_around)
        ctx.selection.speak_requested.connect(lambda: self._take_mode("live"))
        view.speakers.choice_asked.connect(ctx.selection.choose_speakers)
        view.speakers.search_asked.connect(self._search)
        compose.changed.connect(self._refresh)
        compose.mode_changed.connect(self._mode_changed)
        compose.send_asked.connect(self._send)
        compose.talk.button.pressed.connect(self._press, Qt.ConnectionType.DirectConnection)
        compose.talk.button.released.connect(self._release, Qt.ConnectionType.DirectConnection)
        view.stop_asked.connect(self._stop_all)
        self.microphone.level_changed.connect(
            lambda level: compose.talk.meter.set(level.rms, level.peak, level.clipped)
        )
        self.microphone.lost.connect(self._microphone_lost)
        self.desk.changed.connect(self._refresh)
        self.desk.states_changed.connect(self._refresh)
        self.desk.receipts_changed.connect(self._call_moved)
        self.desk.troubled.connect(self._trouble)
        self._rendering.prepared.connect(self._read_phrases)
        for panel in (view.air, view.log):
            panel.retry_asked.connect(self._retry)
            panel.replay_asked.connect(self._replay)
        if self._ticker is not None:
            self._ticker.ticked.connect(self._show_band)
            self._ticker.ticked.connect(self._show_truth)
        self._open_microphone()


def _title(chosen: tuple[Speaker, ...]) -> str:
    if not chosen:
        return _("请选择音柱")
    if len(chosen) == 1:
        return _("向 {name} 广播").format(name=chosen[0].name)
    return _("向 {name} 等 {n} 个音柱广播").format(name=chosen[0].name, n=len(chosen))


PANE = PaneSpec("broadcast", N_("广播"), "megaphone", 40, BroadcastPane)
