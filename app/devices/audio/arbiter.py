"""Who may sound on which speaker: the highest priority wins, and among equals whoever was first keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Claim:
    """A call's wish for some speakers; rank 1 is the highest."""

    call_id: str
    rank: int
    order: int
    speakers: frozenset[str]

    @property
    def key(self) -> tuple[int, int]:
        """Lower comes first."""
        return self.rank, self.order


@dataclass(frozen=True, slots=True)
class Floor:
    """Everybody who wants to speak and, per speaker, the one who does."""

    claims: Mapping[str, Claim] = field(default_factory=lambda: MappingProxyType({}))
    winners: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Change:
    """Speakers that changed hands; "" is silence."""

    speaker_id: str
    before: str
    after: str


def ask(floor: Floor, call_id: str, rank: int, speakers: Iterable[str]) -> tuple[Floor, tuple[Change, ...]]:
    """A call asks for speakers. Asking again with the same id replaces the wish and keeps its place in the order."""
    known = floor.claims.get(call_id)
    order = known.order if known else 1 + max((c.order for c in floor.claims.values()), default=0)
    claim = Claim(call_id, rank, order, frozenset(speakers))
    return _settle({**floor.claims, call_id: claim}, floor, claim.speakers | (known.speakers if known else frozenset()))


def leave(floor: Floor, call_id: str) -> tuple[Floor, tuple[Change, ...]]:
    """A call is over; its speakers return to whoever waits for them."""
    known = floor.claims.get(call_id)
    if known is None:
        return floor, ()
    rest = {key: claim for key, claim in floor.claims.items() if key != call_id}
    return _settle(rest, floor, known.speakers)


def _settle(claims: Mapping[str, Claim], floor: Floor, touched: frozenset[str]) -> tuple[Floor, tuple[Change, ...]]:
    ranked = sorted(claims.values(), key=lambda claim: claim.key)
    winners = dict(floor.winners)
    changes: list[Change] = []
    for speaker in sorted(touched):
        after = next((claim.call_id for claim in ranked if speaker in claim.speakers), "")
        before = winners.get(speaker, "")
        if after != before:
            changes.append(Change(speaker, before, after))
        if after:
            winners[speaker] = after
        else:
            winners.pop(speaker, None)
    return Floor(MappingProxyType(dict(claims)), MappingProxyType(winners)), tuple(changes)
