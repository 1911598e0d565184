"""What the broadcast room asks: begin, account for, end, and keep the recording."""

import shutil
from pathlib import Path
from typing import Any

from app.devices.speakers import CallEvent, Receipt
from app.dispatch import Dispatch, Sent
from app.domain.errors import Rejected
from app.domain.ids import new_id

Answer = Sent | Rejected


def start(
    dispatch: Dispatch,
    broadcast_id: str,
    *,
    mode: str,
    priority: str,
    speaker_ids: tuple[str, ...],
    text: str = "",
    phrase_id: str = "",
    reason: str = "",
    drill: bool = False,
    case_id: str = "",
) -> Answer:
    """Write down that these speakers are about to be spoken to. A rule may refuse it: quiet hours, no right."""
    args: dict[str, Any] = {"mode": mode, "priority": priority, "speaker_ids": list(speaker_ids), "drill": drill}
    args |= {"text": text, "phrase_id": phrase_id, "reason": reason, "case_id": case_id}
    return dispatch.ask("broadcast.start", broadcast_id, {k: v for k, v in args.items() if v not in ("", None)})


def receipt(dispatch: Dispatch, broadcast_id: str, receipts: tuple[Receipt, ...], at: str) -> Answer:
    """Write down what the speakers really did so far; `at` RFC 3339 UTC."""
    return dispatch.ask("broadcast.receipt", broadcast_id, {"receipts": facts(receipts, at)})


def end(dispatch: Dispatch, event: CallEvent, recording_media_id: str, at: str) -> Answer:
    """Write down how the call ended, with the last word on each speaker and the recording's fingerprint."""
    args: dict[str, Any] = {"why": event.why or "finished", "receipts": facts(event.receipts, at)}
    if event.sha256:
        args |= {"sha256": event.sha256, "recording_media_id": recording_media_id}
    return dispatch.ask("broadcast.end", event.call_id, args)


def keep_recording(media_folder: Path, recording: Path) -> tuple[str, int]:
    """Copy a recording among the seat's media under a new id; returns id and size. Raises OSError."""
    media_id = new_id()
    media_folder.mkdir(parents=True, exist_ok=True)
    part = media_folder / f"{media_id}.part"
    shutil.copyfile(recording, part)
    kept = part.replace(media_folder / media_id)
    return media_id, kept.stat().st_size


def add_recording(dispatch: Dispatch, media_id: str, size: int, event: CallEvent) -> Answer:
    """Register the recording, so that it travels to the hub when the hub can be reached."""
    args = {"owner_kind": "broadcast", "owner_id": event.call_id, "name": f"{event.call_id}.wav", "mime": "audio/wav"}
    return dispatch.ask("media.add", media_id, {**args, "size": size, "sha256": event.sha256, "stage": "recording"})


def facts(receipts: tuple[Receipt, ...], at: str) -> dict[str, Any]:
    """Receipts as the record keeps them: each level of proof apart."""
    return {
        r.speaker_id: {
            "level": r.level,
            "state": r.state.value,
            "sent": r.sent,
            "received": r.received,
            "playing": r.playing,
            "heard": r.heard,
            "covered_s": r.covered_s,
            "loss": None if r.loss is None else round(r.loss, 4),
            "detail": r.detail,
            "at": at,
        }
        for r in receipts
    }
