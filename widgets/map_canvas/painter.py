"""The map without a browser: the same scene drawn by QPainter, for a seat whose engine is missing or keeps dying."""

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from math import hypot

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from widgets.map_canvas.basemap.glyphs import FAMILIES
from widgets.map_canvas.channel import Channel
from widgets.map_canvas.cloud import Picture, Window
from widgets.map_canvas.mercator import TILE_PX, lonlat, metres_per_px, world
from widgets.map_canvas.scene import Look, Order, Scene, Shape, View
from widgets.map_canvas.sprites import sprite_image

_KEPT = 400
_ON_TOP = ("ring", "label")
_MIN_ZOOM, _MAX_ZOOM = 4, 19
Drawn = tuple[float, float, int, int]  # x, y, ref, how many
Key = tuple[str, str, int, int, int, int]


class PainterFace(QWidget):
    """Speaks through the same channel as the page, reads the same scene, draws the same tiles and sprites."""

    _painted = Signal(object, object)

    def __init__(
        self, scene: Scene, channel: Channel, workers: ThreadPoolExecutor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._scene, self._channel, self._workers = scene, channel, workers
        self._tiles: OrderedDict[Key, QImage | None] = OrderedDict()
        self._asked: set[Key] = set()
        self._drawn: list[tuple[str, Picture, list[Drawn]]] = []
        self._from: QPointF | None = None
        self._pulled = self._stopped = False
        self._circle: tuple[float, float, float] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._painted.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Say that the face stands."""
        self.send([self._scene.look_at()])
        self._channel.ready()
        self._tell()

    def send(self, orders: Iterable[Order]) -> None:
        """The scene has changed already; some orders move the view."""
        for verb, arg in orders:
            if verb in ("view", "fly"):
                self._look(arg["lon"], arg["lat"], arg["zoom"])
            elif verb == "fit":
                self._fit(arg["west"], arg["south"], arg["east"], arg["north"])
            elif verb == "pan":
                self._shift(-arg[0], -arg[1])
            elif verb == "zoom":
                self._zoom(arg, QPointF(self.width() / 2, self.height() / 2))
            elif verb == "ground":
                self._tiles.clear()
        self.update()

    def set_scale(self, scale: float) -> None:
        """The painter draws in the screen's own pixels; nothing to do."""

    def stop(self) -> None:
        """Ask for no more tiles."""
        self._stopped = True
        self.hide()
        self.deleteLater()

    # -- the view ----------------------------------------------------------------------------------------------------
    def _corner(self) -> tuple[float, float, float]:
        """Left, top and side of the world in pixels."""
        view = self._scene.view
        side = TILE_PX * 2.0**view.zoom
        x, y = world(view.lon, view.lat)
        return x * side - self.width() / 2, y * side - self.height() / 2, side

    def _place(self, lon: float, lat: float) -> QPointF:
        left, top, side = self._corner()
        x, y = world(lon, lat)
        return QPointF(x * side - left, y * side - top)

    def _ground(self, at: QPointF) -> tuple[float, float]:
        left, top, side = self._corner()
        return lonlat((left + at.x()) / side, (top + at.y()) / side)

    def _look(self, lon: float, lat: float, zoom: float) -> None:
        self._scene.view = View(lon, lat, max(_MIN_ZOOM, min(_MAX_ZOOM, round(zoom))))
        self._tell()

    def _shift(self, dx: float, dy: float) -> None:
        lon, lat = self._ground(QPointF(self.width() / 2 - dx, self.height() / 2 - dy))
        self._look(lon, lat, self._scene.view.zoom)

    def _zoom(self, step: float, at: QPointF) -> None:
        lon, lat = self._ground(at)
        self._look(self._scene.view.lon, self._scene.view.lat, self._scene.view.zoom + step)
        now = self._place(lon, lat)
        self._shift(at.x() - now.x(), at.y() - now.y())

    def _fit(self, west: float, south: float, east: float, north: float) -> None:
        left, top = world(west, north)
        right, bottom = world(east, south)
        for zoom in range(_MAX_ZOOM, _MIN_ZOOM - 1, -1):
            side = TILE_PX * 2.0**zoom
            if (right - left) * side <= self.width() - 48 and (bottom - top) * side <= self.height() - 48:
                break
        lon, lat = lonlat((left + right) / 2, (top + bottom) / 2)
        self._look(lon, lat, zoom)

    def _tell(self) -> None:
        west, north = self._ground(QPointF(0, 0))
        east, south = self._ground(QPointF(self.width(), self.height()))
        view = self._scene.view
        self._channel.moved(view.lon, view.lat, view.zoom, west, south, east, north)
        self.update()

    # -- painting ----------------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        brush = QPainter(self)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        brush.fillRect(self.rect(), QColor(self._scene.palette.ground))
        for sheet in self._scene.sheets:
            if sheet not in self._scene.hidden:
                self._paint_sheet(brush, sheet)
        shapes = [
            s
            for layer, things in self._scene.shapes.items()
            if layer not in self._scene.hidden
            for s in things.values()
        ]
        for shape in (s for s in shapes if s.form not in _ON_TOP):
            self._paint_shape(brush, shape)
        self._drawn = [self._paint_cloud(brush, name) for name in self._order()]
        for shape in (s for s in shapes if s.form in _ON_TOP):
            self._paint_shape(brush, shape)
        if self._circle:
            lon, lat, radius = self._circle
            self._paint_shape(
                brush, Shape("picking", "circle", lon, lat, radius, colour=self._scene.palette.accent, fill=0.12)
            )
        brush.end()

    def _order(self) -> list[str]:
        height = {"low": 0, "middle": 1, "high": 2}
        shown = [name for name in self._scene.clouds if name not in self._scene.hidden]
        return sorted(shown, key=lambda name: height[self._scene.looks[name].pane])

    def _paint_sheet(self, brush: QPainter, sheet: str) -> None:
        left, top, _ = self._corner()
        zoom, scale = round(self._scene.view.zoom), 2 if self.devicePixelRatioF() > 1 else 1
        for x in range(int(left // TILE_PX), int((left + self.width()) // TILE_PX) + 1):
            for y in range(int(top // TILE_PX), int((top + self.height()) // TILE_PX) + 1):
                image = self._tile((sheet, self._scene.palette.style, zoom, x, y, scale))
                if image is not None:
                    brush.drawImage(QRectF(x * TILE_PX - left, y * TILE_PX - top, TILE_PX, TILE_PX), image)

    def _tile(self, key: Key) -> QImage | None:
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        if key not in self._asked and not self._stopped:
            self._asked.add(key)
            self._workers.submit(self._fetch, key)
        return None

    def _fetch(self, key: Key) -> None:
        sheet, style, z, x, y, scale = key
        inside = 0 <= x < 2**z and 0 <= y < 2**z
        image = self._scene.sheets[sheet].image(style, z, x, y, scale) if inside else None
        try:
            self._painted.emit(key, image)
        except RuntimeError:  # Qt: the widget went away while we painted
            return

    def _keep(self, key: Key, image: QImage | None) -> None:
        self._asked.discard(key)
        self._tiles[key] = image
        while len(self._tiles) > _KEPT:
            self._tiles.popitem(last=False)
        if not self._asked:
            self._channel.painted()
        self.update()

    def _paint_cloud(self, brush: QPainter, name: str) -> tuple[str, Picture, list[Drawn]]:
        west, north = self._ground(QPointF(-32, -32))
        east, south = self._ground(QPointF(self.width() + 32, self.height() + 32))
        picture = self._scene.clouds[name].view(Window(self._scene.view.zoom, west, south, east, north))
        look, spots = self._scene.looks[name], []
        for row in picture.rows.tolist():
            at = self._place(row[0] * 1e-7, row[1] * 1e-7)
            crowd = row[3] if picture.clustered else 1
            spots.append((at.x(), at.y(), row[2], crowd))
            if crowd > 1:
                self._paint_cell(brush, look, at, crowd, row[4:])
            else:
                kind = row[4:].index(1) if picture.clustered else row[3]
                image = sprite_image(look.sprites[kind], look.size, 2)
                brush.drawImage(QRectF(at.x() - look.size / 2, at.y() - look.size / 2, look.size, look.size), image)
        return name, picture, spots

    def _paint_cell(self, brush: QPainter, look: Look, at: QPointF, count: int, parts: list[int]) -> None:
        if look.square:
            self._paint_plate(brush, look, at, count)
            return
        radius, start = 17.0, 90 * 16.0
        box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        brush.setPen(Qt.PenStyle.NoPen)
        brush.setBrush(QColor(self._scene.palette.surface))
        brush.drawEllipse(box)
        brush.setBrush(Qt.BrushStyle.NoBrush)
        for kind, part in enumerate(parts):
            span = -part / count * 360 * 16
            brush.setPen(QPen(QColor(look.sprites[kind].fill), 4.0))
            brush.drawArc(box.adjusted(2, 2, -2, -2), round(start), round(span))
            start += span
        self._text(brush, box, str(count) if count < 10_000 else f"{count // 1000}k")

    def _paint_plate(self, brush: QPainter, look: Look, at: QPointF, count: int) -> None:
        """Devices together: their sign and how many."""
        wide = 34.0 + 8 * len(str(count))
        box = QRectF(at.x() - wide / 2, at.y() - 12, wide, 24)
        brush.setPen(QPen(QColor(look.sprites[0].fill), 1.5))
        brush.setBrush(QColor(self._scene.palette.surface))
        brush.drawRoundedRect(box, 7, 7)
        brush.drawImage(QRectF(box.left() + 4, at.y() - 8.5, 17, 17), sprite_image(look.sprites[0], 17, 2))
        self._text(brush, box.adjusted(20, 0, 0, 0), str(count))

    def _text(self, brush: QPainter, box: QRectF, text: str) -> None:
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(13)
        font.setWeight(QFont.Weight.DemiBold)
        brush.setFont(font)
        brush.setPen(QColor(self._scene.palette.text))
        brush.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_shape(self, brush: QPainter, shape: Shape) -> None:
        tint = QColor(shape.colour or self._scene.palette.accent)
        pen = QPen(tint, shape.width, Qt.PenStyle.DashLine if shape.dashed else Qt.PenStyle.SolidLine)
        brush.setOpacity(shape.opacity)
        brush.setPen(pen)
        wash = QColor(tint)
        wash.setAlphaF(shape.fill)
        brush.setBrush(wash)
        at = self._place(shape.lon, shape.lat)
        if shape.form == "circle":
            radius = shape.radius_m / metres_per_px(shape.lat, self._scene.view.zoom)
            brush.drawEllipse(at, radius, radius)
        elif shape.form == "line":
            brush.drawPolyline(QPolygonF([self._place(lon, lat) for lon, lat in shape.points]))
        elif shape.form == "area":
            for ring in shape.points:
                brush.drawPolygon(QPolygonF([self._place(lon, lat) for lon, lat in ring]))
        elif shape.form == "ring":
            brush.drawEllipse(at, shape.size / 2, shape.size / 2)
        brush.setOpacity(1.0)
        if shape.form == "label":
            self._paint_label(brush, at, shape.label)

    def _paint_label(self, brush: QPainter, at: QPointF, text: str) -> None:
        width = brush.fontMetrics().horizontalAdvance(text) + 16
        box = QRectF(at.x() - width / 2, at.y() + 14, width, 22)
        brush.setPen(QPen(QColor(self._scene.palette.line), 1))
        brush.setBrush(QColor(self._scene.palette.surface))
        brush.drawRoundedRect(box, 5, 5)
        self._text(brush, box, text)

    # -- the hand ----------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tell()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self._zoom(1 if event.angleDelta().y() > 0 else -1, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        if event.button() == Qt.MouseButton.RightButton:
            self._channel.near(*self._ground(event.position()), event.position().x(), event.position().y())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._from, self._pulled = event.position(), False
            if self._scene.tool == "circle":
                self._circle = (*self._ground(event.position()), 0.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            self._point(event.position())
            return
        step = event.position() - self._from
        self._pulled = self._pulled or hypot(step.x(), step.y()) > 4
        if self._circle:
            away = event.position() - self._place(self._circle[0], self._circle[1])
            metres = hypot(away.x(), away.y()) * metres_per_px(self._circle[1], self._scene.view.zoom)
            self._circle = (self._circle[0], self._circle[1], metres)
            self.update()
        elif self._pulled:
            self._from = event.position()
            self._shift(step.x(), step.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        circle, self._circle = self._circle, None
        pulled, self._from = self._pulled, None
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if circle:
            self._channel.picked(*circle)
        elif not pulled:
            self._click(event.position())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pans = {
            Qt.Key.Key_Left: (120, 0),
            Qt.Key.Key_Right: (-120, 0),
            Qt.Key.Key_Up: (0, 120),
            Qt.Key.Key_Down: (0, -120),
        }
        words = {Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open", Qt.Key.Key_Escape: "escape"}
        middle, key = QPointF(self.width() / 2, self.height() / 2), Qt.Key(event.key())
        if key in pans:
            self._shift(*pans[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(-1 if key == Qt.Key.Key_Minus else 1, middle)
        elif key in words:
            self._channel.key(words[key])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Qt: Tab never reaches keyPressEvent, it moves the focus.
        tab = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tab:
            self._channel.key("next" if event.key() == Qt.Key.Key_Tab else "back")
            return True
        return super().event(event)

    def _under(self, at: QPointF) -> tuple[str, int, Drawn] | None:
        """The topmost thing under a point: layer, version of its rows, and what was drawn there."""
        for name, picture, spots in reversed(self._drawn):
            reach = self._scene.looks[name].size / 2 + 3
            near = [(hypot(spot[0] - at.x(), spot[1] - at.y()), spot) for spot in spots]
            close = [pair for pair in near if pair[0] <= (22.0 if pair[1][3] > 1 else reach)]
            if close:
                return name, picture.version, min(close)[1]
        return None

    def _click(self, at: QPointF) -> None:
        found = self._under(at)
        if found is None:
            self._channel.emptied(*self._ground(at))
        elif found[2][3] > 1:
            self._zoom(2, at)
        else:
            self._channel.clicked(found[0], found[2][2], found[1])

    def _point(self, at: QPointF) -> None:
        found = self._under(at)
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        if found is None or found[2][3] > 1:
            self._channel.pointed("", 0, 0, 0.0, 0.0)
        else:
            self._channel.pointed(found[0], found[2][2], found[1], at.x(), at.y())
