"""F9 at work: a file that is really damaged, a line that really breaks, and one person at a keyboard."""

import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.demo.city import City
from app.paths import Profile
from tests.e2e.conftest import Seat, people
from tests.fakes.cable import Cable
from tests.fakes.hub import RunningHub, cases

CASES = 2_000
STALL_AFTER = 140_000


class NarrowCable(Cable):
    """Lets so many bytes of a snapshot through and then stands still, as a line does before it breaks."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.stall_after, self.ranges = 0, list[str]()
        self._on = threading.Event()
        self.on_request = self._note

    def open_up(self) -> None:
        """Everything comes through again."""
        self.stall_after = 0
        self._on.set()

    def _note(self, request: bytes) -> None:
        if request.startswith(b"GET /api/v1/snapshot"):
            head = request.decode("latin-1").lower().splitlines()
            self.ranges += [line.partition("bytes=")[2] for line in head if line.startswith("range:")] or [""]

    def _forward(self, line: socket.socket, request: bytes) -> bool:
        if not (self.stall_after and request.startswith(b"GET /api/v1/snapshot")):
            return super()._forward(line, request)
        with socket.create_connection(("127.0.0.1", self._to), 5.0) as far, self._held(far):
            far.sendall(request)
            left = self.stall_after
            while left > 0 and (block := far.recv(min(left, 16_384))):
                line.sendall(block)
                left -= len(block)
            self._on.wait(120)
        return False


@pytest.fixture
def hub(tmp_path: Path, city: City) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as running:
        people(running, city)
        running.load("case", cases(CASES))
        yield running


@pytest.fixture
def cable(hub: RunningHub) -> Iterator[NarrowCable]:
    with NarrowCable(int(hub.url.rpartition(":")[2])) as narrow:
        yield narrow
        narrow.open_up()


def damage_unread(profile: Profile) -> None:
    """Turn a page to noise that nobody reads in an ordinary shift: only a look at every page finds it."""
    with closing(sqlite3.connect(profile.cache_db)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'book_change'"
        page = connection.execute(sql).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with profile.cache_db.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))


def press_far(seat: Seat, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key that reaches through the whole window, once a screen without a window manager has it in front."""

    def in_front() -> bool:
        if QApplication.activeWindow() is None:
            seat.window.activateWindow()
        return QApplication.activeWindow() is seat.window

    seat.until(in_front)
    seat.key(key, held)


def go_to(seat: Seat, room: str) -> None:
    """Press the key that F1 names for going to a room."""
    listed = {action.id: action.shortcut for group in seat.window.groups() for action in group.actions}
    key = listed[f"shell.focus.{room}"].removeprefix("Ctrl+")
    press_far(seat, Qt.Key(ord(key)), Qt.KeyboardModifier.ControlModifier)
    seat.until(lambda: seat.window.docks.active == room)


def words_of(seat: Seat, room: str) -> str:
    """What can be read in a room, labels and what is painted with its name alike."""
    parts = [part for part in seat.pane(room).widget.findChildren(QWidget) if part.isVisible()]
    return "\n".join([*(p.accessibleName() for p in parts), *(p.text() for p in parts if isinstance(p, QLabel))])


@pytest.mark.expects_errors
def test_a_damaged_cache_is_found_repaired_and_fetched_over_a_breaking_line_by_keyboard_alone(
    known_seat: Callable[..., Profile], sit_down: Callable[..., Seat], cable: NarrowCable, city: City
) -> None:
    damage_unread(known_seat())
    seat = sit_down(url=cable.url)
    page = seat.window.upkeep.sheet
    cable.pull()
    go_to(seat, "broadcast")
    seat.until(lambda: "离线" in words_of(seat, "broadcast") and "截至" in words_of(seat, "broadcast"))
    seat.picture("offline-broadcast", "broadcast")
    go_to(seat, "cases")
    press_far(seat, Qt.Key.Key_F9)
    seat.until(lambda: page.shown and "离线" in page.text and "停在第" in page.text)
    cable.plug()
    seat.until(lambda: "实时" in page.text)
    seat.key(Qt.Key.Key_C)
    seat.until(lambda: "本地缓存损坏：按 R 修复" in page.said)
    seat.whole_picture("data-damaged")

    cable.stall_after = STALL_AFTER
    seat.key(Qt.Key.Key_R)
    seat.until(lambda: page.said.startswith("已修复") and page.share is not None)
    seat.until(lambda: "正在接收整份数据" in page.text and 0.2 < page.share < 0.8)
    seat.whole_picture("data-receiving")

    cable.pull()
    seat.until(lambda: "线路一通就自动从这里继续" in page.text and "离线" in page.text)
    kept = page.share
    assert kept is not None and 0.2 < kept < 0.8
    seat.whole_picture("data-broken-off")
    cable.open_up()
    cable.plug()
    seat.until(lambda: "已到第" in page.text and "实时" in page.text)
    seat.until(lambda: len(seat.reader.all("camera")) == len(city.cameras))
    assert page.share is None
    begun, went_on = cable.ranges[-2:]
    assert begun == "" and int(went_on.rstrip("-")) > 60_000, "what had come was not fetched again"

    seat.key(Qt.Key.Key_C)
    seat.until(lambda: page.said == "两个文件都完好")
    seat.key(Qt.Key.Key_Escape)
    assert not page.shown
