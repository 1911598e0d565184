"""Puts the map room together: rows → clouds → map; clicks → the shared selection."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from app.bus import DeviceChanged
from app.panes.map import commands, queries
from app.panes.map.model import LIGHTS, CaseLayer, PinLayer, middle_box
from app.panes.map.parts.feed import CaseFeed
from app.panes.map.parts.ground import GroundSheets, find_ground
from app.panes.map.queries import Card, Pin, Vicinity
from app.panes.map.view import MapView
from app.paths import resources
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Spot
from app.qt.truth import truth_words
from app.text import _, language
from widgets.map_canvas import Window
from widgets.ticker import of as shared_ticker

_PINS = ("camera", "speaker", "unit")
_RELIGHT_BEATS = 10
_FAULTS = frozenset({"no_signal", "wrong_password", "no_permission", "lost", "offline", "fault"})
_NEAR_ZOOM = 16.0


class MapPane(QObject):
    """The room. It never moves the view for new data, only for what the operator asked."""

    def __init__(self, ctx: PaneContext, browser: bool = True) -> None:
        super().__init__()
        self._ctx = ctx
        self._cases = CaseLayer()
        self._pins = {kind: PinLayer(kind) for kind in _PINS}
        clouds = {"case": self._cases.cloud} | {kind: layer.cloud for kind, layer in self._pins.items()}
        self.view = MapView(resources("map"), clouds, browser)
        self.widget: QWidget = self.view
        self._feed = CaseFeed(self._cases, ctx.reader, ctx.tasks, ctx.clock, self)
        self._stopped = self._placed = False
        self._box: tuple[float, float, float, float] | None = None
        self._beats = 0
        self._hand: tuple[str, str] = ("", "")
        self._connect()
        self._default_layers()
        self._read_all()
        self._chosen("case", ctx.selection.case_id)

    def actions(self) -> list[PaneAction]:
        """What can be done here, in the order of the F1 list."""
        view = self.view
        return [
            PaneAction("map.around", _("地图：看身边"), self.gather, "F4", "locate-fixed"),
            PaneAction("map.near", _("地图：这里附近有什么"), self.look_near, "N", "map-pin"),
            PaneAction("map.circle", _("地图：圈选扬声器和摄像机"), lambda: view.set_circle(True), "C", "lasso"),
            PaneAction("map.home", _("地图：全城"), self.go_home, "Home", "maximize"),
            PaneAction("map.report", _("地图：在此上报案件"), self.report_here, "R", "clipboard-list"),
            PaneAction(
                "map.layers",
                _("地图：展开或收起图层"),
                lambda: view.layers.fold(not view.layers.is_folded),
                "L",
                "layers",
            ),
            *(
                PaneAction(
                    f"map.show.{row}",
                    _("地图：显示或隐藏{what}").format(what=words),
                    partial(view.layers.press, row),
                    "",
                    "eye",
                )
                for row, words in (
                    ("camera", _("摄像机")),
                    ("speaker", _("扬声器")),
                    ("lines", _("区域界线")),
                    ("light.closed", _("已结案件")),
                )
            ),
        ]

    def save(self) -> dict[str, Any]:
        """Where the map looks and which layers are off."""
        look = self.view.canvas.view
        off = [key for key in self._keys() if not self.view.layers.is_on(key)]
        return {"view": [look.lon, look.lat, look.zoom], "off": off, "legend_folded": self.view.layers.wish}

    def restore(self, state: dict[str, Any]) -> None:
        """Look there again; what is broken is left out."""
        off = state.get("off")
        if isinstance(off, list):
            for key in self._keys():
                self.view.layers.set_on(key, key not in off)
                self._switch(key, key not in off)
        if isinstance(folded := state.get("legend_folded"), bool):
            self.view.layers.fold(folded)
        match state.get("view"):
            case [float() | int() as lon, float() | int() as lat, float() | int() as zoom] if (
                -180 <= lon <= 180 and -85 <= lat <= 85
            ):
                self._placed = True
                self.view.canvas.fly(lon, lat, zoom)

    def stop(self) -> None:
        """Let go of the engine and hear nothing more."""
        self._stopped = True
        self._feed.stop()
        self.view.canvas.stop()

    # -- what the operator asks --------------------------------------------------------------------------------------
    def gather(self) -> None:
        """F4: every room round the thing in hand, else round the spot looked at, else the middle of the map."""
        spot = self._spot_in_hand()
        self._ctx.selection.go_around(spot)

    def look_near(self) -> None:
        """What is near the thing in hand, or the middle of the map."""
        spot = self._spot_in_hand()
        self._ask_near(spot.lon, spot.lat, spot.title)

    def report_here(self) -> None:
        """Begin a case at the spot looked at."""
        if (vicinity := self.view.near.vicinity) is not None and not self.view.near.isHidden():
            self._ctx.selection.new_case_requested.emit(commands.case_at(vicinity))
        else:
            spot = self._spot_in_hand()
            self._ask_near(spot.lon, spot.lat, spot.title, report=True)

    def go_home(self) -> None:
        """Show the whole hall."""
        if self._box is not None:
            self.view.canvas.fit(*self._box)

    def _spot_in_hand(self) -> Spot:
        kind, name = self._hand
        place = queries.place_of(self._ctx.reader, kind, name) if kind else None
        if place is not None:
            return Spot(place[0], place[1], place[2], kind, name)
        vicinity = self.view.near.vicinity
        if vicinity is not None and not self.view.near.isHidden():
            return Spot(vicinity.lon, vicinity.lat, vicinity.title)
        look = self.view.canvas.view
        return Spot(look.lon, look.lat, queries.point_words(look.lon, look.lat))

    def _open(self, kind: str, name: str) -> None:
        self._hand = (kind, name)
        selection = self._ctx.selection
        if kind == "case":
            selection.choose_case(name)
        elif kind == "camera":
            selection.choose_camera(name)
        elif kind == "speaker":
            selection.choose_speakers((name,))
        self._mark(kind, name)

    def _ask_near(self, lon: float, lat: float, title: str = "", report: bool = False) -> None:
        radius = self._ctx.settings.around_radius_m
        done = self._report if report else self.view.show_vicinity
        self._run(partial(queries.around, self._ctx.reader, lon, lat, radius, title), done)

    def _near_point(self, lon: float, lat: float) -> None:
        self._hand = ("", "")
        self.view.canvas.unmark()
        self._ask_near(lon, lat)

    def _report(self, vicinity: Vicinity) -> None:
        self._ctx.selection.new_case_requested.emit(commands.case_at(vicinity))

    def _ask_inside(self, lon: float, lat: float, radius_m: float) -> None:
        self._run(partial(queries.inside, self._ctx.reader, lon, lat, radius_m), self._inside)

    def _inside(self, vicinity: Vicinity) -> None:
        self.view.show_vicinity(vicinity)
        if vicinity.speakers:
            self._ctx.selection.choose_speakers(tuple(near.record.id for near in vicinity.speakers))

    def _hover(self, kind: str, name: str, at: QPoint) -> None:
        if not kind:
            self.view.show_card(None, at)
            return
        now = self._ctx.clock.now()
        self._run(partial(queries.card, self._ctx.reader, kind, name, now), partial(self._show_card, at))

    def _show_card(self, at: QPoint, card: Card | None) -> None:
        self.view.show_card(card, at)

    def _step(self, kind: str, name: str, at: QPoint) -> None:
        self._hand = (kind, name)

    # -- what the other rooms choose ---------------------------------------------------------------------------------
    def _chosen(self, kind: str, name: str) -> None:
        if name and (kind, name) != self._hand:
            self._hand = (kind, name)
            self._mark(kind, name, follow=True)

    def _mark(self, kind: str, name: str, follow: bool = False) -> None:
        place = queries.place_of(self._ctx.reader, kind, name)
        if place is None:
            self.view.canvas.unmark()
            return
        lon, lat, _title = place
        self.view.canvas.mark(lon, lat)
        look = self.view.canvas.view
        if follow and not (look.west < lon < look.east and look.south < lat < look.north):
            self.view.canvas.fly(lon, lat)

    def _gathered(self, spot: Spot) -> None:
        """Every room gathers; the map goes there and draws the neighbourhood."""
        if spot.origin_kind in ("case", *_PINS):
            self._hand = (spot.origin_kind, spot.origin_id)
        self._placed = True
        self.view.canvas.fly(spot.lon, spot.lat, max(_NEAR_ZOOM, self.view.canvas.view.zoom))
        self._ask_near(spot.lon, spot.lat, spot.title)

    # -- reading -----------------------------------------------------------------------------------------------------
    def _read_all(self) -> None:
        self._feed.read_all()
        for kind in _PINS:
            self._read_pins(kind)
        self._read_ground()

    def _read_pins(self, kind: str) -> None:
        self._run(partial(queries.pins, self._ctx.reader, kind), partial(self._pins_read, kind))

    def _pins_read(self, kind: str, found: list[Pin]) -> None:
        self._pins[kind].load(found)
        self.view.layers.set_counts({kind: len(found)})
        self.view.canvas.refresh(kind)
        self._tally()
        if kind == "camera" and found:
            self._look_at(middle_box(found))

    def _read_ground(self) -> None:
        folder = self._ctx.basemap or self._ctx.profile.maps
        self._run(lambda: find_ground(folder, queries.boundaries(self._ctx.reader), language()), self._ground_read)

    def _ground_read(self, sheets: GroundSheets) -> None:
        self.view.canvas.set_sheet("base", sheets.base)
        self.view.canvas.set_sheet("lines", sheets.lines)
        self.view.say(sheets.trouble, sheets.remedy)
        self._box = sheets.box or self._box
        if not self._placed and sheets.box is not None:
            self._look_at(sheets.box, lasting=False)

    def _look_at(self, box: tuple[float, float, float, float] | None, lasting: bool = True) -> None:
        """The first look; cameras tell better than the outline of the ground where a hall's eyes are."""
        if box is not None and not self._placed:
            self._box = self._box or box
            self._placed = lasting
            self.view.canvas.fit(*box)

    def _changed(self, kind: str, ids: object) -> None:
        if kind == "case":
            self._feed.changed(ids if isinstance(ids, frozenset) else frozenset())
        elif kind in _PINS:
            self._read_pins(kind)
        elif kind == "area":
            self._read_ground()

    def _device(self, change: DeviceChanged) -> None:
        layer = self._pins.get(change.kind)
        if layer is not None and layer.fault(change.id, change.state in _FAULTS):
            self.view.canvas.refresh(change.kind)

    def _beat(self) -> None:
        self._beats += 1
        if self._beats % _RELIGHT_BEATS == 0:
            self._feed.relight()

    # -- small things ------------------------------------------------------------------------------------------------
    def _switch(self, key: str, on: bool) -> None:
        if key == "light.closed":
            self._feed.want_closed(on)
        if key.startswith("light."):
            self._cases.cloud.show(self.view.shown_lights())
            self.view.canvas.refresh("case")
        else:
            self.view.canvas.show_layer(key, on)
        self._tally()

    def _default_layers(self) -> None:
        for key in ("light.closed", "unit"):
            self.view.layers.set_on(key, False)
            self._switch(key, False)

    def _keys(self) -> tuple[str, ...]:
        return ("case", *(f"light.{name}" for name in LIGHTS), *_PINS, "lines")

    def _cases_shown(self) -> None:
        counts = self._cases.counts()
        still = sum(number for name, number in counts.items() if name != "closed")
        shown = {
            f"light.{name}": number for name, number in counts.items() if name != "closed" or self._feed.closed_too
        }
        self.view.layers.set_counts({"case": still, **shown})
        self.view.canvas.refresh("case")
        self._tally()

    def _tally(self) -> None:
        """How much of each is in sight, so that an empty map says that it is empty."""
        canvas, look = self.view.canvas, self.view.canvas.view
        window = Window(look.zoom, look.west, look.south, look.east, look.north)
        clouds = {kind: canvas.scene.clouds[kind] for kind in ("case", "camera", "speaker")}
        tally = {kind: cloud.count(window) if canvas.is_shown(kind) else 0 for kind, cloud in clouds.items()}
        words = _("视野内：案件 {case} · 摄像机 {camera} · 扬声器 {speaker}")
        self.view.summary.setText(words.format(**tally))

    def _truth(self) -> tuple[str, str, str]:
        return truth_words(self._ctx.reader.link(), self._ctx.clock.now())

    def _run(self, work: Any, done: Any, failed: Any = None) -> None:
        self._ctx.tasks.run(work, lambda answer: None if self._stopped else done(answer), failed)

    def _connect(self) -> None:
        ctx, view = self._ctx, self.view
        view.opened.connect(self._open)
        view.hovered.connect(self._hover)
        view.canvas.stepped.connect(self._step)
        view.near_asked.connect(self._near_point)
        view.circle_drawn.connect(self._ask_inside)
        view.gather_asked.connect(self.gather)
        view.case_asked.connect(self.report_here)
        view.speakers_chosen.connect(ctx.selection.choose_speakers)
        view.switched.connect(self._switch)
        view.home_asked.connect(self.go_home)
        view.moved.connect(lambda look: self._tally())
        view.let_go.connect(self._let_go)
        self._feed.shown.connect(self._cases_shown)
        self._feed.failed.connect(lambda why: view.say(_("案件位置读不出"), why))
        ctx.bridge.records_changed.connect(self._changed)
        ctx.bridge.device_changed.connect(self._device)
        ctx.bridge.link_changed.connect(lambda link: view.truth.refresh())
        ctx.selection.case_changed.connect(partial(self._chosen, "case"))
        ctx.selection.camera_changed.connect(partial(self._chosen, "camera"))
        ctx.selection.around.connect(self._gathered)
        ticker = shared_ticker()
        view.truth.follow(self._truth, ticker)
        if ticker is not None:
            ticker.ticked.connect(self._beat)

    def _let_go(self) -> None:
        self._hand = ("", "")
