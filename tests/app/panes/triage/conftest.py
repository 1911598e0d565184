"""The triage bench on a real store with drawn pictures; the hub is away."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from app.domain.algorithm import Algorithm
from app.domain.camera import Camera
from app.domain.case import Case, Step
from app.domain.command import Actor
from app.domain.matter import Matter
from app.domain.media import Media
from app.panes.triage import PANE
from tests.fakes import desk
from tests.fakes.desk import NOON

OFFICER = Actor("03", "o-li", "李", "duty_officer")
ACCEPTOR = Actor("05", "o-wang", "王", "acceptor")
GARBAGE = Algorithm(id="garbage", name="暴露垃圾识别", matter_id="event-0102", floor=0.7)
STALL = Algorithm(id="stall", name="占道经营识别", matter_id="event-0501", floor=0.7)
CAMERAS = (
    Camera(id="cam1", no="001", name="东关街口", lon=109.5, lat=36.6),
    Camera(id="cam2", no="002", name="南门坡", lon=109.51, lat=36.6),
)
MATTER = Matter(
    id="event-0102", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾",
)  # fmt: skip


def a_capture(number: float, **changes: Any) -> Case:
    """A capture of garbage, `number` minutes after eight."""
    at = NOON - timedelta(hours=4) + timedelta(minutes=number)
    values: dict[str, Any] = {
        "id": f"k{int(number):05d}",
        "state": "reported",
        "source": "ai",
        "matter_id": "event-0102",
        "matter_name": "暴露垃圾",
        "description": "画面右侧有成堆垃圾",
        "address": f"文三路{int(number)}号",
        "lon": 109.5,
        "lat": 36.6,
        "camera_id": "cam1",
        "algorithm": "garbage",
        "confidence": 0.8,
        "occurred_at": at,
        "reported_at": at,
        "updated_at": at,
        "clock": "accept",
        "clock_from": at,
        "due_at": at + timedelta(minutes=30),
        "version": 1,
    }
    return Case(**(values | changes))


def draw(path: Path, place: int) -> None:
    """A street with a heap at `place`; pictures of one place are near-identical, as from one camera."""
    picture = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([(place * 47) % 260, 30, (place * 47) % 260 + 60, 220], fill=(240 - place * 20, 60, 60))
    picture.save(path, "JPEG")


def picture_of(case: Case) -> Media:
    """The picture of a capture."""
    return Media(
        id=f"m-{case.id}",
        owner_kind="case",
        owner_id=case.id,
        name="a.jpg",
        mime="image/jpeg",
        size=1,
        sha256="0" * 64,
        taken_at=case.occurred_at,
    )


def declined(case: Case, code: str) -> Step:
    """The step that rejected a capture."""
    return Step(
        id=f"s-{case.id}", case_id=case.id, action="decline", at=NOON, from_state="reported", to_state="declined",
        seat="12", operator="王", role="acceptor", note="误报", detail={"reason_code": code},
    )  # fmt: skip


class Desk(desk.Desk):
    """The bench as its operator has it."""

    def state(self, case_id: str) -> Case:
        """A case as the seat shows it."""
        found = self.store.reader.case(case_id)
        assert found is not None
        return found

    def shown(self) -> str:
        """The capture in hand."""
        return self.pane.shown.head.id if self.pane.shown else ""

    def stacks(self) -> list[list[str]]:
        """The captures of each stack."""
        return [[case.id for case in sight.stack.cases] for sight in self.pane.waiting.sights]


@pytest.fixture
def make_desk(tmp_path: Path, qtbot: Any) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(*nouns: Any, actor: Actor = OFFICER, places: dict[str, int] | None = None) -> Desk:
        """`places` draws a picture for a capture; the same place twice gives the same sight."""
        pictures = [picture_of(n) for n in nouns if isinstance(n, Case) and n.id in (places or {})]
        first = (GARBAGE, STALL, *CAMERAS, MATTER, *nouns, *pictures)
        made.append(Desk.furnish(tmp_path / "seat", qtbot, first, actor))
        for media in pictures:
            draw(made[-1].ctx.profile.media / media.id, (places or {})[media.owner_id])
        made[-1].enter(PANE)
        pane = made[-1].pane
        waiting = sum(isinstance(n, Case) and n.source == "ai" and n.state == "reported" for n in nouns)
        made[-1].until(lambda: len(pane.waiting.captures) == waiting and pane.book is not None)
        return made[-1]

    yield make
    for each in made:
        each.close()
