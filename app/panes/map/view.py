"""What the operator sees of the map, and what the hand asks for."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.panes.map.model import LIGHTS
from app.panes.map.parts.cards import HoverCard
from app.panes.map.parts.chrome import MapNotice, ScaleBar, ToolColumn
from app.panes.map.parts.layers import LayersPanel, Row
from app.panes.map.parts.looks import case_signs, device_signs, looks_of, palette_of
from app.panes.map.parts.near import NearPanel
from app.panes.map.queries import Card, Vicinity
from app.text import _
from app.words import word
from widgets import theme
from widgets.map_canvas import MapCanvas, PointCloud, Shape, View
from widgets.truth_strip import TruthStrip

AROUND = "around"
_REST_MS = 60
# A map lower than this is covered by an open legend.
_LOW_PX = 420


class MapView(QWidget):
    """The map with its cards. Signals are wishes: opened(kind, id), near(lon, lat), gather, circle, layer switches."""

    opened = Signal(str, str)
    hovered = Signal(str, str, QPoint)
    near_asked = Signal(float, float)
    circle_drawn = Signal(float, float, float)
    gather_asked = Signal()
    case_asked = Signal()
    speakers_chosen = Signal(tuple)
    switched = Signal(str, bool)
    home_asked = Signal()
    moved = Signal(object)
    let_go = Signal()

    def __init__(
        self, assets: Path, clouds: dict[str, PointCloud], browser: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        worn = theme.of(self)
        self.canvas = MapCanvas(assets, palette_of(worn), View(zoom=13), browser)
        self.summary, self.truth = QLabel(), TruthStrip()
        self.layers = LayersPanel(layer_rows(), self)
        self.near, self.card = NearPanel(self), HoverCard(self)
        self.scale_bar, self.tools, self.notice = ScaleBar(self), ToolColumn(self), MapNotice(self)
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._pointed: tuple[str, str, QPoint] = ("", "", QPoint())
        self._lay_out(worn)
        looks = looks_of(worn)
        for name in looks:
            self.canvas.add_cloud(name, clouds[name], looks[name])
        self._connect()
        theme.follow(self, self._dress)

    # -- shown by the pane -------------------------------------------------------------------------------------------
    def show_card(self, card: Card | None, at: QPoint) -> None:
        """A card beside a thing, or none."""
        if card is None:
            self.card.hide()
        else:
            self.card.tell(card, at, self.canvas)

    def show_vicinity(self, vicinity: Vicinity) -> None:
        """List what is near and draw it: ring, lines to the cameras and speakers."""
        self.card.hide()
        self._place_cards()
        self.near.tell(vicinity)
        worn = theme.of(self)
        radius = Shape(
            "ring",
            "circle",
            vicinity.lon,
            vicinity.lat,
            vicinity.radius_m,
            colour=worn.accent,
            fill=0.08,
            dashed=not vicinity.drawn,
        )
        spot = Shape("spot", "ring", vicinity.lon, vicinity.lat, size=26)
        lines = [] if vicinity.drawn else self._lines(vicinity, worn)
        self.canvas.clear(AROUND)
        self.canvas.put(AROUND, [radius, spot, *lines])

    def _lines(self, vicinity: Vicinity, worn: theme.Theme) -> list[Shape]:
        here = (vicinity.lon, vicinity.lat)
        found = [(near, worn.accent) for near in vicinity.cameras] + [(near, worn.drill) for near in vicinity.speakers]
        found = [(near, tint) for near, tint in found if near.distance_m <= vicinity.radius_m]
        return [
            Shape(
                f"line-{near.record.id}",
                "line",
                points=(here, (near.record.lon, near.record.lat)),
                colour=tint,
                width=2,
                dashed=True,
                opacity=0.75,
            )
            for near, tint in found
        ]

    def hide_vicinity(self) -> None:
        """Nothing is gathered round any more."""
        self.near.hide()
        self.canvas.clear(AROUND)

    def say(self, what: str, remedy: str = "") -> None:
        """A notice over the map; empty takes it away."""
        self.notice.tell(what, remedy)
        self._place_cards()

    def set_circle(self, on: bool) -> None:
        """Begin or end drawing a circle."""
        self.tools.circle.setChecked(on)

    def shown_lights(self) -> list[int]:
        """Which lights are switched on, by their place in LIGHTS."""
        return [place for place, name in enumerate(LIGHTS) if self.layers.is_on(f"light.{name}")]

    # -- inside ------------------------------------------------------------------------------------------------------
    def _lay_out(self, worn: theme.Theme) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(worn.space, worn.space // 2, worn.space, worn.space // 2)
        self.summary.setProperty("role", "small")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        # The summary gives way, the truth never.
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bar.addWidget(self.summary, 1)
        bar.addWidget(self.truth)
        outer.addLayout(bar)
        outer.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
        self.canvas.setAccessibleName(_("地图"))

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.clicked.connect(self.opened)
        canvas.open_asked.connect(self.opened)
        canvas.pointed.connect(self._point)
        canvas.stepped.connect(self.hovered)
        canvas.ground_clicked.connect(lambda lon, lat: self._let_go())
        canvas.escaped.connect(self._let_go)
        canvas.near_asked.connect(lambda lon, lat, at: self.near_asked.emit(lon, lat))
        canvas.circle_picked.connect(self._circle_drawn)
        canvas.view_changed.connect(self._moved)
        canvas.fell_back.connect(self._fell_back)
        self._rest.timeout.connect(lambda: self.hovered.emit(*self._pointed))
        self.near.chosen.connect(self.opened)
        self.near.closed.connect(self._let_go)
        self.near.gather_asked.connect(self.gather_asked)
        self.near.case_asked.connect(self.case_asked)
        self.near.speakers_chosen.connect(self.speakers_chosen)
        self.layers.switched.connect(self.switched)
        self.layers.folded.connect(lambda folded: self._place_cards())
        self.tools.zoom_asked.connect(canvas.zoom_by)
        self.tools.home_asked.connect(self.home_asked)
        self.tools.circle_switched.connect(self._circle_switched)

    def _dress(self, worn: theme.Theme) -> None:
        self.canvas.set_palette(palette_of(worn), looks_of(worn))
        self.canvas.set_scale(worn.scale)
        signs = {f"light.{name}": sign for name, sign in zip(LIGHTS, case_signs(worn), strict=True)}
        signs |= {kind: devices[0] for kind, devices in device_signs(worn).items()}
        self.layers.set_signs(signs, {"case": "clipboard-list", "lines": "square-dashed"})
        self.tools.dress(worn)
        self.scale_bar.resize(self.scale_bar.sizeHint())
        self._place_cards()

    def _point(self, layer: str, name: str, at: QPoint) -> None:
        self._pointed = (layer, name, at)
        self._rest.start()

    def _let_go(self) -> None:
        self.card.hide()
        self.canvas.unmark()
        self.hide_vicinity()
        self.set_circle(False)
        self.let_go.emit()

    def _moved(self, view: View) -> None:
        self.card.hide()
        self.scale_bar.follow(view)
        self.moved.emit(view)

    def _circle_switched(self, on: bool) -> None:
        self.canvas.set_tool("circle" if on else "")
        self.canvas.setFocus()

    def _circle_drawn(self, lon: float, lat: float, radius_m: float) -> None:
        self.set_circle(False)
        if radius_m >= 5:
            self.circle_drawn.emit(lon, lat, radius_m)

    def _fell_back(self) -> None:
        self.say(_("地图引擎多次停止，已改用简易绘制"), _("功能不变；若要恢复，请重新启动控制台。"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_cards()

    def _place_cards(self) -> None:
        """Cards stand on the map's edges: layers left, neighbours right, tools and scale below."""
        gap, box = theme.of(self).space, self.canvas.geometry()
        low = box.height() < _LOW_PX * theme.of(self).scale
        self.layers.suit(low)
        self.layers.adjustSize()
        self.layers.move(box.left() + gap, box.top() + gap)
        self.tools.adjustSize()
        self.tools.move(box.right() - gap - self.tools.width(), box.bottom() - gap - self.tools.height())
        self.scale_bar.move(box.left() + gap, box.bottom() - gap - self.scale_bar.height())
        # Where the map is low, the neighbours stand beside the tools, else above them.
        beside, above = (self.tools.width() + gap, 0) if low else (0, self.tools.height() + gap)
        free = max(box.width() // 2, box.width() - beside - self.layers.width() - 4 * gap)
        wide = min(round(300 * theme.of(self).scale), free if low else box.width() // 2)
        right = box.right() - gap - wide - beside
        if low and right <= self.scale_bar.geometry().right() + gap:
            above = self.scale_bar.height() + gap
        self.near.setGeometry(right, box.top() + gap, wide, max(120, box.height() - 2 * gap - above))
        self.notice.move(box.center().x() - self.notice.width() // 2, box.top() + gap * 2)
        for part in (self.layers, self.tools, self.scale_bar, self.near, self.notice, self.card):
            part.raise_()


def layer_rows() -> tuple[Row, ...]:
    """The switches of the map, in the order of the legend."""
    lights = ("overdue", "warning", "normal", "paused", "none")
    return (
        Row("case", _("在办案件")),
        *(Row(f"light.{name}", word("light", name), True) for name in lights),
        Row("light.closed", _("已结案件")),
        Row("camera", _("摄像机")),
        Row("speaker", _("扬声器")),
        Row("unit", _("责任单位")),
        Row("lines", _("区域界线")),
    )
