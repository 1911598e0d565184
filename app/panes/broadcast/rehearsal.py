"""What would happen if it were sent now: who would sound, who would not and why, how long, what it cuts off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.devices.speakers import SpeakerState
from app.domain.broadcast import QUIET_FROM_RANK, RANK, Broadcast

CONFIRM_FROM_SPEAKERS = 20
_TOP_RANKS = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """A call that has speakers now: what it is, how high, which."""

    call_id: str
    priority: str
    title: str
    speaker_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The line above the send button, in numbers."""

    chosen: int = 0
    sounding: int = 0
    offline: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    interrupts: tuple[Holder, ...] = ()
    seconds: float = 0.0
    quiet: bool = False

    @property
    def grave(self) -> bool:
        """Whether a second key press is asked for: it reaches many, cuts somebody off, or is of the highest ranks."""
        return self.chosen >= CONFIRM_FROM_SPEAKERS or bool(self.interrupts)


def rehearse(
    chosen: Iterable[str],
    priority: str,
    states: Mapping[str, SpeakerState],
    holders: Iterable[Holder],
    seconds: float,
    quiet_now: bool,
) -> Rehearsal:
    """Work out what sending to `chosen` with `priority` would do."""
    wanted, rank = frozenset(chosen), RANK.get(priority, 9)
    offline = {each for each in wanted if each in states and not states[each].online}
    muted = {each for each in wanted if each in states and states[each].muted} - offline
    busy: set[str] = set()
    cut: list[Holder] = []
    for holder in holders:
        shared = holder.speaker_ids & wanted
        if shared and RANK.get(holder.priority, 9) <= rank:
            busy |= shared
        elif shared:
            cut.append(holder)
    busy -= offline
    return Rehearsal(
        chosen=len(wanted),
        sounding=len(wanted - offline - muted - busy),
        offline=tuple(sorted(offline)),
        muted=tuple(sorted(muted - busy)),
        busy=tuple(sorted(busy)),
        interrupts=tuple(cut),
        seconds=seconds,
        quiet=quiet_now and rank >= QUIET_FROM_RANK,
    )


def holders_of(broadcasts: Iterable[Broadcast]) -> list[Holder]:
    """Broadcasts of other seats as holders."""
    return [
        Holder(b.id, b.priority, b.operator or b.seat, frozenset(b.speaker_ids)) for b in broadcasts
    ]  # fmt: skip


def needs_confirm(rehearsal: Rehearsal, priority: str, mode: str) -> bool:
    """Whether it cannot be taken back lightly. A held key confirms itself; a clip goes on by itself."""
    return mode != "live" and (rehearsal.grave or RANK.get(priority, 9) <= _TOP_RANKS)
