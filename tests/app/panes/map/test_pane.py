"""The map as an operator uses it: look, click, gather round, draw a circle, and never be lied to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bus import DeviceChanged
from app.domain.records import kind_of
from app.panes.map import PANE
from app.panes.map.pane import MapPane
from app.qt.selection import Spot
from widgets import theme
from widgets.map_canvas.painter import PainterFace

LON, LAT = 109.49, 36.585
Open = Callable[..., MapPane]


def hand(pane: MapPane) -> QWidget:
    face = pane.view.canvas.face
    assert face is not None
    inner = face if isinstance(face, PainterFace) else face.widget.focusProxy()
    assert inner is not None
    return inner


def click(pane: MapPane, lon: float, lat: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    pane.view.canvas.grab()
    QTest.mouseClick(hand(pane), button, pos=pane.view.canvas.where(lon, lat))


def test_a_click_opens_the_case_in_its_room(qtbot: QtBot, seat: Any, base_map: Path, open_map: Open) -> None:
    pane = open_map(browser=True)
    canvas = pane.view.canvas
    qtbot.waitUntil(lambda: canvas.view.zoom == 16)
    drawn: list[Any] = []

    def ready() -> bool:
        canvas.face.page.runJavaScript("Hall.clouds.get('case').drawn.length", 0, drawn.append)  # type: ignore[union-attr]
        return bool(drawn) and drawn[-1] == 3

    qtbot.waitUntil(ready, timeout=8000)
    with qtbot.waitSignal(seat.selection.case_changed, timeout=5000) as heard:
        click(pane, LON, LAT + 0.001)
    assert heard.args == ["c-late"]
    assert canvas.face.guard.blocked == []  # type: ignore[union-attr]


def test_cameras_and_speakers_open_too(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    with qtbot.waitSignal(seat.selection.camera_changed, timeout=3000) as camera:
        click(pane, LON + 0.002, LAT + 0.001)
    assert camera.args == ["k2"]
    with qtbot.waitSignal(seat.selection.speakers_changed, timeout=3000) as speakers:
        click(pane, LON + 0.0012, LAT)
    assert speakers.args == [("s1",)]


def test_each_light_has_its_own_form_word_and_number(qtbot: QtBot, open_map: Open) -> None:
    pane = open_map()
    assert pane._cases.counts() == {"normal": 1, "warning": 1, "overdue": 1, "paused": 0, "none": 0, "closed": 0}
    look = pane.view.canvas.scene.looks["case"]
    assert len({(sprite.form, sprite.glyph) for sprite in look.sprites}) == 6
    assert len({sprite.fill for sprite in look.sprites}) == 6


def test_what_is_near_here_lists_and_draws(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    click(pane, LON + 0.0005, LAT - 0.0008, Qt.MouseButton.RightButton)
    near = pane.view.near
    qtbot.waitUntil(lambda: any("幸福门" in row and "米" in row for row in near.row_texts()), timeout=30_000)
    rows = near.row_texts()
    assert not any("夜市" in row for row in rows), "a camera that is switched off is not offered"
    assert any("暴露垃圾" in row for row in rows)
    vicinity = pane.view.near.vicinity
    assert vicinity is not None and vicinity.unit is not None
    assert (vicinity.unit.name, vicinity.ground) == ("环卫所", "第一网格")
    shapes = pane.view.canvas.scene.shapes["around"]
    assert "ring" in shapes and any(name.startswith("line-") for name in shapes)


def test_f4_gathers_all_rooms_round_the_thing_in_hand(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    click(pane, LON, LAT + 0.001)
    around = next(action for action in pane.actions() if action.shortcut == "F4")
    with qtbot.waitSignal(seat.selection.around, timeout=3000) as heard:
        around.run()
    spot = heard.args[0] if heard.args else None
    assert isinstance(spot, Spot)
    assert (spot.origin_kind, spot.origin_id) == ("case", "c-late")
    qtbot.waitUntil(lambda: not pane.view.near.isHidden())


def test_the_map_follows_when_another_room_gathers(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    seat.selection.go_around(Spot(LON + 0.03, LAT + 0.02, "东关街", "camera", "k1"))
    qtbot.waitUntil(lambda: abs(pane.view.canvas.view.lon - LON - 0.03) < 1e-3, timeout=5000)
    qtbot.waitUntil(lambda: pane.view.near.vicinity is not None and pane.view.near.vicinity.title == "东关街")


def test_a_drawn_circle_picks_speakers_and_cameras(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    next(action for action in pane.actions() if action.shortcut == "C").run()
    canvas = pane.view.canvas
    canvas.grab()
    middle, edge = canvas.where(LON + 0.001, LAT), canvas.where(LON + 0.003, LAT)
    with qtbot.waitSignal(seat.selection.speakers_changed, timeout=5000) as heard:
        QTest.mousePress(hand(pane), Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(hand(pane), edge)
        QTest.mouseRelease(hand(pane), Qt.MouseButton.LeftButton, pos=edge)
    assert heard.args == [("s1",)]
    assert [near.record.id for near in pane.view.near.vicinity.cameras] == ["k1", "k2"]  # type: ignore[union-attr]
    assert not pane.view.tools.circle.isChecked()


def test_a_new_case_begins_where_the_map_was_asked(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    click(pane, LON + 0.0005, LAT - 0.0008, Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: not pane.view.near.isHidden(), timeout=5000)
    report = next(b for b in pane.view.near.findChildren(QPushButton) if b.text() == "在此上报案件")
    with qtbot.waitSignal(seat.selection.new_case_requested, timeout=3000) as heard:
        qtbot.mouseClick(report, Qt.MouseButton.LeftButton)
    values = heard.args[0] if heard.args else {}
    assert abs(values["lon"] - LON - 0.0005) < 1e-4 and values["area_name"] == "第一网格"


def test_news_change_the_picture_but_not_the_view(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    from tests.app.panes.map.conftest import case

    pane = open_map()
    before = pane.view.canvas.view
    seat.fill(case=[case("c-new", LON + 0.0015, LAT + 0.001), case("c-late", LON, LAT, state="closed")])
    cloud = pane.view.canvas.scene.clouds["case"]
    qtbot.waitUntil(lambda: cloud.get("c-new") is not None and cloud.get("c-late") is None, timeout=5000)
    assert pane.view.canvas.view == before
    assert kind_of(case("x", None, None)) == "case"


def test_settled_cases_come_when_asked_for(qtbot: QtBot, open_map: Open) -> None:
    pane = open_map()
    cloud = pane.view.canvas.scene.clouds["case"]
    assert cloud.get("c-done") is None
    pane.view.layers.press("light.closed")
    qtbot.waitUntil(lambda: cloud.get("c-done") is not None, timeout=5000)


def test_layers_are_remembered(qtbot: QtBot, open_map: Open) -> None:
    pane = open_map()
    pane.view.layers.press("camera")
    pane.view.layers.press("light.normal")
    kept = pane.save()
    other = open_map()
    other.restore(kept)
    assert not other.view.layers.is_on("camera") and not other.view.canvas.is_shown("camera")
    assert [spot.id for _layer, spot in other.view.canvas.in_view() if spot.id == "c-normal"] == []
    other.restore({"off": 3, "view": ["x"], "folded": None})


def test_a_faulty_camera_looks_it(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    cloud = pane.view.canvas.scene.clouds["camera"]
    assert cloud.get("k1").category == 1  # type: ignore[union-attr]
    seat.bus.publish(DeviceChanged("camera", "k1", "no_signal"))
    qtbot.waitUntil(lambda: cloud.get("k1").category == 2)  # type: ignore[union-attr]
    seat.bus.publish(DeviceChanged("camera", "k1", "live"))
    qtbot.waitUntil(lambda: cloud.get("k1").category == 1)  # type: ignore[union-attr]


def test_a_hovered_name_is_shown_as_text(qtbot: QtBot, open_map: Open) -> None:
    pane = open_map()
    pane.view.hovered.emit("camera", "k2", QPoint(200, 200))
    qtbot.waitUntil(lambda: not pane.view.card.isHidden())
    assert '<img src=x onerror="1">' in pane.view.card.text
    pane.view.hovered.emit("", "", QPoint())
    assert pane.view.card.isHidden()


def test_without_a_base_map_it_says_why_and_what_to_do(qtbot: QtBot, seat: Any, open_map: Open) -> None:
    pane = open_map()
    qtbot.waitUntil(lambda: "没有底图" in pane.view.notice.text, timeout=5000)
    assert str(seat.profile.maps) in pane.view.notice.text
    assert not pane.view.notice.isHidden()


def test_with_a_base_map_it_is_silent(qtbot: QtBot, seat: Any, base_map: Path, open_map: Open) -> None:
    pane = open_map()
    qtbot.waitUntil(lambda: pane._box is not None)
    assert pane.view.notice.isHidden()


def test_a_broken_base_map_is_named(qtbot: QtBot, seat: Any, base_map: Path, open_map: Open) -> None:
    (base_map / "basemap.geojson").write_text('{"type": "Feat', "utf-8")
    pane = open_map()
    qtbot.waitUntil(lambda: "basemap.geojson" in pane.view.notice.text and "读不出" in pane.view.notice.text)


def test_source_and_age_are_always_in_sight(qtbot: QtBot, open_map: Open) -> None:
    pane = open_map()
    assert "离线" in pane.view.truth.text
    assert pane.view.summary.text() == "视野内：案件 3 · 摄像机 3 · 扬声器 2"


def test_a_switch_of_theme_repaints_ground_and_signs(qtbot: QtBot, qapp: QApplication, open_map: Open) -> None:
    pane = open_map()
    assert pane.view.canvas.scene.palette.style == "dark"
    theme.apply(qapp, "light")
    qtbot.waitUntil(lambda: pane.view.canvas.scene.palette.style == "light")
    assert pane.view.canvas.scene.looks["camera"].sprites[0].fill == theme.LIGHT.accent


def test_the_room_is_found_and_its_keys_are_unlike_each_other() -> None:
    assert (PANE.id, PANE.title) == ("map", "地图")


def test_every_action_has_a_name_and_no_key_twice(open_map: Open) -> None:
    actions = open_map().actions()
    keys = [action.shortcut for action in actions if action.shortcut]
    assert len(keys) == len(set(keys)) and all(action.title for action in actions)
