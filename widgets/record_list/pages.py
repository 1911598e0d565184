"""Keep the few rows of a huge list that are in memory, by row number and by id."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

PAGE_ROWS = 200
PAGES_KEPT = 64


class Record(Protocol):
    """Anything with a stable identity can stand in a list."""

    @property
    def id(self) -> str:
        """What stays the same while the row changes."""
        ...


R = TypeVar("R", bound=Record)


class Pages(Generic[R]):
    """At most `keep` pages of `size` rows, the least recently read one leaving first."""

    def __init__(self, size: int = PAGE_ROWS, keep: int = PAGES_KEPT) -> None:
        self.size = size
        self._keep = keep
        self._pages: OrderedDict[int, list[R]] = OrderedDict()
        self._places: dict[str, int] = {}

    def row(self, number: int) -> R | None:
        """The row under this number, or None where its page is not in memory."""
        page = self._pages.get(number // self.size)
        if page is None:
            return None
        self._pages.move_to_end(number // self.size)
        offset = number % self.size
        return page[offset] if offset < len(page) else None

    def place(self, record_id: str) -> int | None:
        """The row number of a record in memory."""
        return self._places.get(record_id)

    def put(self, page: int, rows: Sequence[R]) -> None:
        """Take a page in; the one read longest ago leaves when there are too many."""
        self._drop(page)
        self._pages[page] = list(rows)
        self._places.update((row.id, page * self.size + offset) for offset, row in enumerate(rows))
        while len(self._pages) > self._keep:
            self._drop(next(iter(self._pages)))

    def replace(self, row: R) -> int | None:
        """Put a newer face of a loaded record in its place; returns its row number."""
        number = self._places.get(row.id)
        if number is not None:
            self._pages[number // self.size][number % self.size] = row
        return number

    def keep_only(self, pages: Iterable[int]) -> None:
        """Forget every page but these."""
        wanted = set(pages)
        for page in [number for number in self._pages if number not in wanted]:
            self._drop(page)

    def clear(self) -> None:
        """Forget every page."""
        self._pages.clear()
        self._places.clear()

    def loaded(self) -> list[int]:
        """Numbers of the pages in memory."""
        return sorted(self._pages)

    def known(self) -> Iterable[R]:
        """Every row in memory."""
        return (row for page in self._pages.values() for row in page)

    def _drop(self, page: int) -> None:
        for offset, row in enumerate(self._pages.pop(page, ())):
            if self._places.get(row.id) == page * self.size + offset:
                del self._places[row.id]
