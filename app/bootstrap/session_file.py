"""The seat's open session on disk, readable by its owner alone: lets a seat without a screen speak for its operator."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from app.domain.clock import from_text, to_text
from app.domain.command import Actor
from app.paths import Profile
from app.protocol import Session

NOBODY = Actor("", "", "", "")


class SessionFile:
    """One session and the hub it belongs to."""

    def __init__(self, profile: Profile) -> None:
        self._path: Path = profile.folder / "session.json"

    def read(self) -> tuple[str, Session] | None:
        """Return the hub's address and the session, or None where there is none or the file is unreadable."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            session = Session(
                token=str(kept["token"]),
                expires_at=from_text(kept["expires_at"]),
                actor=Actor(**kept["actor"]),
                hall_name=str(kept.get("hall_name", "")),
            )
            return str(kept["hub"]), session
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, hub: str, session: Session) -> None:
        """Keep a session. Raises OSError."""
        kept = {
            "hub": hub,
            "token": session.token,
            "expires_at": to_text(session.expires_at),
            "actor": asdict(session.actor),
            "hall_name": session.hall_name,
        }
        draft = self._path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        draft.replace(self._path)

    def forget(self) -> None:
        """Remove the session."""
        self._path.unlink(missing_ok=True)
