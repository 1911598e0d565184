"""Keeps an eye on every speaker: asked in turn, offline when it falls silent, at once when its port is closed."""

from typing import Final

from app.devices.drivers.rtp.codec import SpeakerStatus
from app.devices.drivers.rtp.driver import Address
from app.devices.speakers import SpeakerState, Target

_EVERY_S: Final = 10.0
_IN_CALL_S: Final = 0.5
_A_SECOND: Final = 500
"""Questions a second at most, so that a thousand speakers are not asked at one blow."""
_MISSES: Final = 3
_FIRST_LOOK_S: Final = 1.0


class SpeakerWatch:
    """Whom to ask when, and what they said. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._at: dict[str, Address] = {}
        self._due: dict[str, float] = {}
        self._asked: dict[str, int] = {}
        self._known: dict[str, SpeakerState] = {}
        self._news: dict[str, SpeakerState] = {}
        self._in_call: frozenset[str] = frozenset()
        self._budget_from = 0.0

    def follow(self, targets: tuple[Target, ...], now: float) -> None:
        """Watch these speakers and forget all others; their states are told anew."""
        self._at = {t.speaker_id: (t.host, t.port) for t in targets}
        self._due = {t.speaker_id: now for t in targets}
        self._asked = dict.fromkeys(self._at, 0)
        self._known = {}

    def in_call(self, targets: dict[str, Address], now: float) -> None:
        """These speakers are being spoken to: ask them often."""
        for speaker_id in targets.keys() - self._in_call:
            self._due[speaker_id] = now + 0.1
            self._asked.setdefault(speaker_id, 0)
        self._at.update(targets)
        self._in_call = frozenset(targets)

    def due(self, now: float) -> list[Address]:
        """Whom to ask now; each is then due again later."""
        allowed = max(1, int((now - self._budget_from) * _A_SECOND)) if self._budget_from else _A_SECOND // 50
        ready = [each for each, when in self._due.items() if when <= now][: min(allowed, _A_SECOND // 10)]
        for each in ready:
            self._missed(each)
            self._due[each] = now + self._pause(each)
        if ready:
            self._budget_from = now
        return [self._at[each] for each in ready]

    def said(self, speaker_id: str, status: SpeakerStatus) -> None:
        """An answer came."""
        self._asked[speaker_id] = 0
        self._tell(SpeakerState(speaker_id, True, bool(status.playing), status.muted, status.volume))

    def refused(self, speaker_id: str) -> None:
        """The speaker's port is closed."""
        self._tell(SpeakerState(speaker_id, False))

    def news(self) -> tuple[SpeakerState, ...]:
        """What changed since the last look."""
        news, self._news = tuple(self._news.values()), {}
        return news

    def next_due(self) -> float:
        """When somebody is to be asked again; infinity when nobody is watched."""
        return min(self._due.values(), default=float("inf"))

    def _pause(self, speaker_id: str) -> float:
        if speaker_id in self._in_call:
            return max(_IN_CALL_S, len(self._in_call) / _A_SECOND)
        return _FIRST_LOOK_S if 0 < self._asked[speaker_id] < _MISSES else max(_EVERY_S, len(self._at) / _A_SECOND)

    def _missed(self, speaker_id: str) -> None:
        """Count the question. Three unanswered ones mean offline, for a speaker that is known to answer."""
        if self._asked.get(speaker_id, 0) >= _MISSES and speaker_id in self._known:
            self._tell(SpeakerState(speaker_id, False))
        self._asked[speaker_id] = self._asked.get(speaker_id, 0) + 1

    def _tell(self, state: SpeakerState) -> None:
        if self._known.get(state.speaker_id) != state:
            self._known[state.speaker_id] = self._news[state.speaker_id] = state
