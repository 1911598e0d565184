"""What the map shows, owned by Python: a page that dies is told again, a painter reads the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from widgets.map_canvas.basemap import DrawnTiles, TileSource
from widgets.map_canvas.cloud import PointCloud
from widgets.map_canvas.sprites import Sprite

Order = tuple[str, Any]
PaneName = Literal["low", "middle", "high"]


@dataclass(frozen=True)
class Look:
    """How a cloud looks: one sprite per category; `square` cells are for devices, round ones for cases."""

    sprites: tuple[Sprite, ...]
    size: int = 22
    square: bool = False
    pane: PaneName = "middle"


@dataclass(frozen=True)
class Palette:
    """The colours the map takes from the theme around it; `style` is the drawing of the ground, dark or light."""

    style: str = "dark"
    surface: str = "#1b2635"
    text: str = "#e6edf6"
    line: str = "#33455d"
    accent: str = "#4aa3ff"
    halo: str = "rgba(0,0,0,.55)"
    ground: str = "#121a25"


@dataclass(frozen=True)
class Shape:
    """One drawn thing of a named layer. `form`: circle, line, area, ring (a mark round a thing) or label."""

    id: str
    form: Literal["circle", "line", "area", "ring", "label"]
    lon: float = 0.0
    lat: float = 0.0
    radius_m: float = 0.0
    points: tuple[Any, ...] = ()
    label: str = ""
    colour: str = ""
    width: float = 2.0
    opacity: float = 0.9
    fill: float = 0.0
    dashed: bool = False
    size: int = 34

    def plain(self, palette: Palette) -> dict[str, Any]:
        """For the page."""
        table = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return table | {"colour": self.colour or palette.accent}


@dataclass(frozen=True)
class View:
    """Where the map looks: middle, zoom and WGS-84 edges."""

    lon: float = 0.0
    lat: float = 0.0
    zoom: float = 12.0
    west: float = 0.0
    south: float = 0.0
    east: float = 0.0
    north: float = 0.0


@dataclass
class Scene:
    """The whole state of one map."""

    sheets: dict[str, TileSource] = field(
        default_factory=lambda: {"base": DrawnTiles(None), "lines": DrawnTiles(None, "lines")}
    )
    clouds: dict[str, PointCloud] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    shapes: dict[str, dict[str, Shape]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    palette: Palette = field(default_factory=Palette)
    view: View = field(default_factory=View)
    tool: str = ""
    fit: tuple[float, float, float, float] | None = None  # a box asked for before the face stood
    looks_version: int = 0

    def put(self, layer: str, shapes: Sequence[Shape]) -> Order:
        """Add or replace shapes of a layer."""
        self.shapes.setdefault(layer, {}).update({shape.id: shape for shape in shapes})
        return "put", {"layer": layer, "shapes": [shape.plain(self.palette) for shape in shapes]}

    def remove(self, layer: str, ids: Sequence[str]) -> Order:
        """Take shapes away."""
        for name in ids:
            self.shapes.get(layer, {}).pop(name, None)
        return "rm", {"layer": layer, "ids": list(ids)}

    def move(self, layer: str, name: str, lon: float, lat: float) -> Order:
        """Move one shape."""
        things = self.shapes.get(layer, {})
        if name in things:
            things[name] = replace(things[name], lon=lon, lat=lat)
        return "move", {"layer": layer, "id": name, "lon": lon, "lat": lat}

    def clear(self, layer: str) -> Order:
        """Empty a layer."""
        self.shapes.pop(layer, None)
        return "clear", layer

    def show(self, layer: str, shown: bool) -> Order:
        """Show or hide a layer, cloud or sheet."""
        (self.hidden.discard if shown else self.hidden.add)(layer)
        return "show", {"layer": layer, "shown": shown}

    def theme(self) -> Order:
        """The colours, as the page wants them."""
        p = self.palette
        css = {
            "surface": p.surface,
            "text": p.text,
            "line": p.line,
            "accent": p.accent,
            "halo": p.halo,
            "ground": p.ground,
        }
        return "theme", {"style": p.style, "css": css}

    def look(self, name: str) -> Order:
        """One cloud's look, as the page wants it."""
        look = self.looks[name]
        return "cloud", {
            "name": name,
            "sprites": [f"hall://map/sprite/{name}/{k}" for k in range(len(look.sprites))],
            "colours": [sprite.fill for sprite in look.sprites],
            "size": look.size,
            "square": look.square,
            "pane": look.pane,
            "back": self.palette.surface,
            "ink": self.palette.text,
            "version": self.looks_version,
        }

    def look_at(self) -> Order:
        """The box that is still waited for, else the view as it is."""
        if self.fit is not None:
            west, south, east, north = self.fit
            return "fit", {"west": west, "south": south, "east": east, "north": north}
        return "view", {"lon": self.view.lon, "lat": self.view.lat, "zoom": self.view.zoom}

    def everything(self) -> list[Order]:
        """All orders that make a blank page show this scene."""
        orders: list[Order] = [self.theme(), *(self.look(name) for name in self.looks)]
        orders += [("show", {"layer": name, "shown": name not in self.hidden}) for name in (*self.sheets, *self.looks)]
        for layer, things in self.shapes.items():
            orders.append(("put", {"layer": layer, "shapes": [shape.plain(self.palette) for shape in things.values()]}))
            orders.append(("show", {"layer": layer, "shown": layer not in self.hidden}))
        orders.append(self.look_at())
        return [*orders, ("tool", self.tool)]


def placed(view: View, **changes: float) -> View:
    """A view with some numbers changed."""
    return replace(view, **changes)


def palette_from(colours: Mapping[str, str]) -> Palette:
    """A palette from a table of names; unknown names are left out."""
    return Palette(**{name: value for name, value in colours.items() if name in Palette.__dataclass_fields__})
