"""The voice engine: one loop sends every call's frame every 20 ms on the dot and listens in between."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from app.devices.audio import arbiter
from app.devices.audio.messages import Begin, Close, End, Message, Sound, Talk, Watch
from app.devices.audio.recorder import Recorder, Recording
from app.devices.audio.running import RunningCall
from app.devices.audio.sources import FRAME_S, Clip, Live
from app.devices.audio.watch import SpeakerWatch
from app.devices.drivers.rtp import codec
from app.devices.drivers.rtp.driver import Address, RtpLine
from app.devices.drivers.rtp.g711 import ENCODERS, PAYLOAD_TYPES, Pcm
from app.devices.speakers import PLAYED, CallEvent, Happened
from app.domain.broadcast import RANK

Tell = Callable[[CallEvent], None]

_SETTLE_S: Final = 1.2
"""How long the last reports are waited for after a call."""
_NEWS_S: Final = 0.2
_REPORT_S: Final = 2.0
_WAIT_S: Final = 60.0
"""How long a warning that was cut off waits for its speakers to come back."""


class Engine:
    """All calls of one seat. `step` does everything that is due; nothing here sleeps or blocks."""

    def __init__(self, line: RtpLine, recorder: Recorder, tell: Tell) -> None:
        self._line, self._recorder, self._tell = line, recorder, tell
        self._floor = arbiter.Floor()
        self._calls: dict[str, RunningCall] = {}
        self._settling: dict[str, tuple[RunningCall, str, float]] = {}
        self._recordings: dict[str, Recording] = {}
        self._watch = SpeakerWatch()
        self._names: dict[Address, str] = {}
        self._next_frame = self._next_news = self._next_report = 0.0
        self.closing = False

    def handle(self, message: Message, now: float) -> None:
        """Do what the console asks."""
        match message:
            case Begin(call):
                self._begin(RunningCall(call, now), now)
            case Sound(call_id, pcm, last):
                self._sound(call_id, pcm, last)
            case Talk(call_id, pcm):
                self._talk(call_id, pcm)
            case End(call_id, why):
                for each in [call_id] if call_id else list(self._calls):
                    self._stop(each, why, now)
            case Watch(targets):
                self._names.update(((t.host, t.port), t.speaker_id) for t in targets)
                self._watch.follow(targets, now)
            case Close():
                self.handle(End("", "closing"), now)
                self.closing = True

    def step(self, now: float) -> None:
        """Send the frames that are due, then look after reports and records while there is time."""
        if self._calls and now >= self._next_frame:
            self._send_all(now)
            self._next_frame += FRAME_S
            if now - self._next_frame > 1.0:  # the machine slept: do not catch up with a burst
                self._next_frame = now + FRAME_S
        self._hear()
        for address in self._watch.due(now):
            self._line.ask(address)
        if now >= self._next_report and self._calls:
            self._send_reports(now)
        if now >= self._next_news:
            self._tell_news(now)

    def until(self, now: float) -> float:
        """Seconds until something is due."""
        due = min(self._watch.next_due(), self._next_news if self._calls or self._settling else float("inf"))
        if self._calls:
            due = min(due, self._next_frame)
        return max(0.0, min(due - now, 0.25))

    @property
    def idle(self) -> bool:
        """Whether no call is running or being accounted for."""
        return not self._calls and not self._settling

    # calls

    def _begin(self, running: RunningCall, now: float) -> None:
        call = running.call
        if call.id in self._calls or call.id in self._settling:
            return  # asked twice
        self._names.update(((t.host, t.port), t.speaker_id) for t in call.targets)
        if not self._calls:
            self._next_frame = now
        self._calls[call.id] = running
        self._tell(CallEvent(Happened.STARTED, call.id, time.time(), speaker_ids=tuple(running.ledger.lines)))
        self._claim(call.id, tuple(running.ledger.lines), now)

    def _claim(self, call_id: str, speaker_ids: tuple[str, ...], now: float) -> None:
        rank = RANK.get(self._calls[call_id].call.priority, len(RANK))
        self._floor, changes = arbiter.ask(self._floor, call_id, rank, speaker_ids)
        self._changed(changes, now, call_id)

    def _changed(self, changes: tuple[arbiter.Change, ...], now: float, also: str = "") -> None:
        """Aim every call anew whose speakers changed hands, and say who took what from whom."""
        moved = {each for change in changes for each in (change.before, change.after) if each} | ({also} - {""})
        for call_id in moved & self._calls.keys():
            won = tuple(each for each, winner in self._floor.winners.items() if winner == call_id)
            self._calls[call_id].take_aim(won)
            for speaker_id in self._calls[call_id].ledger.lines:
                holder = self._floor.winners.get(speaker_id, "")
                self._calls[call_id].ledger.held(speaker_id, "" if holder == call_id else holder)
        self._tell_moves(changes)
        aimed = {t.speaker_id: (t.host, t.port) for run in self._calls.values() for t in run.call.targets}
        self._watch.in_call(aimed, now)

    def _tell_moves(self, changes: tuple[arbiter.Change, ...]) -> None:
        lost: dict[tuple[str, str], list[str]] = {}
        back: dict[tuple[str, str], list[str]] = {}
        for change in changes:
            if change.before in self._calls and change.after:
                lost.setdefault((change.before, change.after), []).append(change.speaker_id)
            if change.after in self._calls and change.before and change.before not in self._calls:
                back.setdefault((change.after, change.before), []).append(change.speaker_id)
        for kind, found in ((Happened.TAKEN, lost), (Happened.RETURNED, back)):
            for (call_id, by), speakers in found.items():
                self._tell(CallEvent(kind, call_id, time.time(), speaker_ids=tuple(speakers), by=by))

    def _sound(self, call_id: str, pcm: bytes, last: bool) -> None:
        running = self._calls.get(call_id)
        if running is not None and isinstance(running.words, Clip):
            running.words.add(np.frombuffer(pcm, np.int16), last)

    def _talk(self, call_id: str, pcm: bytes) -> None:
        running = self._calls.get(call_id)
        if running is not None and isinstance(running.words, Live):
            running.words.talk(pcm)

    def _stop(self, call_id: str, why: str, now: float) -> None:
        running = self._calls.pop(call_id, None)
        if running is None:
            return
        for address in [(t.host, t.port) for t in running.call.targets]:
            self._line.report(self._sender_report(running) + codec.pack_bye(running.ssrc), address)
        self._recorder.finish(call_id)
        self._settling[call_id] = (running, why, now + _SETTLE_S)
        self._next_news = min(self._next_news, now)
        self._floor, changes = arbiter.leave(self._floor, call_id)
        self._changed(changes, now)

    # sending

    def _send_all(self, now: float) -> None:
        for call_id, running in list(self._calls.items()):
            why = running.over(now)
            if why:
                self._over(running, why, now)
                continue
            frame = running.frame()
            if frame is not None:
                self._send(running, frame)
                self._recorder.write(call_id, frame)

    def _send(self, running: RunningCall, frame: Pcm) -> None:
        for name, addresses in running.aim.groups.items():
            packet = codec.RtpPacket(
                PAYLOAD_TYPES[name],
                running.sequence,
                running.timestamp,
                running.ssrc,
                ENCODERS[name](frame),
                marker=not running.on_air,
            )
            self._line.send(codec.pack_rtp(packet), addresses)
        if not running.on_air:
            running.on_air = True
            self._tell(CallEvent(Happened.ON_AIR, running.call.id, time.time()))
        running.went()

    def _over(self, running: RunningCall, why: str, now: float) -> None:
        """Finished; a recorded warning that was cut off somewhere waits for those speakers and is said again."""
        missing = running.cut_off() if why == "finished" else ()
        free = all(self._floor.winners.get(each) == running.call.id for each in missing)
        if missing and free:
            running.say_again()
            self._claim(running.call.id, missing, now)
            return
        running.waiting_since = running.waiting_since or now
        if not missing or now - running.waiting_since > _WAIT_S:
            self._stop(running.call.id, why, now)

    def _send_reports(self, now: float) -> None:
        self._next_report = now + _REPORT_S
        for running in self._calls.values():
            packet = self._sender_report(running)
            for addresses in running.aim.groups.values():
                for address in addresses:
                    self._line.report(packet, address)

    @staticmethod
    def _sender_report(running: RunningCall) -> bytes:
        sent = running.sequence - running.first
        return codec.pack_sender_report(running.ssrc, time.time(), running.timestamp, sent, sent * 160)

    # listening

    def _hear(self) -> None:
        heard = self._line.hear()
        if heard.reports or heard.statuses or heard.refused:
            ledgers = [run.ledger for run in self._calls.values()] + [
                run.ledger for run, _, _ in self._settling.values()
            ]
            for address, report in heard.reports:
                for ledger in ledgers:
                    ledger.reported(self._names.get(address, ""), report)
            for address, status in heard.statuses:
                self._said(self._names.get(address, ""), status)
            for address in heard.refused:
                self._refused(self._names.get(address, ""))

    def _said(self, speaker_id: str, status: codec.SpeakerStatus) -> None:
        if speaker_id:
            self._watch.said(speaker_id, status)
        for running in self._calls.values():
            running.ledger.said(speaker_id, status)

    def _refused(self, speaker_id: str) -> None:
        if speaker_id:
            self._watch.refused(speaker_id)
        for running in self._calls.values():
            running.ledger.refused(speaker_id)

    # telling

    def _tell_news(self, now: float) -> None:
        self._next_news = now + _NEWS_S
        for running in self._calls.values():
            news = running.ledger.news()
            if news:
                self._tell(CallEvent(Happened.RECEIPTS, running.call.id, time.time(), receipts=news))
        states = self._watch.news()
        if states:
            self._tell(CallEvent(Happened.STATES, at=time.time(), states=states))
        self._recordings.update((each.call_id, each) for each in self._recorder.finished())
        for call_id, (running, why, until) in list(self._settling.items()):
            if call_id in self._recordings and (now >= until or running.ledger.settled()):
                del self._settling[call_id]
                self._tell(_ended(running, why, self._recordings.pop(call_id)))


def _ended(running: RunningCall, why: str, recording: Recording) -> CallEvent:
    receipts = running.ledger.final(running.total)
    played = [r for r in receipts if r.state in PLAYED]
    event = CallEvent(Happened.ENDED, running.call.id, time.time(), receipts=receipts, why=why)
    return replace(
        event,
        recording=recording.path,
        sha256=recording.sha256,
        seconds=recording.seconds,
        covered=len(played),
        missed=tuple(r.speaker_id for r in receipts if r.state not in PLAYED),
        detail=recording.fault,
    )
