"""Looking at a camera is a fact: it is written down, and no record changes."""

from datetime import UTC, datetime

from app.domain.camera import Camera
from app.domain.command import Actor, Command
from app.domain.decisions import decide
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import Decision

OFFICER = Actor("12", "op-1", "值班员甲", "duty_officer")
CAMERA = Camera(id="cam-1", no="001", name="文三路口", lon=120.1, lat=30.2)


def _asked(kind: str) -> Command:
    return Command(kind=kind, target="cam-1", by=OFFICER, at=datetime(2026, 11, 16, 4, 0, tzinfo=UTC))


def test_a_view_is_a_fact_without_records() -> None:
    assert decide(CAMERA, _asked("camera.view"), Rules()) == Decision(())


def test_a_camera_nobody_knows_cannot_have_been_looked_at() -> None:
    verdict = decide(None, _asked("camera.view"), Rules())
    assert isinstance(verdict, Rejected) and (verdict.code, verdict.detail) == ("camera.unknown", "cam-1")


def test_nothing_else_is_asked_of_a_camera() -> None:
    verdict = decide(CAMERA, _asked("camera.paint"), Rules())
    assert isinstance(verdict, Rejected) and verdict.code == "command.unknown"
