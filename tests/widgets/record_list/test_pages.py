"""A huge list keeps only what the eye needs, and asks for the rest in the order of the eye."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from widgets.record_list import PageQueue, Pages
from widgets.record_list.moves import moves


@dataclass(frozen=True)
class Row:
    id: str
    text: str = ""


def page(number: int, size: int = 10) -> list[Row]:
    return [Row(f"r{row}") for row in range(number * size, number * size + size)]


def test_the_page_read_longest_ago_leaves_first() -> None:
    pages: Pages[Row] = Pages(size=10, keep=2)
    pages.put(0, page(0))
    pages.put(1, page(1))
    assert pages.row(3) == Row("r3")
    pages.put(2, page(2))
    assert pages.loaded() == [0, 2]
    assert pages.row(15) is None
    assert pages.place("r15") is None
    assert pages.place("r25") == 25


def test_a_changed_record_takes_its_place_and_an_unknown_one_none() -> None:
    pages: Pages[Row] = Pages(size=10)
    pages.put(1, page(1))
    assert pages.replace(Row("r12", "new")) == 12
    assert pages.row(12) == Row("r12", "new")
    assert pages.replace(Row("elsewhere")) is None


class Worker:
    """Keeps the work until the test lets it happen."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(self, work: Callable[[], Sequence[Row]], done: Callable[[Sequence[Row]], None], failed: object) -> None:
        self.waiting.append(lambda: done(work()))

    def finish_one(self) -> None:
        self.waiting.pop(0)()


def test_the_newest_wish_comes_first_and_only_one_is_under_way() -> None:
    worker, came = Worker(), []
    queue: PageQueue[Row] = PageQueue(worker.run, lambda number, rows: came.append(number), lambda error: None)
    queue.restart(page)
    for wish in (0, 1, 2, 0):
        queue.want(wish)
    assert len(worker.waiting) == 1
    while worker.waiting:
        worker.finish_one()
    assert came == [0, 2, 1]


def test_answers_of_an_older_list_are_dropped() -> None:
    worker, came = Worker(), []
    queue: PageQueue[Row] = PageQueue(worker.run, lambda number, rows: came.append(number), lambda error: None)
    queue.restart(page)
    queue.want(5)
    queue.restart(page)
    queue.want(7)
    while worker.waiting:
        worker.finish_one()
    assert came == [7]


def test_moves_are_the_fewest_or_a_new_layout() -> None:
    found = moves("abcdef", "axbcdf")
    assert found is not None
    assert (found.removed, found.inserted) == ((4,), (1,))
    assert moves("abc", "cab") is None
