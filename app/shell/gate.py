"""Who may sit down: sign-in at the hub, or offline with what this seat knows of an operator who sat here before."""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.clock import Clock, from_text, to_text
from app.domain.command import Actor
from app.domain.errors import Rejected
from app.paths import Profile
from app.protocol import Hub, Session

KNOWN_FOR = timedelta(days=7)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """What was typed at the sign-in."""

    hub_url: str
    seat: str
    user: str
    password: str
    takeover: bool = False


class Gate:
    """Every call may wait for the network or for a slow hash: never on the main thread."""

    def __init__(self, hub_at: Callable[[str], Hub], profile: Profile, clock: Clock) -> None:
        self._hub_at, self._profile, self._clock = hub_at, profile, clock
        self._hasher = PasswordHasher()

    def sign_in(self, attempt: Attempt) -> Session:
        """Sign in at the hub and remember the operator. Raises Unavailable (hub away), Rejected (why not)."""
        hub = self._hub_at(attempt.hub_url)
        try:
            session = hub.sign_in(attempt.seat, attempt.user, attempt.password, attempt.takeover)
        finally:
            hub.close()
        self._remember(attempt, session)
        return session

    def sign_in_offline(self, attempt: Attempt) -> Session:
        """Sit down without the hub, as somebody who signed in at this seat within KNOWN_FOR.

        Raises Rejected: sign_in.never_here, sign_in.too_long_ago, sign_in.wrong.
        """
        known = self._known().get(_key(attempt.seat, attempt.user))
        if known is None:
            raise Rejected("sign_in.never_here")
        self._check(str(known.get("hash", "")), attempt.password)
        if self._clock.now() - from_text(known["at"]) > KNOWN_FOR:
            raise Rejected("sign_in.too_long_ago")
        actor = Actor(**known["actor"])
        return Session(token="", expires_at=self._clock.now(), actor=actor, hall_name=str(known.get("hall", "")))

    def confirm(self, user: str, session: Session) -> None:
        """The hub has taken what was typed at an offline sign-in: the operator is known here for another while."""
        known = self._known()
        if kept := known.get(_key(session.actor.seat, user)):
            self._keep(known | {_key(session.actor.seat, user): kept | self._facts(session)})

    def knows_anybody(self) -> bool:
        """Whether an offline sign-in is worth offering."""
        return bool(self._known())

    def check(self, attempt: Attempt) -> None:
        """Unlock: the same password as at sign-in. Raises Rejected: sign_in.wrong, sign_in.never_here."""
        known = self._known().get(_key(attempt.seat, attempt.user))
        if known is None:
            raise Rejected("sign_in.never_here")
        self._check(str(known.get("hash", "")), attempt.password)

    def last(self) -> tuple[str, str]:
        """Seat and user of the newest sign-in here; empty at a new seat."""
        newest = max(self._known().values(), key=lambda known: str(known.get("at", "")), default=None)
        return ("", "") if newest is None else (str(newest["actor"]["seat"]), str(newest.get("user", "")))

    def _check(self, kept: str, password: str) -> None:
        try:
            self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError) as wrong:
            raise Rejected("sign_in.wrong") from wrong

    def _remember(self, attempt: Attempt, session: Session) -> None:
        known = self._known()
        known[_key(attempt.seat, attempt.user)] = {
            "user": attempt.user,
            "hash": self._hasher.hash(attempt.password),
            **self._facts(session),
        }
        self._keep(known)

    def _facts(self, session: Session) -> dict[str, Any]:
        return {"actor": asdict(session.actor), "hall": session.hall_name, "at": to_text(self._clock.now())}

    def _keep(self, known: dict[str, dict[str, Any]]) -> None:
        try:
            self._write(known)
        except OSError as fault:
            _log.warning("the operator is not remembered for offline sign-in: %s", fault)

    def _known(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, known: dict[str, dict[str, Any]]) -> None:
        draft = self._file.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(known, file, ensure_ascii=False)
        draft.replace(self._file)

    @property
    def _file(self) -> Path:
        return self._profile.folder / "operators.json"


def _key(seat: str, user: str) -> str:
    return f"{seat}/{user}"
