"""The map under a real hand: clicks, keys, hostile names, a killed renderer, no word to the outside."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.map_canvas import DrawnTiles, Look, MapCanvas, Palette, PointCloud, Shape, Sprite, View, read_ground
from widgets.map_canvas.painter import PainterFace
from widgets.map_canvas.web import WebFace

ASSETS = Path(__file__).parents[3] / "resources" / "map"
LON, LAT = 109.49, 36.585
NASTY = '<img src=x onerror="window.broken=1"></script><script>window.broken=1</script>'


def build(qtbot: QtBot, town: list[Any], browser: bool) -> MapCanvas:
    canvas = MapCanvas(ASSETS, Palette(), View(LON, LAT, 15), browser=browser)
    ground = read_ground(town)
    canvas.set_sheet("base", DrawnTiles(ground))
    canvas.set_sheet("lines", DrawnTiles(ground, "lines"))
    cases, cameras = PointCloud(2), PointCloud(1)
    cases.load(["c1", "c2", "c3"], [LON, LON + 0.002, LON + 0.004], [LAT, LAT + 0.001, LAT], [0, 1, 0])
    cameras.load(["k1"], [LON - 0.003], [LAT], [0])
    canvas.add_cloud("cases", cases, Look((Sprite("disc", "#3fb27f"), Sprite("diamond", "#e5534b", glyph="bang")), 20))
    canvas.add_cloud("cameras", cameras, Look((Sprite("badge", "#1f6feb", glyph="camera"),), 24, True, "high"))
    canvas.resize(800, 600)
    canvas.show()
    return canvas


@pytest.fixture
def web(qtbot: QtBot, town: list[Any]) -> Iterator[MapCanvas]:
    canvas = build(qtbot, town, browser=True)
    qtbot.waitUntil(lambda: canvas.view.east > canvas.view.west, timeout=15_000)
    assert isinstance(canvas.face, WebFace)
    qtbot.waitUntil(
        lambda: ask(qtbot, canvas, "Hall.clouds.size == 2 && [...Hall.clouds.values()].every(c => c.answers)")
    )
    yield canvas
    page = canvas.face.page if isinstance(canvas.face, WebFace) else None  # gone already after a fall back
    canvas.stop()
    if page is not None:
        with qtbot.waitSignal(page.destroyed, timeout=5000):
            canvas.deleteLater()


@pytest.fixture
def painter(qtbot: QtBot, town: list[Any]) -> Iterator[MapCanvas]:
    canvas = build(qtbot, town, browser=False)
    qtbot.addWidget(canvas)
    qtbot.waitUntil(lambda: isinstance(canvas.face, PainterFace))
    yield canvas
    canvas.stop()


def ask(qtbot: QtBot, canvas: MapCanvas, script: str) -> Any:
    assert isinstance(canvas.face, WebFace)
    answers: list[Any] = []
    canvas.face.page.runJavaScript(script, 0, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=5000)
    return answers[0]


def hand(canvas: MapCanvas) -> QWidget:
    """The widget that takes the mouse: the engine's own inner one, or the painter."""
    if isinstance(canvas.face, PainterFace):
        return canvas.face
    assert canvas.face is not None
    inner = canvas.face.widget.focusProxy()
    assert inner is not None
    return inner


def test_a_click_on_a_case_opens_it(qtbot: QtBot, web: MapCanvas) -> None:
    with qtbot.waitSignal(web.clicked, timeout=5000) as heard:
        QTest.mouseClick(hand(web), Qt.MouseButton.LeftButton, pos=web.where(LON + 0.002, LAT + 0.001))
    assert heard.args == ["cases", "c2"]


def test_a_right_click_asks_what_is_near(qtbot: QtBot, web: MapCanvas) -> None:
    with qtbot.waitSignal(web.near_asked, timeout=5000) as heard:
        QTest.mouseClick(hand(web), Qt.MouseButton.RightButton, pos=QPoint(400, 300))
    assert heard.args is not None
    assert heard.args[0] == pytest.approx(LON, abs=1e-4) and heard.args[1] == pytest.approx(LAT, abs=1e-4)


