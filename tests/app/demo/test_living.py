"""The simulated people and sensors act through the hub's door as real ones would, each step once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.demo.callers import Callers
from app.demo.city import City
from app.demo.scene import batches
from app.demo.sensors import PONDING, Weather, first_readings, read, sensors_of
from app.demo.units import collectors, responsible_units
from app.domain.case import CaseState
from app.domain.command import Command
from app.domain.operator import Role
from app.domain.records import to_row
from app.hub import accounts
from app.hub.loading import load
from app.hub.serve import HubServer
from app.hub.settings import HubSettings
from app.protocol.rest import RestDoor

PASSWORD = "only-for-this-test-7"
POSTS = {"unit": Role.UNIT, "collector": Role.COLLECTOR, "system": Role.SYSTEM, "admin": Role.SYS_ADMIN}


@pytest.fixture(scope="module")
def hub(county: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    with HubServer(HubSettings(data_dir=tmp_path_factory.mktemp("hub"))) as server:
        for kind, nouns in batches(county):
            if kind not in ("case", "case_step", "media"):
                load(server.house.database, kind, nouns)
        for login, role in {**POSTS, "officer": Role.DUTY_OFFICER}.items():
            accounts.create(server.house.database, login, "某", role, PASSWORD)
        yield server


@pytest.fixture
def doors(hub: HubServer) -> Iterator[dict[str, RestDoor]]:
    made = {}
    for seat, login in enumerate([*POSTS, "officer"], start=70):
        made[login] = RestDoor(hub.url)
        made[login].sign_in(str(seat), login, PASSWORD)
    yield made
    for door in made.values():
        door.close()


def ask(door: RestDoor, case: dict, operation: str, **args: object) -> None:
    command = Command(kind=f"case.{operation}", target=case["id"], by=door.actor, at=datetime.now(UTC), args=args)
    receipt = door.send([command])[0]
    assert receipt.outcome == "applied", receipt


def test_a_report_is_handled_checked_and_closed_with_the_people_of_the_city(
    county: City, doors: dict[str, RestDoor]
) -> None:
    now = datetime.now(UTC)
    callers = Callers(county, doors["system"], 3, every_s=1)
    handed = callers.step(now) + callers.step(now + timedelta(seconds=30))
    reports = list(doors["officer"].read("cases", state="reported"))
    assert 0 < handed == len(reports)
    assert all(case["source_no"].startswith("SIM-") and case["description"] for case in reports)

    units = responsible_units(doors["unit"], 5, 60.0, now)
    patrol = collectors(doors["collector"], 5, 60.0, now)
    matters = {matter.id: matter for matter in county.matters}
    desk, names = doors["officer"], {unit.id: unit.short for unit in county.units}
    later = now
    for _ in range(120):
        later += timedelta(minutes=2)
        units.step(later)
        patrol.step(later)
        for case in desk.read(
            "cases", state=["reported", "accepted", "filed", "handled", "checking", "handling", "suspended"]
        ):
            _do_the_desk_s_part(desk, case, matters, names)
        if not any(True for _ in desk.read("cases", state=[str(s) for s in CaseState if s not in _ENDED])):
            break
    ended = list(desk.read("cases", state=[str(s) for s in _ENDED]))
    assert len(ended) == handed
    assert Counter(case["state"] for case in ended)["closed"] > handed / 2
    one = next(case for case in ended if case["state"] == "closed" and case["source"] != "ai")
    steps = [step["action"] for step in desk._ask("GET", f"/cases/{one['id']}/steps")["items"]]
    assert [a for a in steps if a in ("sign", "finish", "check_pass", "close")] == [
        "sign",
        "finish",
        "check_pass",
        "close",
    ]
    assert {m["stage"] for m in desk.read("media", owner_id=one["id"])} == {"after"}


_ENDED = (CaseState.CLOSED, CaseState.DECLINED, CaseState.NOT_FILED, CaseState.VOIDED)


def _do_the_desk_s_part(desk: RestDoor, case: dict, matters: dict, names: dict) -> None:
    match case["state"]:
        case "reported":
            ask(desk, case, "accept")
        case "accepted":
            ask(desk, case, "file", matter_id=case["matter_id"])
        case "filed":
            unit_id = matters[case["matter_id"]].unit_id
            ask(desk, case, "dispatch", unit_id=unit_id, unit_name=names[unit_id])
        case "handled":
            ask(desk, case, "send_check")
        case "suspended":
            ask(desk, case, "resume")
        case "handling" if case["asked"]:
            ask(desk, case, "approve", note="同意")
        case "checking" if case["checked"] == "pass":
            ask(desk, case, "close")


def test_sensors_report_and_the_flood_drill_rises_and_falls(county: City, doors: dict[str, RestDoor]) -> None:
    sensors, storm = sensors_of(county), Weather("flood")
    ponds = [s for s in sensors if s.indicator is PONDING]
    levels = [max(storm.value(s, minute) for s in ponds) for minute in (0, 20, 60, 200)]
    assert levels[0] < 1 and levels[0] < levels[1] < levels[2] and levels[3] < 1
    now = datetime.now(UTC)
    high = read(sensors, storm, 60.0, now)
    assert {"orange", "red"} & {r.level for r in high if r.indicator == PONDING.id}
    doors["admin"].put_records("reading", [to_row(r) for r in high])
    assert doors["admin"].put_records("reading", [to_row(r) for r in high]) == 0
    shown = {r["id"]: r for r in doors["officer"].read("readings")}
    assert all(shown[r.id]["value"] == r.value for r in high)


def test_a_calm_day_is_green_but_for_the_gauge_that_is_silent(county: City) -> None:
    readings = first_readings(county)
    assert {r.level for r in readings} == {"normal"}
    assert [r.quality for r in readings].count("stale") == 1
    snow = Weather("snow")
    assert max(snow.value(s, 120) for s in sensors_of(county)) > 6
    with pytest.raises(ValueError):
        Weather("earthquake")
