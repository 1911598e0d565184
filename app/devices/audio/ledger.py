"""The account of one call, speaker by speaker: what was sent, what was reported back, and the word for it."""

from dataclasses import dataclass, field
from typing import Final

from app.devices.drivers.rtp.codec import ReceiverReport, SpeakerStatus
from app.devices.speakers import DEGRADED_LOSS, FAILED_LOSS, Receipt, ReceiptState

_FRAME_S: Final = 0.02
_COMPLETE: Final = 0.98
_LATE: Final = 60
"""Packets that may still have been on their way when the last report was written."""


@dataclass(slots=True)
class Line:
    """One speaker's column in the account. `spans` are the sequence numbers sent to it, each [first, after last]."""

    speaker_id: str
    spans: list[list[int]] = field(default_factory=list)
    report: ReceiverReport | None = None
    status: SpeakerStatus | None = None
    was_playing: bool = False
    was_muted: bool = False
    refused: int = 0
    holder: str = ""

    @property
    def sent(self) -> int:
        """Packets sent to this speaker."""
        return sum(last - first for first, last in self.spans)

    def sent_until(self, sequence: int) -> int:
        """Packets sent up to and including `sequence`."""
        return sum(max(0, min(last, sequence + 1) - first) for first, last in self.spans)

    @property
    def received(self) -> int | None:
        """Packets that arrived, as the speaker itself counted them."""
        if self.report is None or not self.spans:
            return None
        return max(0, min(self.sent, self.report.highest - self.spans[0][0] + 1 - self.report.lost))


class Ledger:
    """Every speaker of one call. `ssrc` names its stream, so that a report about another one is not counted here."""

    def __init__(self, call_id: str, ssrc: int, speaker_ids: tuple[str, ...]) -> None:
        self.call_id, self.ssrc = call_id, ssrc
        self.lines = {each: Line(each) for each in speaker_ids}
        self._told: dict[str, Receipt] = {}
        self._aimed: tuple[str, ...] = ()
        self._next = 0

    def aim(self, speaker_ids: tuple[str, ...], sequence: int) -> None:
        """From packet `sequence` on these speakers are sent to, and no others."""
        self._sync()
        self._next, self._aimed = sequence, speaker_ids
        for speaker_id in speaker_ids:
            self.lines[speaker_id].spans.append([sequence, sequence])

    def went(self, sequence: int) -> None:
        """Packet `sequence` went out to the speakers aimed at."""
        self._next = sequence + 1

    def reported(self, speaker_id: str, report: ReceiverReport) -> None:
        """A receiver report came."""
        if report.source == self.ssrc and speaker_id in self.lines:
            self.lines[speaker_id].report = report

    def said(self, speaker_id: str, status: SpeakerStatus) -> None:
        """The speaker answered the status question."""
        line = self.lines.get(speaker_id)
        if line is not None and line.spans:
            line.status = status
            line.was_muted = line.was_muted or status.muted
            line.was_playing = line.was_playing or (status.playing == self.ssrc and not status.muted)

    def refused(self, speaker_id: str) -> None:
        """The speaker's port is closed."""
        if speaker_id in self.lines:
            self.lines[speaker_id].refused += 1

    def held(self, speaker_id: str, by: str) -> None:
        """Another call holds the speaker ("" when nobody does any more)."""
        self.lines[speaker_id].holder = by

    def sent_to(self, speaker_id: str) -> int:
        """Packets sent to one speaker so far."""
        self._sync()
        return self.lines[speaker_id].sent

    def news(self) -> tuple[Receipt, ...]:
        """Receipts whose state or level changed since the last time."""
        self._sync()
        fresh = [self._now(line) for line in self.lines.values()]
        changed = [r for r in fresh if self._differs(self._told.get(r.speaker_id), r)]
        self._told.update((r.speaker_id, r) for r in changed)
        return tuple(changed)

    def settled(self) -> bool:
        """Whether every speaker that reports has reported the last packet."""
        self._sync()
        return all(
            line.refused or (line.report is not None and line.report.highest >= line.spans[-1][1] - 1)
            for line in self.lines.values()
            if line.sent
        )

    def final(self, total: int) -> tuple[Receipt, ...]:
        """The last word on each speaker of a call of `total` packets."""
        self._sync()
        return tuple(self._closed(line, total) for line in self.lines.values())

    def _sync(self) -> None:
        """Bring the open spans up to date; done when somebody looks, not fifty times a second."""
        for speaker_id in self._aimed:
            self.lines[speaker_id].spans[-1][1] = self._next

    def _now(self, line: Line) -> Receipt:
        state, detail = ReceiptState.WAITING, ""
        if line.holder:
            state, detail = ReceiptState.BUSY, line.holder
        elif line.refused and not line.received:
            state, detail = ReceiptState.FAILED, "unreachable"
        elif line.status is not None and line.status.muted:
            state = ReceiptState.MUTED
        elif line.was_playing:
            state = ReceiptState.PLAYING
        elif line.received:
            state = ReceiptState.RECEIVED
        elif line.sent:
            state = ReceiptState.SENT
        return self._receipt(line, state, detail)

    def _closed(self, line: Line, total: int) -> Receipt:
        loss = self._loss(line)
        if not line.sent:
            return self._receipt(line, ReceiptState.BUSY if total else ReceiptState.WAITING, line.holder or "not_sent")
        if line.refused and not line.received:
            return self._receipt(line, ReceiptState.FAILED, "unreachable")
        if line.was_muted and not line.was_playing:
            return self._receipt(line, ReceiptState.MUTED, "muted")
        if loss is not None and loss > FAILED_LOSS:
            return self._receipt(line, ReceiptState.FAILED, "loss")
        if line.received is None and not line.was_playing:
            return self._receipt(line, ReceiptState.UNCONFIRMED, "no_report")
        if line.sent < total * _COMPLETE:
            return self._receipt(line, ReceiptState.BUSY, "interrupted")
        if line.was_muted or (loss is not None and loss > DEGRADED_LOSS):
            return self._receipt(line, ReceiptState.DEGRADED, "muted" if line.was_muted else "loss")
        return self._receipt(line, ReceiptState.DELIVERED, "")

    def _loss(self, line: Line) -> float | None:
        """Share of what was sent that never arrived; a speaker that fell silent half-way has lost the rest."""
        if line.report is None or line.received is None:
            return None
        known = line.sent_until(line.report.highest)
        expected = known if line.sent - known <= _LATE and known else line.sent
        return max(0.0, 1 - line.received / expected) if expected else None

    def _receipt(self, line: Line, state: ReceiptState, detail: str) -> Receipt:
        playing = None if line.status is None else line.was_playing
        known = line.received if line.received is not None else line.sent if line.was_playing else 0
        played = 0 if line.was_muted and not line.was_playing else known
        return Receipt(
            speaker_id=line.speaker_id,
            state=state,
            sent=line.sent,
            received=line.received,
            playing=playing,
            loss=self._loss(line),
            jitter_ms=None if line.report is None else line.report.jitter / 8,
            covered_s=round(played * _FRAME_S, 2),
            detail=detail,
        )

    @staticmethod
    def _differs(before: Receipt | None, after: Receipt) -> bool:
        if before is None:
            return True
        lossy = (after.loss or 0) > DEGRADED_LOSS
        return (before.state, before.level, before.detail, (before.loss or 0) > DEGRADED_LOSS) != (
            after.state,
            after.level,
            after.detail,
            lossy,
        )
