"""The map control: one face at a time (page or painter) over one scene."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.map_canvas.basemap import TileSource
from widgets.map_canvas.channel import Channel
from widgets.map_canvas.cloud import PointCloud, Spot, Window
from widgets.map_canvas.painter import PainterFace
from widgets.map_canvas.scene import Look, Order, Palette, Scene, Shape, View, placed

if TYPE_CHECKING:
    from widgets.map_canvas.web import WebFace

_WORKERS = 2
_CURSOR = "_cursor"


class MapCanvas(QWidget):
    """A map with point clouds, shapes and two sheets of ground; see the package for the input contract."""

    ready = Signal()
    fell_back = Signal()
    view_changed = Signal(object)
    clicked = Signal(str, str)
    pointed = Signal(str, str, QPoint)
    ground_clicked = Signal(float, float)
    near_asked = Signal(float, float, QPoint)
    circle_picked = Signal(float, float, float)
    open_asked = Signal(str, str)
    escaped = Signal()
    stepped = Signal(str, str, QPoint)

    def __init__(
        self, assets: Path, palette: Palette, view: View, browser: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.scene = Scene(palette=palette, view=view)
        self._assets = assets
        self._channel = Channel(self)
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="map")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._hand: tuple[str, str] = ("", "")
        self._browser = browser and has_browser()
        self._scale = 1.0
        self._stands = self._stopped = False
        self.painted = False  # whether the ground has stood on the screen whole
        self.face: WebFace | PainterFace | None = None
        self._connect()

    # -- what is shown -----------------------------------------------------------------------------------------------
    def add_cloud(self, name: str, cloud: PointCloud, look: Look) -> None:
        """Put a layer of points on the map, or give it a new look."""
        self.scene.clouds[name], self.scene.looks[name] = cloud, look
        self._send(self.scene.look(name), self.scene.show(name, name not in self.scene.hidden))

    def refresh(self, name: str) -> None:
        """The cloud's rows have changed: ask for the window again; the view does not move."""
        self._send(("dirty", name))

    def set_sheet(self, name: str, source: TileSource) -> None:
        """Give the ground (`base`) or the boundaries (`lines`) another source."""
        self.scene.sheets[name] = source
        self._send(("ground", None))

    def show_layer(self, name: str, shown: bool) -> None:
        """Show or hide a cloud, a sheet or a layer of shapes."""
        self._send(self.scene.show(name, shown))

    def is_shown(self, name: str) -> bool:
        """Whether a layer is not hidden."""
        return name not in self.scene.hidden

    def put(self, layer: str, shapes: Sequence[Shape]) -> None:
        """Add or replace shapes."""
        self._send(self.scene.put(layer, shapes))

    def move_shape(self, layer: str, name: str, lon: float, lat: float) -> None:
        """Move one shape."""
        self._send(self.scene.move(layer, name, lon, lat))

    def remove(self, layer: str, ids: Sequence[str]) -> None:
        """Take shapes away."""
        self._send(self.scene.remove(layer, ids))

    def clear(self, layer: str) -> None:
        """Empty a layer of shapes."""
        self._send(self.scene.clear(layer))

    def set_palette(self, palette: Palette, looks: dict[str, Look]) -> None:
        """Other colours: ground, chrome and signs together."""
        self.scene.palette = palette
        self.scene.looks.update(looks)
        self.scene.looks_version += 1
        self._send(self.scene.theme(), *(self.scene.look(name) for name in self.scene.looks))
        layers = [(layer, list(things.values())) for layer, things in self.scene.shapes.items()]
        self._send(*(self.scene.put(layer, shapes) for layer, shapes in layers))

    def set_tool(self, name: str) -> None:
        """`circle` to draw one by hand, empty to pan."""
        self.scene.tool = name
        self._send(("tool", name))

    # -- where it looks ----------------------------------------------------------------------------------------------
    @property
    def view(self) -> View:
        """Where the map looks."""
        return self.scene.view

    def fly(self, lon: float, lat: float, zoom: float | None = None) -> None:
        """Go there; without a zoom the present one stays."""
        self.scene.fit = None
        there = placed(self.scene.view, lon=lon, lat=lat, zoom=self.scene.view.zoom if zoom is None else zoom)
        if not self._stands:
            self.scene.view = there  # else the face says where it has come to rest
        self._send(("fly", {"lon": lon, "lat": lat, "zoom": there.zoom}))

    def fit(self, west: float, south: float, east: float, north: float) -> None:
        """Show this box whole."""
        self.scene.fit = (west, south, east, north)
        if self._stands:
            self._send(self.scene.look_at())
            self.scene.fit = None

    def pan(self, dx: float, dy: float) -> None:
        """Move by pixels."""
        self._send(("pan", [dx, dy]))

    def zoom_by(self, step: int) -> None:
        """Nearer or farther."""
        self._send(("zoom", step))

    def mark(self, lon: float, lat: float) -> None:
        """A ring round the thing in hand."""
        self.put(_CURSOR, [Shape("hand", "ring", lon, lat, width=3.0, opacity=1.0)])

    def unmark(self) -> None:
        """No thing in hand."""
        self._hand = ("", "")
        self.clear(_CURSOR)

    def in_view(self, limit: int = 500) -> list[tuple[str, Spot]]:
        """The shown points of all clouds in the view, from the top left to the bottom right."""
        v = self.scene.view
        window = Window(v.zoom, v.west, v.south, v.east, v.north)
        shown = [name for name in self.scene.clouds if name not in self.scene.hidden]
        found = [(name, spot) for name in shown for spot in self.scene.clouds[name].spots(window, limit)]
        return sorted(found, key=lambda pair: (round(-pair[1].lat * 2.0**v.zoom / 34), pair[1].lon))[:limit]

    def step(self, forward: bool) -> None:
        """Take the next thing of the view in hand: ring and `stepped`."""
        things = self.in_view()
        if not things:
            return
        keys = [(name, spot.id) for name, spot in things]
        at = keys.index(self._hand) + (1 if forward else -1) if self._hand in keys else (0 if forward else -1)
        name, spot = things[at % len(things)]
        self._hand = (name, spot.id)
        self.mark(spot.lon, spot.lat)
        self.stepped.emit(name, spot.id, self.where(spot.lon, spot.lat))

    def where(self, lon: float, lat: float) -> QPoint:
        """The place of a point on the widget, in pixels."""
        v = self.scene.view
        wide, high = max(1e-12, v.east - v.west), max(1e-12, v.north - v.south)
        return QPoint(round((lon - v.west) / wide * self.width()), round((v.north - lat) / high * self.height()))

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def set_scale(self, scale: float) -> None:
        """Draw everything this much larger, crisp (page only: the painter follows the screen's own ratio)."""
        self._scale = scale
        if self.face is not None:
            self.face.set_scale(scale)

    def stop(self) -> None:
        """End the face and the workers; a start that still waits its turn comes to nothing."""
        if self._stopped:
            return
        self._stopped = True
        if self.face is not None:
            self.face.stop()
        self._workers.shutdown(wait=True, cancel_futures=True)

    def showEvent(self, event: QShowEvent) -> None:
        # The first start of the engine may take seconds on a cold disk: the window is shown before.
        if self.face is None:
            QTimer.singleShot(0, self, self._start)

    # -- inside ------------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        self._channel.moved_to.connect(self._moved)
        self._channel.thing_clicked.connect(self._clicked)
        self._channel.thing_pointed.connect(self._pointed)
        self._channel.ground_clicked.connect(self.ground_clicked)
        self._channel.near_asked.connect(lambda lon, lat, at: self.near_asked.emit(lon, lat, self._scaled(at)))
        self._channel.circle_picked.connect(self.circle_picked)
        self._channel.key_pressed.connect(self._key)
        self._channel.ground_painted.connect(self._ground_painted)

    def _start(self) -> None:
        if self.face is None and not self._stopped:
            self.face = self._web_face() if self._browser else self._painter_face()
            self.face.set_scale(self._scale)

    def _send(self, *orders: Order) -> None:
        """A face that is not there yet will be told everything when it stands."""
        if self.face is not None:
            self.face.send(orders)

    def _web_face(self) -> "WebFace":
        from widgets.map_canvas.web import WebFace  # only where the engine is installed

        face = WebFace(self.scene, self._channel, self._assets, self._workers, self)
        face.gave_up.connect(self._fall_back)
        face.loaded.connect(self._stand)
        self._box.addWidget(face.widget)
        self.setFocusProxy(face.widget)
        return face

    def _painter_face(self) -> PainterFace:
        face = PainterFace(self.scene, self._channel, self._workers, self)
        self._box.addWidget(face)
        self.setFocusProxy(face)
        face.start()
        self._stand()
        return face

    def _fall_back(self) -> None:
        if self.face is not None:
            self.face.stop()
        self.face = self._painter_face()
        self.fell_back.emit()

    def _stand(self) -> None:
        """The face stands and has been told everything."""
        self._stands = True
        self.scene.fit = None
        self.ready.emit()

    def _ground_painted(self) -> None:
        self.painted = True

    def _moved(self, view: View) -> None:
        self.scene.view = view
        self.view_changed.emit(view)

    def _spot(self, layer: str, ref: int, version: int) -> Spot | None:
        cloud = self.scene.clouds.get(layer)
        return cloud.at(ref, version) if cloud else None

    def _clicked(self, layer: str, ref: int, version: int) -> None:
        spot = self._spot(layer, ref, version)
        if spot:
            self._hand = (layer, spot.id)
            self.mark(spot.lon, spot.lat)
            self.clicked.emit(layer, spot.id)

    def _pointed(self, layer: str, ref: int, version: int, at: QPoint) -> None:
        spot = self._spot(layer, ref, version)
        self.pointed.emit(layer if spot else "", spot.id if spot else "", self._scaled(at))

    def _scaled(self, at: QPoint) -> QPoint:
        """From the face's pixels to the widget's."""
        return (
            at
            if isinstance(self.face, PainterFace)
            else QPoint(round(at.x() * self._scale), round(at.y() * self._scale))
        )

    def _key(self, word: str) -> None:
        if word in ("next", "back"):
            self.step(word == "next")
        elif word == "open" and self._hand[0]:
            self.open_asked.emit(*self._hand)
        elif word == "escape":
            self.unmark()
            self.escaped.emit()


def has_browser() -> bool:
    """Whether the browser engine is installed on this seat."""
    return all(find_spec(f"PySide6.{name}") is not None for name in ("QtWebEngineWidgets", "QtWebChannel"))
