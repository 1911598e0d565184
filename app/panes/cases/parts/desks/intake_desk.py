"""The taking in of a new case: from a key, a picture or a spot on the map to a report that is kept."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.domain.intake import Code, Sighting
from app.panes.cases.parts.acting.stock import Catalogue
from app.panes.cases.parts.desks.reading import CaseRead, Reading
from app.panes.cases.parts.hand.detail import CaseDetail
from app.panes.cases.parts.intake import Intake, lookups
from app.panes.cases.parts.intake.filing import Filed, file_report
from app.panes.cases.parts.intake.pictures import Pictures
from app.panes.cases.parts.intake.upward import OWN_TEXTS, Sender
from app.qt.draft_keeper import DraftKeeper
from app.qt.drafts import Drafts
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Shot, Spot
from app.qt.tasks import Task
from app.text import _, local_time
from app.words import refusal

if TYPE_CHECKING:
    from app.photos import PhotoFacts

NEW = "new"


class Stage(Protocol):
    """Where the form is shown: the view of the room."""

    intake: Intake | None
    detail: CaseDetail

    def open_intake(self, intake: Intake) -> None:
        """Show the form."""

    def close_intake(self) -> None:
        """Put it away."""


class IntakeDesk(QObject):
    """Opens the form of a new case, looks up what it asks for, and sends what it says."""

    def __init__(self, ctx: PaneContext, view: Stage, drafts: Drafts, reading: Reading, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._drafts, self._reading = ctx, view, drafts, reading
        self._asked: dict[str, Task] = {}
        self._to_say: tuple[str, str, str] = ("", "", "")
        self._keeper = DraftKeeper(ctx.profile.folder / "drafts.json", drafts, ctx.tasks, self)
        self._pictures = Pictures(ctx, self)
        self._pictures.kept.connect(self._picture_kept)
        self._pictures.failed.connect(self._tell)
        reading.pictured.connect(self._picture_read)
        reading.catalogued.connect(self._take_catalogue)

    def actions(self) -> list[PaneAction]:
        """The ways to begin, with their keys."""
        return [
            PaneAction("cases.new", _("登记新案件"), self.open, "N", "circle-plus"),
            PaneAction("cases.new_urgent", _("登记紧急信息"), partial(self.open, {"urgent": True}), "Shift+N", "siren"),
        ]

    def stop(self) -> None:
        """Ask nothing more; what is typed is on disk before this returns."""
        for task in self._asked.values():
            task.cancel()
        self._keeper.stop()

    def open(self, values: dict[str, Any] | None = None) -> None:
        """Open the form, with what was typed before and what is brought along."""
        if self._view.intake is None:
            self._open_form()
        intake = self._view.intake
        if values and intake is not None:
            # What the operator has placed already is not moved by a picture or a look elsewhere.
            if "media_ids" in values and intake.located:
                values = {name: value for name, value in values.items() if name not in ("lon", "lat", "from")}
            intake.fill(values)

    def open_at(self, spot: Spot | None) -> None:
        """Open the form for what is being looked at."""
        if spot is None:
            self.open()
            return
        camera = spot.origin_id if spot.origin_kind == "camera" else ""
        self.open({"lon": spot.lon, "lat": spot.lat, "camera_id": camera, "from": spot.title})

    def take_shot(self, shot: Shot) -> None:
        """Bring a picture just taken, and where its camera stands, into the form."""
        place = {"lon": shot.lon, "lat": shot.lat, "camera_id": shot.camera_id, "from": shot.camera_name}
        self.open(place | {"media_ids": [shot.media_id], "source": "district_video"})
        if self._view.intake is not None:
            self._view.intake.add_photo(shot.media_id, shot.camera_name, QImage(shot.path))

    def _open_form(self) -> None:
        known, me = self._reading.known, self._ctx.actor()
        sender = Sender(me.seat, me.name, local_time(self._ctx.clock.now(), "time"))
        intake = Intake(known.matters, known.matter_choices, self._ctx.reader.rules(), sender)
        draft = self._drafts.find(NEW, "report")
        self._connect(intake)
        self._view.open_intake(intake)
        intake.fill(draft)
        for photo_id in draft.get("media_ids") or ():
            intake.add_photo(str(photo_id), "", QImage())
            self._reading.photo(str(photo_id))
        intake.edited.connect(partial(self._drafts.keep, NEW, "report"))

    def _connect(self, intake: Intake) -> None:
        reader, now = self._ctx.reader, self._ctx.clock.now
        intake.submitted.connect(self._report)
        intake.left.connect(self._leave)
        intake.map_asked.connect(self._take_spot)
        intake.camera_asked.connect(self._take_camera)
        intake.place_sought.connect(
            lambda text: self._ask(
                "place", lambda: lookups.seek_places(reader, text), lambda hits: intake.offer_places(text, hits)
            )
        )
        intake.codes_found.connect(self._resolve)
        intake.ground_asked.connect(
            lambda lon, lat: self._ask(
                "ground", lambda: lookups.ground_at(reader, lon, lat), lambda found: intake.set_ground(lon, lat, found)
            )
        )
        intake.kin_asked.connect(lambda new, text: self._ask_kin(intake, replace(new, at=now()), text))
        intake.calls_asked.connect(
            lambda phone: self._ask("calls", lambda: lookups.calls_of(reader, phone), intake.tell_calls)
        )
        intake.photo_wanted.connect(self._reading.photo)
        intake.file_asked.connect(lambda: self._pictures.choose(intake))
        intake.files_given.connect(self._pictures.take_files)
        intake.image_given.connect(self._pictures.take_image)

    def _ask_kin(self, intake: Intake, new: Sighting, text: str) -> None:
        reader, now, urgent = self._ctx.reader, self._ctx.clock.now(), intake.is_urgent
        self._ask("kin", lambda: lookups.look_alike(reader, new, now, urgent, text), intake.offer_kin)

    def _resolve(self, codes: tuple[Code, ...]) -> None:
        reader = self._ctx.reader
        self._ask("codes", lambda: lookups.resolve(reader, codes), self._take_code)

    def _take_code(self, hit: lookups.PlaceHit | None) -> None:
        if hit is not None and self._view.intake is not None:
            self._view.intake.take_hit(hit)

    def _ask(self, name: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Ask in the pool; a newer question makes the older answer unwanted, and so does leaving the form."""
        if name in self._asked:
            self._asked[name].cancel()
        self._asked[name] = self._ctx.tasks.run(work, done)

    def _leave(self) -> None:
        for task in self._asked.values():
            task.cancel()
        self._asked.clear()
        self._view.close_intake()

    def _report(self, values: dict[str, Any]) -> None:
        if "lon" in values and "area_code" not in values and "flags" not in values:
            ground = lookups.ground_at(self._ctx.reader, values["lon"], values["lat"])
            values = {"area_code": ground.area_code, "area_name": ground.area_name} | values
            values |= {"flags": ["outside_district"]} if ground.outside else {}
        answer = file_report(self._ctx.dispatch, values)
        if not isinstance(answer, Filed):
            self._tell(refusal(answer.code))
            return
        self._drafts.drop(NEW, "report")
        for command_id in answer.command_ids:
            self._view.detail.remember_own(command_id)
        self._leave()
        self._say_later(answer, values)
        self._ctx.selection.choose_case(answer.shown_id)

    def _say_later(self, filed: Filed, values: dict[str, Any]) -> None:
        """Say with the case what is still to be done about it, once it is shown."""
        said, tone = "", "info"
        if filed.refused is not None:
            missed = _("已登记，但没有关联：{why}") if values.get("lead") else _("已登记，但没有并入：{why}")
            said, tone = missed.format(why=refusal(filed.refused.code)), "warn"
        elif values.get("into"):
            said = _("已登记并并入本案，来电号码已保留")
        elif values.get("urgent"):
            said, tone = self._clock_words(filed.case_id), "warn"
            rewritten = {f"first_{form}": text for form, text in (values.get("upward") or {}).items()}
            self._drafts.keep(filed.case_id, "report_up", {OWN_TEXTS: rewritten})
        elif not values.get("matter_id"):
            said, tone = _("已登记，还没有类别：立案前必须选定"), "warn"
        self._to_say = (filed.shown_id, said, tone)
        if said:
            self._reading.case_read.connect(self._say_now)

    def _say_now(self, read: CaseRead) -> None:
        case_id, said, tone = self._to_say
        if read.dossier is not None and read.dossier.case.id == case_id:
            self._reading.case_read.disconnect(self._say_now)
            self._view.detail.notice.say(said, tone)

    def _clock_words(self, case_id: str) -> str:
        case = self._ctx.reader.case(case_id)
        side = case.side if case is not None else {}
        due = {name: lookups.due_words(side, name) for name in ("report_phone", "report_written")}
        return _("紧急信息已登记：电话初报 {phone} 前，书面初报 {written} 前").format(
            phone=due["report_phone"], written=due["report_written"]
        )

    def _tell(self, sentence: str) -> None:
        if self._view.intake is not None:
            self._view.intake.tell(sentence)

    def _take_spot(self) -> None:
        spot = self._ctx.selection.spot
        if self._view.intake is None:
            return
        if spot is None:
            self._tell(_("地图上还没有选点：先在地图上点选，再按此键"))
        else:
            self._view.intake.set_place({"lon": spot.lon, "lat": spot.lat, "from": spot.title})

    def _take_camera(self) -> None:
        camera = self._ctx.reader.get("camera", self._ctx.selection.camera_id)
        if self._view.intake is None:
            return
        if camera is None:
            self._tell(_("手上没有镜头：先在视频墙上选一个"))
        else:
            place = {"lon": camera.lon, "lat": camera.lat, "camera_id": camera.id, "from": camera.name}
            self._view.intake.set_place(place)

    def _take_catalogue(self, known: Catalogue) -> None:
        if self._view.intake is not None:
            self._view.intake.set_matters(known.matters, known.matter_choices)

    def _picture_kept(self, photo_id: str, name: str, image: QImage, facts: "PhotoFacts") -> None:
        intake = self._view.intake
        if intake is not None:
            intake.add_photo(photo_id, name, image)
            if facts.lon is not None and not intake.located:
                intake.set_place({"lon": facts.lon, "lat": facts.lat, "from": _("照片自带的位置")})

    def _picture_read(self, photo_id: str, image: QImage) -> None:
        if self._view.intake is not None and not image.isNull():
            self._view.intake.set_image(photo_id, image)
