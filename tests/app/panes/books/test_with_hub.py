"""Two keepers at one hub: different fields of one record are both kept, the same field is a clash that is shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.panes.books import PANE
from app.panes.books.pane import BooksPane
from tests.app.panes.books.conftest import COVER, GARBAGE
from tests.fakes.desk import room_at
from tests.fakes.hub import RunningHub
from tests.fakes.seat import Seat

LONG = 30_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as running:
        for login in ("li", "wang"):
            running.add_operator(login, role="sys_admin")
        running.load("matter", [COVER, GARBAGE])
        yield running


@pytest.fixture
def room(hub: RunningHub, tmp_path: Path, qtbot: Any) -> Iterator[tuple[Seat, BooksPane]]:
    with Seat(tmp_path / "mine", hub.url, no="03").start() as seat, room_at(seat, PANE) as pane:
        qtbot.waitUntil(lambda: pane.model.rowCount() == 2, timeout=LONG)
        pane.view.list.select(COVER.id)
        pane._chosen(COVER.id)
        yield seat, pane


def there(hub: RunningHub) -> tuple[str, str]:
    """Filing and closing condition as the hub has them."""
    ((filing, closing),) = hub.rows("select filing_cond, closing_cond from matter where id = ?", COVER.id)
    return filing, closing


def test_different_fields_of_one_matter_are_both_kept(
    hub: RunningHub, room: tuple[Seat, BooksPane], tmp_path: Path
) -> None:
    seat, pane = room
    assert pane.view.form is not None
    pane.view.form.fields["filing_cond"].write("盖板缺失")
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        other.do("matter.write", COVER.id, row={"closing_cond": "盖板平整"})
        other.wait_live()
    pane.keeping.save()
    seat.wait_live(30)
    assert there(hub) == ("盖板缺失", "盖板平整")
    # Both changes stand beside the entry here, with the seat each came from.
    told = {change.seat: set(change.values) for change in seat.store.reader.owned("book_change", COVER.id)}
    assert told == {"03": {"filing_cond"}, "12": {"closing_cond"}}


def test_books_that_nobody_changes_are_as_true_as_the_link(room: tuple[Seat, BooksPane], qtbot: Any) -> None:
    _seat, pane = room
    heard = pane._link.as_of
    assert heard is not None
    qtbot.waitUntil(lambda: pane._link.as_of is not None and pane._link.as_of > heard, timeout=LONG)


def test_the_same_field_is_a_clash_and_stands_in_the_list(
    hub: RunningHub, room: tuple[Seat, BooksPane], tmp_path: Path, qtbot: Any
) -> None:
    seat, pane = room
    assert pane.view.form is not None
    pane.view.form.fields["filing_cond"].write("我的写法")
    with Seat(tmp_path / "theirs", hub.url, no="12", user="wang").start() as other:
        other.do("matter.write", COVER.id, row={"filing_cond": "别人的写法"})
        other.wait_live()
    pane.keeping.save()
    qtbot.waitUntil(lambda: bool(seat.store.reader.troubles()), timeout=LONG)
    qtbot.waitUntil(lambda: any(row.entry.trouble == "conflict" for row in pane.model.known()), timeout=LONG)
    assert there(hub)[0] == "别人的写法"
