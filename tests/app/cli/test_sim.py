"""Each simulator alone: it says where it is, answers in its own protocol, and is gone seconds after Ctrl-C."""

import json
import socket
import subprocess
from pathlib import Path

import requests

from app.bootstrap.life import PROGRAM_ROLES, program_login
from app.demo.city import generate
from app.devices.drivers.rtp import codec
from app.domain.case import Case
from app.domain.clock import SystemClock
from tests.fakes.cable import wait_for
from tests.fakes.hub import PASSWORD, RunningHub
from tests.fakes.terminal import Running, hall

COUNTY = ("--city", "county")


def ended(running: Running) -> None:
    """Ctrl-C, and gone within seconds, without a trace."""
    running.interrupt()
    assert running.end(20) == 0, running.printed
    assert "Traceback" not in running.printed, running.printed


def streams(url: str) -> subprocess.CompletedProcess[str]:
    words = ["ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    return subprocess.run([*words, url], capture_output=True, text=True, timeout=20)


def test_cameras_play_turn_and_break(tmp_path: Path) -> None:
    login = tmp_path / "login"
    login.write_text("hall:watch-2026", "utf-8")
    ports = ("--port", "0", "--ptz-port", "0", "--count", "4", "--login-file", login)
    with Running("sim", "cameras", *COUNTY, *ports) as farm:
        told = farm.wait_for(r"4 cameras, e\.g\. (rtsp://\S+); heads at (\S+); faults at (\S+);", 60)
        url, heads, control = told.groups()
        assert "401" in streams(url).stderr
        known = url.replace("//", "//hall:watch-2026@")
        assert streams(known).stdout.strip() == "h264"
        assert requests.post(f"{heads}/none/onvif/ptz_service", data="<x/>", timeout=5).status_code >= 400
        no = url.split("/")[3]
        assert hall("sim", "fault", no, "missing", "--at", control).code == 0
        assert "404" in streams(known).stderr
        assert hall("sim", "fault", no, "--at", control).code == 0
        assert streams(known).returncode == 0
        assert hall("sim", "fault", no, "tsunami", "--at", control).code == 2
        assert hall("sim", "fault", "no-such", "missing", "--at", control).code == 1
        ended(farm)
    assert hall("sim", "fault", no, "missing", "--at", control).code == 1, "nobody there any more"


def test_a_taken_port_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        words = ("--count", "1", "--port", str(other.getsockname()[1]), "--ptz-port", "0")
        with Running("sim", "cameras", *COUNTY, *words) as late:
            assert late.end(30) == 1
    assert "[listen.taken]" in late.printed and "Traceback" not in late.printed, late.printed


def test_a_street_of_speakers_answers_for_itself(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(5)
        with Running("sim", "speakers", *COUNTY, "--first-port", "0", "--recordings", tmp_path, "--json") as street:
            ports = json.loads(street.wait_for(r'\{"host".*\}', 60)[0])["ports"]
            asked = json.loads((tmp_path / "speakers.json").read_text("utf-8"))["speakers"]
            assert ports.keys() == {each["id"] for each in asked}
            line.sendto(codec.STATUS_QUESTION, ("127.0.0.1", next(iter(ports.values())) + 2))
            assert line.recv(2048)
            ended(street)


def test_units_and_sensors_live_at_the_hub(hub: RunningHub, password: Path) -> None:
    from app.hub import accounts

    city = generate("county", 7, SystemClock().now())
    for role in PROGRAM_ROLES:
        accounts.create(hub.server.house.database, program_login(role), "模拟", role, PASSWORD)
    hub.load("unit", city.units)
    hub.load("matter", city.matters)
    hub.load("place", city.places)
    unit, matter, now = city.units[0], city.matters[0], SystemClock().now()
    case = Case(
        id="sent",
        case_no="20261122990001",
        state="dispatched",
        unit_id=unit.id,
        unit_name=unit.name,
        matter_id=matter.id,
        matter_name=matter.name,
        description="路面积水",
        reported_at=now,
        updated_at=now,
    )
    hub.load("case", [case])
    door = ("--hub", hub.url, "--password-file", password)
    with Running("sim", "units", *door, "--speed", "100000") as units, Running(
        "sim", "sensors", *COUNTY, *door, "--every-s", "1"
    ) as sensors:  # fmt: skip
        units.wait_for("at work", 60)
        sensors.wait_for("at work", 60)
        wait_for(lambda: hub.rows("SELECT count(*) FROM reading")[0][0] > 0, 30.0)
        wait_for(lambda: hub.rows("SELECT state FROM \"case\" WHERE id = 'sent'") != [("dispatched",)], 30.0)
        ended(units)
        ended(sensors)


def test_without_a_hub_they_say_so(password: Path) -> None:
    for name in ("units", "sensors"):
        door = ("--hub", "http://127.0.0.1:9", "--password-file", password)
        ran = hall("sim", name, *door)
        assert ran.code == 1 and "[hub.unreachable]" in ran.err
    assert hall("sim", "sensors", *door, "--drill", "fire").code == 2
