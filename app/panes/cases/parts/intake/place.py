"""Where a new case is, as one value: position, ground, camera, place or part, and where this is known from."""

from collections.abc import Mapping
from typing import Any

from app.panes.cases.parts.intake.lookups import Ground, PlaceHit
from app.panes.cases.parts.intake.place_field import card_words
from app.panes.cases.parts.plain import one_line
from app.text import _

_NAMES = ("lon", "lat", "area_code", "area_name", "camera_id", "place_id", "part_code", "flags", "from")
OUTSIDE = "outside_district"


class Whereabouts:
    """What is known of the place. Another position makes what belonged to the old one untrue, so it goes."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._card = ""

    @property
    def located(self) -> bool:
        """Whether there is a position."""
        return self._known.get("lon") is not None and self._known.get("lat") is not None

    @property
    def point(self) -> tuple[float, float]:
        """Longitude and latitude. Raises KeyError without a position."""
        return float(self._known["lon"]), float(self._known["lat"])

    @property
    def wants_ground(self) -> bool:
        """Whether there is a position of which nobody has said what ground it lies on."""
        return self.located and not self._known.get("area_code") and not self.outside

    @property
    def outside(self) -> bool:
        """Whether the position lies in none of the hall's boundaries."""
        return OUTSIDE in self._known.get("flags", ())

    @property
    def part_class(self) -> str:
        """The class in the code of the part, e.g. `0102`; empty without one."""
        return str(self._known.get("part_code", ""))[6:10]

    def args(self) -> dict[str, Any]:
        """What goes into the report and the draft."""
        return dict(self._known) | ({"card": self._card} if self._card else {})

    def take(self, values: Mapping[str, Any]) -> bool:
        """Take what `values` say of a place (a draft, or what another room brings); False where they say nothing."""
        given = {name: values[name] for name in _NAMES if values.get(name)}
        if not given:
            return False
        if "lon" in given:
            self.move(given)
        self._known |= given
        self._card = str(values.get("card") or self._card)
        return True

    def move(self, place: Mapping[str, Any]) -> None:
        """Be somewhere else."""
        self._known = {name: place[name] for name in _NAMES if place.get(name) not in (None, "")}
        self._card = ""

    def take_hit(self, hit: PlaceHit) -> None:
        """Be at a place that was found; a code without a position leaves the position as it is."""
        found = {name: hit.place[name] for name in _NAMES if hit.place.get(name) not in (None, "")}
        keeps = "lon" not in found
        self._known = (self._known if keeps else {}) | found
        self._card = card_words(hit) or self._card

    def set_ground(self, lon: float, lat: float, ground: Ground) -> bool:
        """Say on what ground the point lies; False where the point is another one by now."""
        if not self.located or self.point != (lon, lat):
            return False
        named = {"area_code": ground.area_code, "area_name": ground.area_name}
        self._known |= {name: value for name, value in named.items() if value}
        if ground.outside:
            self._known["flags"] = [OUTSIDE]
        return True

    def words(self) -> str:
        """The position in words."""
        if not self.located:
            area = one_line(str(self._known.get("area_name", "")), 60)
            return area or _("还没有坐标：搜地点、输编码、点地图或取镜头")
        lon, lat = self.point
        told = _("已定位 {lon:.5f}, {lat:.5f}").format(lon=lon, lat=lat)
        rest = (str(self._known.get(name, "")) for name in ("area_name", "from"))
        return "  ·  ".join((told, *(one_line(part, 60) for part in rest if part)))

    def card_words(self) -> str:
        """The card of the place taken, or nothing."""
        return self._card