def test_a_circle_is_drawn_by_hand(qtbot: QtBot, web: MapCanvas) -> None:
    web.set_tool("circle")
    qtbot.waitUntil(lambda: ask(qtbot, web, "Hall.tool") == "circle")
    with qtbot.waitSignal(web.circle_picked, timeout=5000) as heard:
        QTest.mousePress(hand(web), Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
        for x in range(410, 501, 10):
            QTest.mouseMove(hand(web), QPoint(x, 300))
        QTest.mouseRelease(hand(web), Qt.MouseButton.LeftButton, pos=QPoint(500, 300))
    assert heard.args is not None
    lon, lat, radius = heard.args
    assert (lon, lat) == pytest.approx((LON, LAT), abs=1e-4)
    assert radius == pytest.approx(384, rel=0.05)
    found = web.scene.clouds["cases"].within(lon, lat, radius)
    assert [spot.id for spot in found] == ["c1", "c2", "c3"]


def test_tab_walks_the_things_in_view_and_enter_opens(qtbot: QtBot, web: MapCanvas) -> None:
    heard: list[tuple[str, str]] = []
    web.stepped.connect(lambda layer, name, at: heard.append((layer, name)))
    hand(web).setFocus()
    for number in range(1, 5):
        QTest.keyClick(hand(web), Qt.Key.Key_Tab)
        qtbot.waitUntil(lambda n=number: len(heard) == n, timeout=5000)
    assert sorted(heard) == [("cameras", "k1"), ("cases", "c1"), ("cases", "c2"), ("cases", "c3")]
    with qtbot.waitSignal(web.open_asked, timeout=5000) as opened:
        QTest.keyClick(hand(web), Qt.Key.Key_Return)
    assert tuple(opened.args or ()) == heard[-1]


def test_arrows_and_plus_move_the_view(qtbot: QtBot, web: MapCanvas) -> None:
    hand(web).setFocus()
    QTest.keyClick(hand(web), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: web.view.lon > LON + 0.001, timeout=5000)
    QTest.keyClick(hand(web), Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: web.view.zoom == 16, timeout=5000)


def test_flying_somewhere_shows_it(qtbot: QtBot, web: MapCanvas) -> None:
    web.fly(LON + 0.02, LAT + 0.01, 17)
    qtbot.waitUntil(lambda: web.view.zoom == 17 and abs(web.view.lon - LON - 0.02) < 1e-3, timeout=5000)


def test_a_nasty_name_stays_text(qtbot: QtBot, web: MapCanvas) -> None:
    web.put("names", [Shape("n", "label", LON, LAT, label=NASTY)])
    qtbot.waitUntil(lambda: ask(qtbot, web, "document.querySelectorAll('.hall-label span').length") == 1)
    assert ask(qtbot, web, "document.querySelector('.hall-label span').textContent") == NASTY
    assert ask(qtbot, web, "typeof window.broken") == "undefined"
    assert ask(qtbot, web, "document.querySelectorAll('.hall-label img').length") == 0


def test_new_data_do_not_move_the_view(qtbot: QtBot, web: MapCanvas) -> None:
    before = web.view
    web.scene.clouds["cases"].upsert(["c9"], [LON + 0.001], [LAT - 0.001], [0])
    web.refresh("cases")
    qtbot.waitUntil(lambda: ask(qtbot, web, "Hall.clouds.get('cases').drawn.length") == 4)
    assert web.view == before


def test_the_page_asks_nothing_outside_and_misses_nothing(qtbot: QtBot, web: MapCanvas) -> None:
    face = web.face
    assert isinstance(face, WebFace)
    qtbot.waitUntil(lambda: web.painted, timeout=8000)
    assert face.guard.asked > 20
    assert face.guard.blocked == [] and face.handler.missing == []


def test_a_page_that_tries_is_stopped(qtbot: QtBot, web: MapCanvas) -> None:
    face = web.face
    assert isinstance(face, WebFace)
    ask(qtbot, web, "fetch('http://127.0.0.1:9/x').catch(() => 0); new Image().src = 'http://127.0.0.1:9/y.png'; 1")
    qtbot.waitUntil(lambda: len(face.guard.blocked) == 2, timeout=5000)
    gone = "[typeof RTCPeerConnection, typeof WebSocket, typeof EventSource].join()"
    assert ask(qtbot, web, gone) == "undefined,undefined,undefined"
    theft = "fetch('hall://map/page/../../README.md').then((r) => r.ok).catch(() => false)"
    ask(qtbot, web, f"window.stolen = 0; {theft}.then((ok) => {{ window.stolen = ok ? 2 : 1 }}); 1")
    qtbot.waitUntil(lambda: ask(qtbot, web, "window.stolen") == 1, timeout=5000)


def test_a_killed_renderer_comes_back_with_everything(qtbot: QtBot, web: MapCanvas) -> None:
    face = web.face
    assert isinstance(face, WebFace)
    web.put("around", [Shape(f"s{k}", "circle", LON, LAT, 100 + k) for k in range(40)])
    qtbot.waitUntil(lambda: ask(qtbot, web, "Hall.shapes.layer('around').things.size") == 40)
    with qtbot.waitSignal(face.loaded, timeout=10_000):
        os.kill(face.page.renderProcessPid(), signal.SIGKILL)
    assert face.deaths == 1
    qtbot.waitUntil(lambda: ask(qtbot, web, "Hall.shapes.layer('around').things.size") == 40)
    qtbot.waitUntil(lambda: ask(qtbot, web, "Hall.clouds.get('cases').drawn.length") == 3)
    assert ask(qtbot, web, "Hall.map.getZoom()") == 15


def test_three_deaths_bring_the_painter(qtbot: QtBot, web: MapCanvas) -> None:
    face = web.face
    assert isinstance(face, WebFace)
    for _ in range(2):
        with qtbot.waitSignal(face.loaded, timeout=10_000):
            os.kill(face.page.renderProcessPid(), signal.SIGKILL)
    with qtbot.waitSignal(web.fell_back, timeout=10_000):
        os.kill(face.page.renderProcessPid(), signal.SIGKILL)
    assert isinstance(web.face, PainterFace)
    with qtbot.waitSignal(web.clicked, timeout=5000) as heard:
        qtbot.waitUntil(lambda: shade(web.grab().toImage()) > 12)
        QTest.mouseClick(hand(web), Qt.MouseButton.LeftButton, pos=web.where(LON, LAT))
    assert heard.args == ["cases", "c1"]


def shade(image: QImage) -> int:
    """How many different colours a picture has, coarsely."""
    small = image.scaled(120, 90)
    return len({small.pixelColor(x, y).name() for x in range(120) for y in range(90)})


def test_the_painter_draws_ground_and_things(qtbot: QtBot, painter: MapCanvas) -> None:
    qtbot.waitUntil(lambda: shade(painter.grab().toImage()) > 40, timeout=10_000)
    at = painter.where(LON - 0.003, LAT)
    around = painter.grab().toImage().copy(at.x() - 9, at.y() - 9, 18, 18)
    blues = [around.pixelColor(x, y).name() for x in range(18) for y in range(18)]
    assert blues.count("#1f6feb") > 40


def test_the_painter_answers_hand_and_keys_alike(qtbot: QtBot, painter: MapCanvas) -> None:
    painter.grab()
    with qtbot.waitSignal(painter.clicked, timeout=3000) as heard:
        QTest.mouseClick(hand(painter), Qt.MouseButton.LeftButton, pos=painter.where(LON + 0.002, LAT + 0.001))
    assert heard.args == ["cases", "c2"]
    with qtbot.waitSignal(painter.near_asked, timeout=3000):
        QTest.mouseClick(hand(painter), Qt.MouseButton.RightButton, pos=QPoint(10, 10))
    with qtbot.waitSignal(painter.stepped, timeout=3000):
        QTest.keyClick(hand(painter), Qt.Key.Key_Tab)
    QTest.keyClick(hand(painter), Qt.Key.Key_Plus)
    assert painter.view.zoom == 16
    painter.set_tool("circle")
    with qtbot.waitSignal(painter.circle_picked, timeout=3000) as circle:
        QTest.mousePress(hand(painter), Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
        QTest.mouseMove(hand(painter), QPoint(450, 300))
        QTest.mouseRelease(hand(painter), Qt.MouseButton.LeftButton, pos=QPoint(450, 300))
    assert circle.args is not None and circle.args[2] == pytest.approx(96, rel=0.05)
