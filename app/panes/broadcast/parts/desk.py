"""The calls of this seat: begun, followed word by word, ended, and written down; knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from app.bus import DeviceChanged
from app.devices.speakers import Call, CallEvent, Happened, Receipt, ReceiptState, SpeakerState
from app.domain.broadcast import RANK
from app.domain.errors import Rejected, Unavailable
from app.domain.ids import new_id
from app.domain.speaker import Speaker
from app.panes.broadcast import commands, queries
from app.panes.broadcast.rehearsal import Holder
from app.qt.pane import PaneContext

_SPEAK_ANYWAY: Final = 3
"""Down to this rank a warning is spoken even when it cannot be written down."""
_NOT_WRITTEN: Final = frozenset({"disk.full", "not_saved", "outbox.full"})


@dataclass(frozen=True, slots=True)
class Request:
    """What the operator wants said. `text` is already complete for phrase and speech."""

    mode: str
    priority: str
    speakers: tuple[Speaker, ...]
    text: str = ""
    title: str = ""
    phrase_id: str = ""
    chime: bool = True
    repeat: int = 1
    drill: bool = False
    reason: str = ""
    case_id: str = ""


@dataclass
class OnAir:
    """One call of this seat, from the key press to its account."""

    id: str
    request: Request
    began: datetime
    state: str = "starting"
    why: str = ""
    receipts: dict[str, Receipt] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    reported: bool = False
    ended: CallEvent | None = None

    @property
    def running(self) -> bool:
        """Whether it still wants to sound."""
        return self.state != "ended"


class Desk(QObject):
    """Begins and ends calls through dispatch and the voice engine, and follows what the engine tells."""

    changed = Signal()
    receipts_changed = Signal(str)
    states_changed = Signal()
    ended = Signal(str)
    troubled = Signal(str, str)

    def __init__(self, ctx: PaneContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self.calls: dict[str, OnAir] = {}
        self.states: dict[str, SpeakerState] = {}
        self._shown: dict[str, str] = {}
        self._closing, self._hears = False, True
        ctx.bridge.voice_changed.connect(self._happened)

    # asking

    def begin(self, request: Request) -> OnAir | Rejected:
        """Write it down, then speak. A grave warning is spoken even when the disk is full."""
        if self._ctx.voice is None:
            return Rejected("audio.engine_away")
        lines = queries.targets(request.speakers)
        if not lines:
            return Rejected("broadcast.no_speakers")
        call_id = new_id()
        ids = tuple(s.id for s in request.speakers)
        answer = commands.start(
            self._ctx.dispatch, call_id, mode=request.mode, priority=request.priority, speaker_ids=ids,
            text=request.text, phrase_id=request.phrase_id, reason=request.reason, drill=request.drill,
            case_id=request.case_id,
        )  # fmt: skip
        if isinstance(answer, Rejected):
            if answer.code not in _NOT_WRITTEN or RANK.get(request.priority, 9) > _SPEAK_ANYWAY:
                return answer
            self.troubled.emit(answer.code, answer.detail)
        on_air = OnAir(call_id, request, self._ctx.clock.now())
        self.calls[call_id] = on_air
        call = Call(call_id, request.mode, lines, request.priority, request.chime, None, request.repeat)
        self._speak(call, request)
        self.changed.emit()
        return on_air

    def talk(self, call_id: str) -> Callable[[bytes], None]:
        """Where the microphone's frames of a live call go."""
        voice = self._ctx.voice
        return lambda frame: voice.talk(call_id, frame)

    def stop(self, call_id: str = "", why: str = "stopped") -> None:
        """Silence one call, or all calls of this seat; the sound ends at once."""
        if self._ctx.voice is not None:
            self._ctx.voice.end(call_id, why)

    def close(self) -> None:
        """Silence everything; what is still running is followed to its end, then nothing more is heard."""
        self._closing = True
        self.stop(why="closing") if self.running() else self._let_go()

    def watch(self, speakers: tuple[Speaker, ...]) -> None:
        """Keep an eye on these speakers; a desk that is new here knows nothing of them yet."""
        if self._ctx.voice is not None:
            self._ctx.voice.watch(queries.targets(speakers), anew=not self.states)

    def tidy(self) -> None:
        """Calls that this seat never ended (the console died in them) are ended now, unconfirmed.

        A call that this console began is followed to its end by the window that began it, also while that one closes.
        """
        voice, seat = self._ctx.voice, self._ctx.actor().seat
        for each in queries.said(self._ctx.reader):
            if each.state == "running" and each.seat == seat and not (voice is not None and voice.knows(each.id)):
                event = CallEvent(Happened.ENDED, each.id, why="console_lost")
                commands.end(self._ctx.dispatch, event, "", self._now())

    # looking

    def running(self) -> list[OnAir]:
        """Calls that want to sound, the newest last."""
        return [each for each in self.calls.values() if each.running]

    def holders(self) -> list[Holder]:
        """Own calls as the rehearsal needs them."""
        return [
            Holder(c.id, c.request.priority, c.request.title, frozenset(s.id for s in c.request.speakers))
            for c in self.running()
        ]

    def state_of(self, speaker_id: str, held: dict[str, Any]) -> str:
        """The word for a speaker now: mine, busy, muted, offline, free, unknown."""
        state = self.states.get(speaker_id)
        if state is not None and not state.online:
            return "offline"
        if any(speaker_id in c.receipts and speaker_id not in c.taken for c in self.running()):
            return "mine"
        if speaker_id in held or (state is not None and state.playing):
            return "busy"
        if state is None:
            return "unknown"
        return "muted" if state.muted else "free"

    # following

    def _happened(self, event: CallEvent) -> None:
        if event.kind == Happened.STATES:
            self.states.update((s.speaker_id, s) for s in event.states)
            self._announce(event.states)
            self.states_changed.emit()
        elif event.kind == Happened.NO_REALTIME:
            self.troubled.emit("audio.no_realtime", event.detail)
        elif event.kind == Happened.LOST:
            self._engine_lost()
        elif event.call_id in self.calls:
            self._follow(self.calls[event.call_id], event)

    def _follow(self, call: OnAir, event: CallEvent) -> None:
        match event.kind:
            case Happened.STARTED:
                call.receipts = {each: Receipt(each, ReceiptState.WAITING) for each in event.speaker_ids}
            case Happened.ON_AIR:
                call.state = "on_air"
            case Happened.RECEIPTS:
                call.receipts.update((r.speaker_id, r) for r in event.receipts)
                self._report_once(call)
            case Happened.TAKEN:
                call.taken.update(event.speaker_ids)
            case Happened.RETURNED:
                call.taken.difference_update(event.speaker_ids)
            case Happened.ENDED | Happened.REFUSED:
                self._close(call, event)
        self.receipts_changed.emit(call.id)
        self.changed.emit()

    def _report_once(self, call: OnAir) -> None:
        """A first account while it still sounds, so that other seats see it and a crash does not lose it."""
        open_ = {ReceiptState.WAITING, ReceiptState.SENT}
        if not call.reported and not any(r.state in open_ for r in call.receipts.values()):
            call.reported = True
            commands.receipt(self._ctx.dispatch, call.id, tuple(call.receipts.values()), self._now())

    def _close(self, call: OnAir, event: CallEvent) -> None:
        call.state, call.why, call.ended = "ended", event.why, event
        call.receipts.update((r.speaker_id, r) for r in event.receipts)
        if event.kind == Happened.REFUSED and event.why != "stopped":
            self.troubled.emit(event.why, event.detail)
        if event.recording is None:
            self._write_end(call, event, ("", 0))
            return
        folder, recording = self._ctx.profile.media, event.recording
        self._ctx.tasks.run(
            lambda: commands.keep_recording(folder, recording),
            lambda kept: self._write_end(call, event, kept),
            lambda _: self._write_end(call, event, ("", 0)),
        )

    def _write_end(self, call: OnAir, event: CallEvent, kept: tuple[str, int]) -> None:
        media_id, size = kept
        if media_id:
            commands.add_recording(self._ctx.dispatch, media_id, size, event)
        answer = commands.end(self._ctx.dispatch, event, media_id, self._now())
        if isinstance(answer, Rejected):
            self.troubled.emit(answer.code, answer.detail)
        self.ended.emit(call.id)
        if self._closing and not self.running():
            self._let_go()

    def _let_go(self) -> None:
        if self._hears:
            self._hears = False
            self._ctx.bridge.voice_changed.disconnect(self._happened)

    def _engine_lost(self) -> None:
        self.troubled.emit("audio.engine_away", "")
        for call in self.running():
            last = tuple(replace(r, state=ReceiptState.UNCONFIRMED, detail="engine") for r in call.receipts.values())
            self._close(
                call, CallEvent(Happened.ENDED, call.id, receipts=last, why="engine_lost", missed=tuple(call.receipts))
            )
            self.receipts_changed.emit(call.id)
        self.changed.emit()

    def _announce(self, states: tuple[SpeakerState, ...]) -> None:
        """Tell the other rooms, the map first, how the speakers are."""
        for state in states:
            word = self.state_of(state.speaker_id, {}).replace("muted", "fault")
            if self._shown.get(state.speaker_id) != word:
                self._shown[state.speaker_id] = word
                self._ctx.bus.publish(DeviceChanged("speaker", state.speaker_id, word))

    # speech

    def _speak(self, call: Call, request: Request) -> None:
        self._ctx.voice.begin(call)
        if request.mode == "live":
            return
        voice, speech = self._ctx.voice, self._ctx.speech

        def make() -> None:
            if speech is None:
                raise Unavailable("", "", "speech.missing")
            for path in speech.sentences(request.text):
                voice.feed(call.id, path, False)
            voice.feed(call.id, None, True)

        def failed(fault: BaseException) -> None:
            voice.end(call.id, "speech_failed")
            code = fault.code if isinstance(fault, Unavailable) else "speech.failed"
            self.troubled.emit(code, str(fault))

        self._ctx.tasks.run(make, lambda _: None, failed)

    def _now(self) -> str:
        return self._ctx.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
