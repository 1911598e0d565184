"""Work out how a window of rows moved: the fewest removals and insertions, or a re-sort."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moves:
    """Removals (highest first) and insertions (lowest first), as offsets into the window."""

    removed: tuple[int, ...]
    inserted: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many row notices these moves need."""
        return len(self.removed) + len(self.inserted)


def moves(old: Sequence[str], new: Sequence[str]) -> Moves | None:
    """From one order of ids to another; None where rows that stayed changed places among themselves."""
    stays = set(old) & set(new)
    if [item for item in old if item in stays] != [item for item in new if item in stays]:
        return None
    removed = tuple(offset for offset in range(len(old) - 1, -1, -1) if old[offset] not in stays)
    inserted = tuple(offset for offset, item in enumerate(new) if item not in stays)
    return Moves(removed, inserted)


def spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield each run of neighbours among rising numbers as its first and its last."""
    first = last = -1
    for number in numbers:
        if last >= 0 and number != last + 1:
            yield first, last
            first = number
        elif last < 0:
            first = number
        last = number
    if last >= 0:
        yield first, last
