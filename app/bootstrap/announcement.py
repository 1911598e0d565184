"""Broadcasts without a window: from the words to what each speaker did, and their end when somebody asks for it."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bootstrap.children import shielded
from app.bootstrap.on_air import OnAir
from app.bootstrap.seat import Seat, need_session, open_seat
from app.devices.audio.service import VoiceService
from app.devices.audio.speech import SpeechService
from app.devices.speakers import PLAYED, Call, CallEvent, Happened, Receipt, Target
from app.domain.clock import to_text
from app.domain.errors import Rejected, Unavailable
from app.domain.ids import new_id
from app.domain.speaker import Speaker
from app.panes.broadcast import commands
from app.paths import Profile, resources

LONGEST_S = 1_800.0
_ENGINE_S, _END_S, _TICK_S = 15.0, 5.0, 0.1
_STOP_S = 20.0
_MANY = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is to be said, to whom, and why."""

    speakers: tuple[Speaker, ...]
    words: str
    priority: str
    phrase_id: str = ""
    reason: str = ""


class _Told:
    """What the engine has told of one call."""

    def __init__(self) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.last: CallEvent | None = None
        self.ready, self.over = threading.Event(), threading.Event()

    def __call__(self, event: CallEvent) -> None:
        self.receipts |= {r.speaker_id: r for r in event.receipts}
        if event.kind in (Happened.READY, Happened.NO_REALTIME, Happened.LOST):
            self.ready.set()
        if event.kind in (Happened.ENDED, Happened.REFUSED, Happened.LOST):
            self.last = event
            self.over.set()


@dataclass
class _Parts:
    voice: VoiceService
    clip: "Future[Path]"
    told: _Told = field(default_factory=_Told)


def announce(seat: Seat, said: Announcement, stop: threading.Event) -> dict[str, Any]:
    """Say it and wait for the end; `stop`, or somebody at another terminal, ends it early. Main thread only.

    Returns the broadcast's id, why it ended, a receipt for each speaker, and the ids that were missed. Raises
    Rejected where a rule says no or it was stopped before a word was said, Unavailable where this machine cannot speak.
    """
    call_id, air = new_id(), OnAir(seat.profile)
    with air.running(call_id), _voice(seat, said.words) as parts:

        def unwanted() -> bool:
            return stop.is_set() or air.asked_to_stop(call_id)

        clip = _clip(parts, unwanted)
        begun = commands.start(
            seat.dispatch,
            call_id,
            mode="phrase" if said.phrase_id else "speech",
            priority=said.priority,
            speaker_ids=tuple(s.id for s in said.speakers),
            text=said.words,
            phrase_id=said.phrase_id,
            reason=said.reason,
        )
        if isinstance(begun, Rejected):
            raise begun
        targets = tuple(Target(s.id, s.host, s.port, s.codec) for s in said.speakers)
        parts.voice.begin(Call(call_id, "clip", targets, said.priority, clip=clip))
        _until_over(parts, call_id, unwanted)
        return _settle(seat, said.speakers, call_id, parts.told)


@contextmanager
def _voice(seat: Seat, words: str) -> Iterator[_Parts]:
    """Start the engine and the making of the words; Ctrl-C is for this process alone, it ends them in order."""
    speech = SpeechService(resources("voices"), seat.profile.folder / "speech")
    told = _Told()
    voice = VoiceService(seat.profile.folder / "recordings", told)
    with ExitStack() as stack, shielded():
        stack.callback(speech.stop)
        maker = stack.enter_context(ThreadPoolExecutor(1, "speech"))
        clip = maker.submit(speech.synthesise, words)
        stack.callback(voice.stop)
        voice.start()
        ours = stack.pop_all()
    with ours:
        yield _Parts(voice, clip, told)


def _clip(parts: _Parts, unwanted: Callable[[], bool]) -> Path:
    while not wait([parts.clip], _TICK_S).done:
        if unwanted():
            raise Rejected("broadcast.not_begun")
    clip = parts.clip.result()
    if not parts.told.ready.wait(_ENGINE_S):
        raise Unavailable("the voice engine did not start", "see the log", "audio.engine_away")
    if unwanted():
        raise Rejected("broadcast.not_begun")
    return clip


def _until_over(parts: _Parts, call_id: str, unwanted: Callable[[], bool]) -> None:
    waited = 0.0
    while not parts.told.over.wait(_TICK_S) and waited < LONGEST_S:
        waited += _TICK_S
        if unwanted():
            break
    if not parts.told.over.is_set():
        parts.voice.end(call_id)
        parts.told.over.wait(_END_S)


