"""What the page says and hears: one object on the web channel, the same for the painter."""

from PySide6.QtCore import QObject, QPoint, Signal, Slot

from widgets.map_canvas.scene import View


class Channel(QObject):
    """Slots are called by the page (or the painter); signals go on to the canvas. `op` is the only way in."""

    op = Signal(str)

    is_ready = Signal()
    moved_to = Signal(object)
    thing_clicked = Signal(str, int, int)
    thing_pointed = Signal(str, int, int, QPoint)
    ground_clicked = Signal(float, float)
    near_asked = Signal(float, float, QPoint)
    circle_picked = Signal(float, float, float)
    key_pressed = Signal(str)
    ground_painted = Signal()

    @Slot()
    def ready(self) -> None:
        """The page stands and wants everything."""
        self.is_ready.emit()

    @Slot()
    def painted(self) -> None:
        """All squares of the ground in view are on the screen."""
        self.ground_painted.emit()

    @Slot(float, float, float, float, float, float, float)
    def moved(self, lon: float, lat: float, zoom: float, west: float, south: float, east: float, north: float) -> None:
        """The view has come to rest here."""
        self.moved_to.emit(View(lon, lat, zoom, west, south, east, north))

    @Slot(str, int, int)
    def clicked(self, layer: str, ref: int, version: int) -> None:
        """A point of a cloud was clicked."""
        self.thing_clicked.emit(layer, ref, version)

    @Slot(str, int, int, float, float)
    def pointed(self, layer: str, ref: int, version: int, x: float, y: float) -> None:
        """The pointer rests on a point of a cloud; an empty layer name: on none."""
        self.thing_pointed.emit(layer, ref, version, QPoint(round(x), round(y)))

    @Slot(float, float)
    def emptied(self, lon: float, lat: float) -> None:
        """The bare ground was clicked."""
        self.ground_clicked.emit(lon, lat)

    @Slot(float, float, float, float)
    def near(self, lon: float, lat: float, x: float, y: float) -> None:
        """Right click: what is near here."""
        self.near_asked.emit(lon, lat, QPoint(round(x), round(y)))

    @Slot(float, float, float)
    def picked(self, lon: float, lat: float, radius_m: float) -> None:
        """A circle was drawn by hand."""
        self.circle_picked.emit(lon, lat, radius_m)

    @Slot(str)
    def key(self, word: str) -> None:
        """next, back, open or escape."""
        self.key_pressed.emit(word)
