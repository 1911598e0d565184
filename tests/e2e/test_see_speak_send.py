"""See, speak, send: from a case or a picture, three keys bring cameras, loudspeakers and the responsible unit."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.demo.city import City
from app.words import word
from tests.e2e.conftest import Seat, Street
from tests.e2e.test_a_report_from_call_to_close import call_in
from tests.fakes.hub import RunningHub


def live(seat: Seat) -> int:
    return len(seat.tiles(word("tile", "live")))


def in_hand(seat: Seat, room: str) -> bool:
    return seat.hand is seat.pane(room).widget or bool(seat.pane(room).widget.isAncestorOf(seat.hand))


def test_from_a_case_three_keys_see_speak_and_send(
    sit_down: Callable[..., Seat], hub: RunningHub, street: Street, city: City
) -> None:
    seat = sit_down()
    corner = city.speakers[0]
    call_in(hub, city, corner)
    cases = seat.pane("cases")
    seat.until(lambda: cases.view.queue.list.model().rowCount() == 1)
    seat.window.show_room("cases")
    cases.view.queue.list.setFocus()
    seat.key(Qt.Key.Key_J)
    seat.until(lambda: cases.view.detail.dossier is not None)

    seat.key(Qt.Key.Key_F4)
    nearest = seat.reader.around(corner.lon, corner.lat).cameras[0].record.name
    seat.until(lambda: any(nearest in w.accessibleName() for w in seat.tiles(word("tile", "live"))), 30)
    seat.until(lambda: live(seat) >= 3, 30)
    seat.until(lambda: corner.id in seat.window._context.selection.speaker_ids, 10)

    seat.key(Qt.Key.Key_F5)
    seat.until(lambda: in_hand(seat, "broadcast"))
    seat.key(Qt.Key.Key_F6)
    seat.until(lambda: cases.view.detail.form is not None)
    assert in_hand(seat, "cases")


def test_from_a_picture_three_keys_see_speak_and_report(
    sit_down: Callable[..., Seat], street: Street, city: City
) -> None:
    seat = sit_down()
    seat.until(lambda: live(seat) >= 1, 30)
    seat.window.show_room("wall")
    tile = seat.tiles(word("tile", "live"))[0]
    tile.setFocus()
    seat.key(Qt.Key.Key_F4)
    seat.until(lambda: seat.window._context.selection.spot is not None)
    assert seat.window._context.selection.spot.origin_kind == "camera"
    seat.key(Qt.Key.Key_F5)
    seat.until(lambda: in_hand(seat, "broadcast"))
    seat.key(Qt.Key.Key_F6)
    seat.until(lambda: seat.pane("cases").view.intake is not None)


def test_a_frozen_camera_is_never_shown_as_live_and_comes_back_alone(
    sit_down: Callable[..., Seat], street: Street, city: City
) -> None:
    seat = sit_down()
    seat.until(lambda: live(seat) >= 2, 30)
    tile = seat.tiles(word("tile", "live"))[0]
    before = tile.grab().toImage()
    seat.until(lambda: tile.grab().toImage() != before, 5)
    camera = next(c for c in city.cameras if c.name in tile.accessibleName())
    for fault in ("stall", "freeze"):
        street.farm.fault(camera.no, fault)
        seat.until(lambda: tile.accessibleDescription() == word("tile", "stale"), 5)
        street.farm.fault(camera.no, "")
        seat.until(lambda: tile.accessibleDescription() == word("tile", "live"), 40)


def test_a_head_is_turned_by_keyboard_and_stands_when_the_key_is_let_go(
    sit_down: Callable[..., Seat], street: Street, city: City
) -> None:
    seat = sit_down()
    dome = next(c for c in city.cameras[:6] if c.ptz)
    head = street.farm.states[dome.no].head
    seat.window.show_room("wall")
    grid = seat.pane("wall").view.grid
    seat.until(lambda: any(dome.name in w.accessibleName() for w in seat.tiles(word("tile", "live"))), 30)
    grid.choose(next(n for n in range(grid.count) if (c := seat.pane("wall").wall.camera(n)) and c.id == dome.id))
    grid.setFocus()
    before = head.pan
    seat.qtbot.keyPress(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    seat.until(lambda: (head.settle(), head.pan)[1] > before + 0.02, 10)
    seat.qtbot.keyRelease(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    seat.until(lambda: head._speed == (0.0, 0.0, 0.0), 10)


def test_a_phrase_said_at_the_desk_is_what_the_street_has_played(
    sit_down: Callable[..., Seat], hub: RunningHub, street: Street, city: City
) -> None:
    seat = sit_down()
    seat.window._context.selection.choose_speakers((city.speakers[0].id, city.speakers[1].id))
    seat.window.show_room("broadcast")
    deeds = {action.id: action for action in seat.pane("broadcast").actions()}
    deeds["broadcast.phrase"].run()
    seat.until(lambda: deeds["broadcast.send"].enabled(), 30)
    deeds["broadcast.send"].run()
    seat.until(lambda: bool(seat.reader.latest("broadcast", "started_at", 1)), 40)
    said = seat.reader.latest("broadcast", "started_at", 1)[0]
    seat.until(lambda: seat.reader.get("broadcast", said.id).state == "ended", 60)
    receipts = seat.reader.get("broadcast", said.id).receipts
    assert {r["state"] for r in receipts.values()} == {"delivered"}
    seat.until(lambda: all(list((street.folder / s.id).glob("*.wav")) for s in city.speakers[:2]), 10)
    seat.until(lambda: hub.rows("select state from broadcast where id = ?", said.id) == [("ended",)], 20)
