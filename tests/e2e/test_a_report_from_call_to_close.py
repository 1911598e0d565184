"""A 12345 report goes from accepting to closing by keyboard alone, with the hub away in the middle."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt

from app.demo.city import City
from app.demo.units import collectors, responsible_units
from app.domain.camera import Camera
from app.domain.speaker import Speaker
from app.protocol.rest import RestDoor
from tests.e2e.conftest import Seat
from tests.fakes.hub import PASSWORD, RunningHub

LATER = timedelta(days=2)
WHOLE_LIFE = ["report", "accept", "file", "dispatch", "sign", "finish", "send_check", "check_pass", "close"]


def door(hub: RunningHub, user: str) -> RestDoor:
    opened = RestDoor(hub.url)
    opened.sign_in(f"sim-{user}", user, PASSWORD)
    return opened


def call_in(hub: RunningHub, city: City, spot: Camera | Speaker | None = None) -> None:
    """The hotline hands its order in, about a place beside a camera or a speaker."""
    matter = next(m for m in city.matters if m.name == "暴露垃圾")
    spot = spot or city.cameras[0]
    intake = door(hub, "intake")
    told = intake.intake(
        [
            {
                "source": "hotline", "source_no": "12345-20261122-0001", "matter_id": matter.id,
                "description": "市民反映路口垃圾外溢，有异味，希望尽快清理", "address": spot.name,
                "lon": spot.lon, "lat": spot.lat, "reporter": "黄某", "reporter_phone": "13800005678",
            }
        ]
    )  # fmt: skip
    assert told["created"] == 1
    intake.close()


def field_work(hub: RunningHub, case_id: str, state: str) -> None:
    """Units and collectors do what their plans say, as if days went by, until the case is there."""
    units, patrol = door(hub, "unit"), door(hub, "patrol")
    began = datetime.now(UTC)
    people = [responsible_units(units, 5, 1e6, began), collectors(patrol, 5, 1e6, began)]
    for _ in range(40):
        for one in people:
            one.step(datetime.now(UTC) + LATER)
        if state_at(hub, case_id) == state:
            break
    units.close()
    patrol.close()
    assert state_at(hub, case_id) == state


def state_at(hub: RunningHub, case_id: str) -> str:
    return str(hub.rows('select state from "case" where id = ?', case_id)[0][0])


def act(seat: Seat, case_id: str, key: Qt.Key, state: str) -> None:
    """An action's key, then Enter: the screen shows the new state at once, hub or no hub."""
    detail = seat.pane("cases").view.detail
    seat.until(lambda: detail.dossier.case == seat.reader.case(case_id))
    seat.key(key)
    seat.until(lambda: detail.form is not None)
    seat.key(Qt.Key.Key_Return)
    seat.until(lambda: seat.reader.case(case_id).state == state and detail.dossier.case.state == state)


def test_a_report_goes_from_the_call_to_its_close_while_the_hub_is_away_in_the_middle(
    sit_down: Callable[..., Seat], hub: RunningHub, city: City
) -> None:
    seat = sit_down()
    call_in(hub, city)
    queue = seat.pane("cases").view.queue.list
    seat.until(lambda: queue.model().rowCount() == 1)
    seat.window.press("Ctrl+1")
    seat.window.show_room("cases")
    queue.setFocus()
    seat.key(Qt.Key.Key_J)
    seat.until(lambda: bool(seat.pane("cases").view.detail.case_id))
    case_id = seat.pane("cases").view.detail.case_id

    act(seat, case_id, Qt.Key.Key_A, "accepted")
    seat.until(lambda: state_at(hub, case_id) == "accepted")
    hub.stop()
    seat.until(lambda: seat.reader.link().state == "offline")
    act(seat, case_id, Qt.Key.Key_F, "filed")
    act(seat, case_id, Qt.Key.Key_D, "dispatched")
    assert [p.command.kind for p in seat.reader.pending()] == ["case.file", "case.dispatch"]
    assert seat.reader.case(case_id).pending == 2

    hub.start()
    seat.until(lambda: not seat.reader.pending(), 60)
    assert state_at(hub, case_id) == "dispatched"
    field_work(hub, case_id, "handled")
    seat.until(lambda: seat.reader.case(case_id).state == "handled", 30)
    act(seat, case_id, Qt.Key.Key_C, "checking")
    seat.until(lambda: state_at(hub, case_id) == "checking")
    act(seat, case_id, Qt.Key.Key_O, "checking")
    seat.until(lambda: seat.reader.case(case_id).checked == "pass")
    act(seat, case_id, Qt.Key.Key_E, "closed")
    seat.until(lambda: not seat.reader.pending() and state_at(hub, case_id) == "closed", 30)

    steps = [row[0] for row in hub.rows("select action from case_step where case_id = ? order by at, seq", case_id)]
    assert steps == WHOLE_LIFE
    assert not seat.reader.troubles()
