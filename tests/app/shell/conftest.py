"""A seat with four tiny rooms, on a real store with a few records in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.camera import Camera
from app.domain.place import Place
from app.domain.speaker import Speaker
from app.qt.pane import PaneSpec
from app.shell.memory import Memory
from app.shell.status import Sitting
from app.shell.window import Doors, HallWindow
from tests.app.shell.desk import ACTOR, TITLES, Desk, open_desk, spec
from widgets import theme


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, "dark")
    with open_desk(tmp_path / "seat-12") as made:
        yield made
    qapp.setStyleSheet("")


@pytest.fixture
def specs() -> tuple[PaneSpec, ...]:
    return tuple(spec(name, order) for order, name in enumerate(TITLES))


@pytest.fixture
def open_window(desk: Desk, specs: tuple[PaneSpec, ...], qtbot: QtBot) -> Iterator[Callable[..., HallWindow]]:
    opened: list[HallWindow] = []

    def build(rooms: tuple[PaneSpec, ...] = specs) -> HallWindow:
        def look_at(command_id: str) -> None:
            desk.looked_at.append(command_id)
            desk.store.writer.look_at(command_id)

        doors = Doors(desk.check, desk.renew, desk.renewed.append, look_at)
        sitting = Sitting(ACTOR, "示范区城运中心")
        window = HallWindow(desk.context(), sitting, rooms, Memory(desk.profile), desk.ticker, doors)
        window.offer(list)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield build
    for window in opened:
        window.stop()


@pytest.fixture
def window(open_window: Callable[..., HallWindow]) -> HallWindow:
    return open_window()


@pytest.fixture
def street(desk: Desk) -> Desk:
    """A camera, a speaker and a place, each with the initials of its pinyin."""
    desk.fill(
        camera=[
            Camera(id="c1", no="C-0017", name="解放路中山街路口", pinyin="jflzsjlk", kind="dome", lon=109.4, lat=36.5)
        ],
        speaker=[Speaker(id="s1", no="S-0003", name="人民广场东", pinyin="rmgcd", lon=109.41, lat=36.51)],
        place=[Place(id="p1", code="M001", name="桥沟夜市", kind="night_market", lon=109.5, lat=36.6, pinyin="qgys")],
    )
    return desk