def _settle(seat: Seat, speakers: tuple[Speaker, ...], call_id: str, told: _Told) -> dict[str, Any]:
    """Write down how it ended, keep the recording, and say what each speaker did."""
    last = told.last
    why = (last.why or "finished") if last and last.kind == Happened.ENDED else (last.why if last else "") or "stopped"
    receipts = tuple(told.receipts[s.id] for s in speakers if s.id in told.receipts)
    if last is not None and last.kind == Happened.LOST:
        why = "engine_lost"
    event = CallEvent(Happened.ENDED, call_id, receipts=receipts, why=why, sha256=last.sha256 if last else "")
    media_id = _keep(seat, last, event)
    commands.end(seat.dispatch, event, media_id, to_text(seat.store.clock.now()))
    known = told.receipts
    rows = [
        {
            "speaker_id": s.id,
            "speaker": s.name,
            "level": known[s.id].level if s.id in known else "none",
            "state": str(known[s.id].state) if s.id in known else "failed",
            "covered_s": round(known[s.id].covered_s, 1) if s.id in known else 0.0,
        }
        for s in speakers
    ]
    missed = [s.id for s in speakers if s.id not in known or known[s.id].state not in PLAYED]
    return {"broadcast_id": call_id, "why": why, "receipts": rows, "missed": missed}


def _keep(seat: Seat, last: CallEvent | None, event: CallEvent) -> str:
    """Keep what was said among the seat's media; returns its id, "" where there is no recording."""
    if last is None or last.recording is None or not last.recording.exists():
        return ""
    try:
        media_id, size = commands.keep_recording(seat.profile.media, last.recording)
    except OSError as full:
        _log.warning("the recording stays in %s: %s", last.recording, full)
        return ""
    commands.add_recording(seat.dispatch, media_id, size, event)
    return media_id


def end_broadcasts(folder: Path, wanted: str = "") -> dict[str, str]:
    """End the broadcasts of a profile that still run, or the one named; returns what became of each by id.

    One that another process speaks is asked to stop ("stopped"); one whose process has died is only closed in the
    record ("console_lost"), for nothing is heard of it any more. Raises Rejected("broadcast.not_running"),
    Unavailable where the speaking process does not answer, or the profile is open in a window.
    """
    try:
        with ExitStack() as stack:
            ended = _close_left_over(open_seat(stack, folder), wanted)
    except Unavailable as busy:
        if busy.code != "profile.in_use":
            raise
        ended = _ask_the_speaker(OnAir(Profile(folder)), wanted, busy)
    if wanted and wanted not in ended:
        raise Rejected("broadcast.not_running", wanted)
    return ended


def _ask_the_speaker(air: OnAir, wanted: str, busy: Unavailable) -> dict[str, str]:
    marked = air.ids()
    if not marked:
        raise busy
    chosen = [each for each in marked if wanted in ("", each)]
    air.ask_to_stop(chosen)
    left = air.wait_until_over(chosen, _STOP_S)
    if left:
        raise Unavailable(f"still running: {', '.join(left)}", busy.what, "broadcast.still_running")
    return dict.fromkeys(chosen, "stopped")


def _close_left_over(seat: Seat, wanted: str) -> dict[str, str]:
    """Nobody holds the profile: what the record still calls running was cut off when its console died."""
    mine = need_session(seat).actor.seat
    OnAir(seat.profile).sweep()
    ended, now = {}, to_text(seat.store.clock.now())
    for each in said_here(seat, _MANY):
        if each.state == "running" and each.seat == mine and wanted in ("", each.id):
            event = CallEvent(Happened.ENDED, each.id, why="console_lost")
            answer = commands.end(seat.dispatch, event, "", now)
            if isinstance(answer, Rejected):
                raise answer
            ended[each.id] = "console_lost"
    return ended


def said_here(seat: Seat, limit: int) -> list[Any]:
    """Return broadcasts, the newest first, those that still wait to be sent among them."""
    reader = seat.store.reader
    found = {each.id: each for each in reader.latest("broadcast", "started_at", limit)}
    for waiting in reader.pending():
        if waiting.command.noun == "broadcast":
            mine = reader.get("broadcast", waiting.command.target)
            if mine is not None:
                found[mine.id] = mine
    return sorted(found.values(), key=lambda b: (to_text(b.started_at) if b.started_at else "", b.id), reverse=True)[
        :limit
    ]
