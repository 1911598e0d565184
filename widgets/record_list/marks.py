"""Which rows are marked for doing something to them all; kept by id, so that moving rows take their marks along."""

from collections.abc import Iterable


class Marks:
    """A set of ids in the order of marking."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every marked id, in the order of marking."""
        return tuple(self._ids)

    def toggle(self, record_id: str) -> None:
        """Mark what is not marked, and the other way round."""
        if record_id in self._ids:
            del self._ids[record_id]
        elif record_id:
            self._ids[record_id] = None

    def extend(self, leaving: str, reached: str) -> None:
        """The hand goes on from one row to the next with the marking key held: going back takes marks away."""
        if reached in self._ids and leaving in self._ids and leaving != reached:
            del self._ids[leaving]
        else:
            self.add((leaving, reached))

    def add(self, ids: Iterable[str]) -> None:
        """Mark these too."""
        self._ids.update((record_id, None) for record_id in ids if record_id)

    def set(self, ids: Iterable[str]) -> None:
        """Mark these and no others."""
        self._ids = {record_id: None for record_id in ids if record_id}

    def clear(self) -> None:
        """Mark nothing."""
        self._ids.clear()
