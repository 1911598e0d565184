"""The taking in of a new case: from a key, a picture or a spot on the map to a report that is kept."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.dispatch import Sent
from app.panes.cases import commands
from app.panes.cases.parts.drafts import Drafts
from app.panes.cases.parts.intake import Intake
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.reading import Reading
from app.panes.cases.parts.intake.lookups import ground_at
from app.panes.cases.view import CasesView
from app.qt.pane import PaneContext
from app.qt.selection import Shot, Spot
from app.words import refusal
from widgets.photo_strip import Photo

NEW = "new"


class IntakeDesk(QObject):
    """Opens the form of a new case, brings it what is in hand, and sends what it says."""

    def __init__(self, ctx: PaneContext, view: CasesView, drafts: Drafts, reading: Reading, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._drafts, self._reading = ctx, view, drafts, reading

    def open(self, values: dict[str, Any] | None = None) -> None:
        """Open the form, with what was typed before and what is brought along."""
        if self._view.intake is None:
            intake = Intake(self._reading.known.matters, self._reading.known.matter_choices)
            intake.fill(self._drafts.find(NEW, "report"))
            intake.edited.connect(partial(self._drafts.keep, NEW, "report"))
            intake.submitted.connect(self._report)
            intake.left.connect(self._view.close_intake)
            intake.map_asked.connect(self._take_spot)
            intake.camera_asked.connect(self._take_camera)
            self._view.open_intake(intake)
        if values and self._view.intake is not None:
            self._view.intake.fill(values)

    def open_at(self, spot: Spot | None) -> None:
        """Open the form for what is being looked at."""
        if spot is None:
            self.open()
            return
        camera = spot.origin_id if spot.origin_kind == "camera" else ""
        self.open({"lon": spot.lon, "lat": spot.lat, "camera_id": camera, "from": spot.title})

    def take_shot(self, shot: Shot) -> None:
        """Bring a picture just taken, and where its camera stands, into the form."""
        before = self._drafts.find(NEW, "report").get("media_ids") or []
        place = {"lon": shot.lon, "lat": shot.lat, "camera_id": shot.camera_id, "from": shot.camera_name}
        self.open(place | {"media_ids": [*before, shot.media_id], "source": "district_video"})
        if self._view.intake is not None:
            strip = self._view.intake.photos
            strip.set_photos([*strip.photos, Photo(shot.media_id, one_line(shot.camera_name, 20))])
            strip.set_image(shot.media_id, QImage(shot.path))
            strip.show()

    def _report(self, values: dict[str, Any]) -> None:
        if "lon" in values and "area_code" not in values:
            ground = ground_at(self._ctx.reader, values["lon"], values["lat"])
            values = {"area_code": ground.area_code, "area_name": ground.area_name} | values
        answer = commands.report(self._ctx.dispatch, values)
        if isinstance(answer, Sent):
            self._drafts.drop(NEW, "report")
            self._view.detail.remember_own(answer.command.id)
            self._view.close_intake()
            self._ctx.selection.choose_case(answer.command.target)
        elif self._view.intake is not None:
            self._view.intake.tell(refusal(answer.code))

    def _take_spot(self) -> None:
        spot = self._ctx.selection.spot
        if spot is not None and self._view.intake is not None:
            self._view.intake.set_place({"lon": spot.lon, "lat": spot.lat, "from": spot.title})

    def _take_camera(self) -> None:
        camera = self._ctx.reader.get("camera", self._ctx.selection.camera_id)
        if camera is not None and self._view.intake is not None:
            place = {"lon": camera.lon, "lat": camera.lat, "camera_id": camera.id, "from": camera.name}
            self._view.intake.set_place(place)
