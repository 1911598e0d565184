"""Ask a worker for missing pages: the newest wish first, one at a time, late answers dropped."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

R = TypeVar("R")
Fetch = Callable[[int], Sequence[R]]
Done = Callable[[Sequence[R]], None]
Failed = Callable[[BaseException], None]


class PageQueue(Generic[R]):
    """One conversation with a worker about pages of one list.

    `run(work, done, failed)` runs `work` elsewhere and calls back here, on the asking thread.
    """

    def __init__(
        self,
        run: Callable[[Callable[[], Sequence[R]], Done[R], Failed], object],
        deliver: Callable[[int, Sequence[R]], None],
        failed: Failed,
    ) -> None:
        self._run, self._deliver, self._report = run, deliver, failed
        self._fetch: Fetch[R] | None = None
        self._wishes: list[int] = []
        self._refused: set[int] = set()
        self._busy = False
        self.generation = 0

    def restart(self, fetch: Fetch[R]) -> None:
        """A new list, or the same one in a new order: answers still under way belong to the old one."""
        self.generation += 1
        self._fetch = fetch
        self._wishes.clear()
        self._refused.clear()
        self._busy = False

    def want(self, page: int) -> None:
        """Wish for a page; wishing twice moves it to the front."""
        if page in self._refused or self._fetch is None:
            return
        if page in self._wishes:
            self._wishes.remove(page)
        self._wishes.append(page)
        self._next()

    def _next(self) -> None:
        if self._busy or not self._wishes or self._fetch is None:
            return
        self._busy = True
        page, fetch, generation = self._wishes[-1], self._fetch, self.generation
        self._run(
            lambda: fetch(page),
            lambda rows: self._arrived(generation, page, rows),
            lambda error: self._lost(generation, page, error),
        )

    def _arrived(self, generation: int, page: int, rows: Sequence[R]) -> None:
        if generation != self.generation:
            return
        self._settle(page)
        self._deliver(page, rows)
        self._next()

    def _lost(self, generation: int, page: int, error: BaseException) -> None:
        if generation != self.generation:
            return
        self._settle(page)
        self._refused.add(page)
        self._report(error)
        self._next()

    def _settle(self, page: int) -> None:
        self._busy = False
        if page in self._wishes:
            self._wishes.remove(page)
