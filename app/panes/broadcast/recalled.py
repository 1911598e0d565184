"""The account of a call that this window did not begin itself: as the store has kept it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.devices.speakers import PLAYED, UNDER_WAY, CallEvent, Happened, Receipt, ReceiptState
from app.domain.broadcast import Broadcast, Phrase
from app.domain.command import Actor
from app.domain.speaker import Speaker
from app.panes.broadcast.parts.desk import OnAir, Request

WATCH: Final = timedelta(hours=12)
"""A call older than a watch is looked up in the log, not laid before whoever sits down next."""
_TITLE_LENGTH: Final = 24


def last_own(broadcasts: Iterable[Broadcast], actor: Actor, now: datetime) -> Broadcast | None:
    """The newest call of this operator at this seat within the watch; `broadcasts` come newest first."""
    own = (b for b in broadcasts if (b.seat, b.operator_id) == (actor.seat, actor.operator_id))
    newest = next((b for b in own if b.started_at is not None), None)
    return newest if newest is not None and newest.started_at and now - newest.started_at < WATCH else None


def account(broadcast: Broadcast, speakers: Iterable[Speaker], phrases: Iterable[Phrase], media: Path) -> OnAir:
    """Put a recorded call together again; `media` is where the seat keeps recordings.

    A speaker that the record says nothing of yet is waited for while the call runs, and unconfirmed after it.
    """
    known = {s.id: s for s in speakers}
    title = next((p.title for p in phrases if p.id == broadcast.phrase_id), "")
    asked = Request(
        mode=broadcast.mode,
        priority=broadcast.priority,
        speakers=tuple(known[each] for each in broadcast.speaker_ids if each in known),
        text=broadcast.text,
        title=title or broadcast.text[:_TITLE_LENGTH],
        phrase_id=broadcast.phrase_id,
        drill=broadcast.drill,
        case_id=broadcast.case_id,
    )
    running = broadcast.state == "running"
    receipts = {each: _receipt(each, broadcast.receipts.get(each, {}), running) for each in broadcast.speaker_ids}
    began = broadcast.started_at or datetime.min
    call = OnAir(broadcast.id, asked, began, state="on_air", receipts=receipts, reported=True)
    if running:
        return call
    heard = [r for r in receipts.values() if r.state in PLAYED]
    ended = CallEvent(
        Happened.ENDED,
        broadcast.id,
        why=broadcast.why,
        recording=media / broadcast.recording_media_id if broadcast.recording_media_id else None,
        seconds=max((r.covered_s for r in heard), default=0.0),
        missed=tuple(r.speaker_id for r in receipts.values() if r.state not in PLAYED),
    )
    return replace(call, state="ended", why=broadcast.why, ended=ended)


def _receipt(speaker_id: str, kept: Mapping[str, Any], running: bool) -> Receipt:
    said = kept.get("state")
    state = ReceiptState(said) if said in set(ReceiptState) else ReceiptState.WAITING
    if not running and state in UNDER_WAY:  # a first account, and then the console died: nobody knows
        state = ReceiptState.UNCONFIRMED
    return Receipt(
        speaker_id,
        state,
        sent=int(kept.get("sent") or 0),
        received=kept.get("received"),
        playing=kept.get("playing"),
        heard=kept.get("heard"),
        loss=kept.get("loss"),
        covered_s=float(kept.get("covered_s") or 0.0),
        detail=str(kept.get("detail") or ""),
    )
