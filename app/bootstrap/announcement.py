"""One broadcast without a window, from the words to what each speaker did; it ends when the street has heard it."""

import threading
from contextlib import ExitStack
from typing import Any

from app.bootstrap.seat import Seat
from app.devices.audio.service import VoiceService
from app.devices.audio.speech import SpeechService
from app.devices.speakers import PLAYED, Call, CallEvent, Happened, Target
from app.domain.clock import to_text
from app.domain.errors import Rejected, Unavailable
from app.domain.ids import new_id
from app.domain.speaker import Speaker
from app.paths import resources

_ENGINE_S = 15.0
_LONGEST_S = 1_800.0


def announce(
    stack: ExitStack,
    seat: Seat,
    speakers: list[Speaker],
    words: str,
    priority: str,
    phrase_id: str,
    reason: str,
    stop: threading.Event,
) -> dict[str, Any]:
    """Say `words` to the speakers and wait for the end; `stop` ends it early.

    Returns the broadcast's id, why it ended, and a receipt for each speaker. Raises Rejected where a rule says no,
    Unavailable where this machine cannot speak.
    """
    speech = SpeechService(resources("voices"), seat.profile.folder / "speech")
    stack.callback(speech.stop)
    clip = speech.synthesise(words)
    told: list[CallEvent] = []
    ready, over = threading.Event(), threading.Event()

    def hear(event: CallEvent) -> None:
        told.append(event)
        if event.kind in (Happened.READY, Happened.LOST):
            ready.set()
        if event.kind in (Happened.ENDED, Happened.REFUSED, Happened.LOST):
            over.set()

    voice = VoiceService(seat.profile.folder / "recordings", hear)
    voice.start()
    stack.callback(voice.stop)
    if not ready.wait(_ENGINE_S):
        raise Unavailable("the voice engine did not start", "see the log", "audio.engine_away")
    call_id = new_id()
    args = {"mode": "phrase" if phrase_id else "speech", "priority": priority, "text": words, "phrase_id": phrase_id}
    begun = seat.dispatch.ask(
        "broadcast.start", call_id, {**args, "speaker_ids": [s.id for s in speakers], "reason": reason}
    )
    if isinstance(begun, Rejected):
        raise begun
    targets = tuple(Target(s.id, s.host, s.port, s.codec) for s in speakers)
    voice.begin(Call(call_id, "clip", targets, priority, clip=clip))
    _wait(voice, call_id, over, stop)
    return _settle(seat, speakers, call_id, told)


def _wait(voice: VoiceService, call_id: str, over: threading.Event, stop: threading.Event) -> None:
    waited = 0.0
    while not over.wait(0.2) and waited < _LONGEST_S:
        waited += 0.2
        if stop.is_set():
            voice.end(call_id)
            over.wait(5.0)
            return


def _settle(seat: Seat, speakers: list[Speaker], call_id: str, told: list[CallEvent]) -> dict[str, Any]:
    last = next((e for e in reversed(told) if e.kind in (Happened.ENDED, Happened.REFUSED, Happened.LOST)), None)
    known = {r.speaker_id: r for e in told for r in e.receipts if e.call_id == call_id}
    now = to_text(seat.store.clock.now())
    receipts = {
        i: {"level": r.level, "state": str(r.state), "covered_s": r.covered_s, "loss": r.loss, "at": now}
        for i, r in known.items()
    }
    why = (last.why or "finished") if last else "stopped"
    ended = {"why": why, "receipts": receipts, "sha256": last.sha256 if last else ""}
    seat.dispatch.ask("broadcast.end", call_id, ended)
    rows = [
        {"speaker": s.name, "state": str(known[s.id].state) if s.id in known else "failed",
         "covered_s": round(known[s.id].covered_s, 1) if s.id in known else 0.0}
        for s in speakers
    ]  # fmt: skip
    missed = [s.id for s in speakers if s.id not in known or known[s.id].state not in PLAYED]
    return {"broadcast_id": call_id, "why": why, "receipts": rows, "missed": missed}
