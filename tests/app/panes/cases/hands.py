"""What the stories of the case in hand begin with: a case at a unit, a bounced one, an open form, what was sent."""

from datetime import timedelta
from typing import Any

from app.domain.case import Case
from tests.app.panes.cases.conftest import NOON, Desk, a_case, a_step


def at_unit(**changes: Any) -> Case:
    values: dict[str, Any] = {
        "state": "handling",
        "clock": "dispose",
        "unit_id": "u-sz",
        "unit_name": "市政设施管理所",
        "dispatched_at": NOON - timedelta(hours=3),
        "signed_at": NOON - timedelta(hours=2),
        "clock_from": NOON - timedelta(hours=3),
        "due_at": NOON + timedelta(hours=1),
        "dispose_due_at": NOON + timedelta(hours=1),
    }
    return a_case(1, **(values | changes))


def begun(desk: Desk, operation: str) -> Any:
    """Open the form of an operation of the case in hand."""
    desk.see("c00001")
    desk.pane.desk.begin(operation)
    assert desk.detail.form is not None and desk.detail.form.operation == operation
    return desk.detail.form


def sent(desk: Desk) -> dict[str, Any]:
    """Wait until something is on its way and return what it says."""
    desk.until(lambda: len(desk.store.reader.pending()) > 0)
    return dict(desk.store.reader.pending()[-1].command.args)


def part(form: Any, name: str) -> Any:
    return form._part(name)


def a_bounced_case() -> tuple[Any, ...]:
    case = a_case(1, state="filed", clock="dispatch", transfers=2, returns=2)
    steps = [
        a_step("c00001", "dispatch", "dispatched", NOON - timedelta(hours=30), unit_id="u-sz", unit_name="市政所"),
        a_step("c00001", "return", "filed", NOON - timedelta(hours=6), unit_id="u-sz", unit_name="市政所"),
        a_step("c00001", "dispatch", "dispatched", NOON - timedelta(hours=5), unit_id="u-hw", unit_name="环卫"),
        a_step("c00001", "return", "filed", NOON - timedelta(hours=3), unit_id="u-hw", unit_name="环卫"),
    ]
    return case, *steps
