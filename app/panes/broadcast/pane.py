"""The broadcast room put together: what is read is shown, what is asked goes to the desk."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.devices.speakers import PLAYED, ReceiptState
from app.domain.broadcast import Broadcast
from app.panes.broadcast import queries
from app.panes.broadcast.parts.compose import MODES
from app.panes.broadcast.parts.desk import Desk
from app.panes.broadcast.parts.escape import EscapeWatch
from app.panes.broadcast.parts.rendering import Rendering
from app.panes.broadcast.picture import Picture
from app.panes.broadcast.recalled import last_own
from app.panes.broadcast.speaking import Speaking
from app.panes.broadcast.view import BroadcastView
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Spot
from app.text import _
from app.words import refusal, word
from widgets import ticker

_ICONS = {"live": "mic", "phrase": "list-music", "speech": "type"}


class BroadcastPane(QObject):
    """Speakers, words and calls of this seat."""

    def __init__(self, ctx: PaneContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.view = BroadcastView()
        self.widget: QWidget = self.view
        self.desk = Desk(ctx, self)
        self._rendering = Rendering(ctx, self)
        self.picture = Picture(ctx, self.view, self.desk, self._rendering)
        self.speaking = Speaking(ctx, self.view, self.desk, self.picture, self)
        self.picture.listening = lambda: self.speaking.microphone.is_open
        self._escape = EscapeWatch(self)
        self._log: list[Broadcast] = []
        self._ends: list[Callable[[], object]] = []
        self._connect()
        self._follow()
        self.speaking.listen(True)
        self._read_street()
        self._read_phrases()
        self._read_log()
        self.desk.tidy()

    @property
    def has_receipts(self) -> bool:
        """Whether the last call has been confirmed by at least one speaker."""
        call = self.picture.call
        known = {ReceiptState.PLAYING, *PLAYED}
        return call is not None and any(r.state in known for r in call.receipts.values())

    # the shape of a pane

    def actions(self) -> list[PaneAction]:
        """Return what can be done here."""
        panel, compose, speaking = self.view.speakers, self.view.compose, self.speaking
        ways = [
            PaneAction(f"broadcast.{m}", word("broadcast_mode", m), partial(self._take_mode, m), str(n), _ICONS[m])
            for n, m in enumerate(MODES, start=1)
        ]  # fmt: skip
        return [
            *ways,
            PaneAction("broadcast.send", _("播出"), speaking.send, "Ctrl+Return", "send", compose.send.isEnabled),
            PaneAction("broadcast.play_phrase", _("播放当前预案"), speaking.play_phrase, "", "play", self._has_phrase),
            PaneAction("broadcast.search", _("查找音柱"), panel.search.setFocus, "/", "search"),
            PaneAction("broadcast.all", _("全选音柱"), panel.choose_visible, "", "check-check"),
            PaneAction("broadcast.none", _("清空所选音柱"), panel.choose_none, "", "x"),
            PaneAction("broadcast.drill", _("演练开关"), compose.drill.toggle, "", "shield-check"),
            PaneAction("broadcast.stop", _("停止本席全部广播"), speaking.stop_all, "", "square", self._on_air),
        ]

    def save(self) -> dict[str, Any]:
        """Return the way of speaking and the unfinished text."""
        return {"mode": self.view.compose.mode, "text": self.view.compose.speech.text}

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what `save` returned."""
        if state.get("mode") in MODES:
            self.view.compose.show_mode(state["mode"])
        if state.get("text"):
            self.view.compose.speech.edit.setPlainText(str(state["text"]))

    def stop(self) -> None:
        """Silence this seat's calls and let go of everything; the desk still writes down how they ended."""
        for end in self._ends:
            end()
        self._ends.clear()
        self._escape.stop()
        self._rendering.stop()
        self.speaking.close()
        self.desk.close()

    # reading

    def _read_street(self) -> None:
        self.picture.street = queries.street(self._ctx.reader)
        self.view.speakers.show_street(self.picture.street)
        self.view.speakers.show_chosen(self._ctx.selection.speaker_ids)
        self.desk.watch(self.picture.street.speakers)
        self.picture.refresh()

    def _read_phrases(self) -> None:
        phrases = queries.phrases(self._ctx.reader)
        self.view.compose.phrases.show_phrases(phrases, self._rendering.ready(phrases))
        self._rendering.prepare(phrases)

    def _read_log(self) -> None:
        self._log = queries.said(self._ctx.reader)
        own, now = frozenset(self.desk.calls), self._ctx.clock.now()
        self.picture.held = queries.held_elsewhere(self._log, own, now)
        self.view.log.show_log(self._log)
        if not self.desk.calls:
            self.picture.recall(last_own(self._log, self._ctx.actor(), now))
        self.picture.refresh()

    def _records(self, kind: str, _ids: object) -> None:
        readers: dict[str, Callable[[], None]] = {
            "speaker": self._read_street,
            "zone": self._read_street,
            "phrase": self._read_phrases,
            "broadcast": self._read_log,
        }
        if kind in readers:
            readers[kind]()

    # choosing

    def _selection_changed(self, speaker_ids: tuple[str, ...]) -> None:
        self.view.speakers.show_chosen(speaker_ids)
        self.view.compose.confirm(False)
        self.picture.refresh()

    def _search(self, text: str) -> None:
        self.view.speakers.show_found(queries.found(self._ctx.reader, text) if text.strip() else None)

    def _go_around(self, spot: Spot) -> None:
        """Choose the nearest speakers and say how far they are."""
        near_m, wide_m = self._ctx.settings.around_speaker_m, self._ctx.settings.around_radius_m
        self.speaking.case_id = spot.origin_id if spot.origin_kind == "case" else ""
        reader = self._ctx.reader

        def read() -> tuple[dict[str, float], dict[str, float]]:
            near = queries.around(reader, spot.lon, spot.lat, near_m)
            return near, queries.around(reader, spot.lon, spot.lat, wide_m)

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
        self.speaking.listen(mode == "live")
        self.picture.refresh()

    def _has_phrase(self) -> bool:
        return self.view.compose.phrases.phrase is not None and bool(self.picture.chosen)

    def _on_air(self) -> bool:
        return bool(self.desk.running())

    # following

    def _calls_changed(self) -> None:
        self._escape.watch(self._on_air(), self.speaking.stop_all)
        self.picture.refresh()

    def _call_moved(self, call_id: str) -> None:
        self.speaking.ended(call_id)
        if self.picture.call is not None and self.picture.call.id == call_id:
            self.picture.show_call()

    def _trouble(self, code: str, detail: str) -> None:
        sentence = refusal(code)
        self.view.show_notice(f"{sentence}（{detail}）" if detail and code.startswith("speech") else sentence)

    def _record(self, call_id: str) -> Broadcast | None:
        return next((b for b in self._log if b.id == call_id), None)

    def _connect(self) -> None:
        """What the room's own parts ask of each other."""
        view, compose, speaking = self.view, self.view.compose, self.speaking
        view.speakers.choice_asked.connect(self._ctx.selection.choose_speakers)
        view.speakers.search_asked.connect(self._search)
        compose.changed.connect(self.picture.refresh)
        compose.mode_changed.connect(self._mode_changed)
        compose.send_asked.connect(speaking.send)
        compose.talk.button.pressed.connect(speaking.press)
        compose.talk.button.released.connect(speaking.release)
        view.stop_asked.connect(speaking.stop_all)
        speaking.moved.connect(self.picture.refresh)
        meter = compose.talk.meter
        speaking.microphone.level_changed.connect(lambda level: meter.set(level.rms, level.peak, level.clipped))
        self.desk.changed.connect(self._calls_changed)
        self.desk.states_changed.connect(self.picture.refresh)
        self.desk.receipts_changed.connect(self._call_moved)
        self.desk.troubled.connect(self._trouble)
        self._rendering.prepared.connect(self._read_phrases)
        for panel in (view.air, view.log):
            panel.retry_asked.connect(lambda call_id: speaking.retry(call_id, self._record(call_id)))
            panel.replay_asked.connect(lambda call_id: speaking.replay(call_id, self._record(call_id)))

    def _follow(self) -> None:
        """What others tell; each is let go of in `stop`."""
        ctx, beat = self._ctx, ticker.of()
        pairs: list[tuple[Any, Callable[..., None]]] = [
            (ctx.bridge.records_changed, self._records),
            (ctx.bridge.link_changed, self._link_changed),
            (ctx.selection.speakers_changed, self._selection_changed),
            (ctx.selection.around, self._go_around),
            (ctx.selection.speak_requested, self._speak_requested),
        ]
        if beat is not None:
            pairs.append((beat.ticked, self._beat))
        for signal, slot in pairs:
            signal.connect(slot)
            self._ends.append(partial(signal.disconnect, slot))

    def _link_changed(self, _link: object) -> None:
        self.picture.show_truth()

    def _speak_requested(self) -> None:
        """Speak now: by the microphone, or by the phrases where there is none."""
        self._take_mode("live")
        if self._ctx.voice is not None and not self.speaking.microphone.is_open:
            self.view.show_notice(self.view.compose.talk.name.text())
            self._take_mode("phrase")

    def _beat(self) -> None:
        self.picture.show_band()
        self.picture.show_truth()
