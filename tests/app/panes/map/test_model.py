"""Lights turn by the clock; the first look is where the hall's eyes are."""

from datetime import UTC, datetime, timedelta

from app.panes.map.model import LIGHTS, CaseLayer, PinLayer, light_of, middle_box
from app.panes.map.queries import Dot, Pin

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def lamp(dot: Dot) -> str:
    return LIGHTS[light_of(dot, NOW.timestamp())]


def test_a_light_follows_the_due_time() -> None:
    at = NOW.timestamp()
    assert lamp(Dot("a", 0, 0, due_s=at + 100, warn_s=at + 10)) == "normal"
    assert lamp(Dot("a", 0, 0, due_s=at + 100, warn_s=at - 10)) == "warning"
    assert lamp(Dot("a", 0, 0, due_s=at, warn_s=at - 10)) == "overdue"
    assert lamp(Dot("a", 0, 0, paused=True, due_s=at)) == "paused"
    assert lamp(Dot("a", 0, 0)) == "none"
    assert lamp(Dot("a", 0, 0, open=False, due_s=at)) == "closed"


def test_a_case_turns_red_without_news() -> None:
    layer, due = CaseLayer(), NOW.timestamp() + 60
    layer.load([Dot("a", 109, 36, due_s=due, warn_s=due - 30)], NOW)
    assert layer.counts()["normal"] == 1
    assert not layer.relight(NOW + timedelta(seconds=10))
    assert layer.relight(NOW + timedelta(seconds=61))
    assert layer.counts()["overdue"] == 1


def test_a_settled_case_leaves_unless_wanted() -> None:
    layer = CaseLayer()
    layer.load([Dot("a", 109, 36), Dot("b", 109, 36)], NOW)
    layer.change([Dot("a", 109, 36, open=False)], ["b"], NOW, closed_too=False)
    assert len(layer.cloud) == 0
    layer.change([Dot("a", 109, 36, open=False)], [], NOW, closed_too=True)
    assert layer.counts()["closed"] == 1


def test_a_device_unknown_to_the_map_changes_nothing() -> None:
    layer = PinLayer("camera")
    layer.load([Pin("k", "门", 109, 36, "dome")])
    assert not layer.fault("other", True)
    assert layer.fault("k", True) and not layer.fault("k", True)


def test_one_stray_camera_does_not_spoil_the_first_look() -> None:
    pins = [Pin(str(k), "", 109 + k / 1000, 36 + k / 1000) for k in range(20)] + [Pin("stray", "", 80, 20)]
    box = middle_box(pins)
    assert box is not None and box[0] > 108.9 and box[1] > 35.9
    assert middle_box([]) is None
