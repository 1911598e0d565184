"""The room's rows as the map wants them: one cloud per layer, lights that turn by themselves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.panes.map.queries import Dot, Pin
from widgets.map_canvas import PointCloud

# The order is that of the sprites: the later is not worse, the sign says what it is.
LIGHTS = ("normal", "warning", "overdue", "paused", "none", "closed")
SORTS = {"camera": ("fixed", "dome", "off"), "speaker": ("", "off"), "unit": ("",)}
_CROWD = {"case": 300, "camera": 60, "speaker": 30, "unit": 60}


class CaseLayer:
    """Cases by light. The lights follow the clock without asking the store again."""

    def __init__(self) -> None:
        self.cloud = PointCloud(len(LIGHTS), _CROWD["case"])
        self._dots: dict[str, Dot] = {}
        self._worn: dict[str, int] = {}

    def load(self, dots: Sequence[Dot], now: datetime) -> None:
        """Put these cases in place of all."""
        self._dots = {dot.id: dot for dot in dots}
        self._worn = {dot.id: light_of(dot, now.timestamp()) for dot in dots}
        self.cloud.load(
            list(self._worn),
            [dot.lon for dot in self._dots.values()],
            [dot.lat for dot in self._dots.values()],
            list(self._worn.values()),
        )

    def change(self, dots: Iterable[Dot], gone: Iterable[str], now: datetime, closed_too: bool) -> None:
        """Some cases are other now, some are gone; settled ones stay only where they are wanted."""
        kept = {dot.id: dot for dot in dots}
        left = [*gone, *(dot.id for dot in kept.values() if not dot.open and not closed_too)]
        for case_id in left:
            kept.pop(case_id, None)
            self._dots.pop(case_id, None)
            self._worn.pop(case_id, None)
        self.cloud.remove(left)
        self._dots.update(kept)
        self._wear(kept.values(), now)

    def relight(self, now: datetime) -> bool:
        """Turn the lights whose time has come; whether any did."""
        second = now.timestamp()
        turned = [dot for dot in self._dots.values() if light_of(dot, second) != self._worn[dot.id]]
        self._wear(turned, now)
        return bool(turned)

    def counts(self) -> dict[str, int]:
        """How many cases there are by light."""
        return dict(zip(LIGHTS, self.cloud.counts(), strict=True))

    def _wear(self, dots: Iterable[Dot], now: datetime) -> None:
        found = list(dots)
        lights = [light_of(dot, now.timestamp()) for dot in found]
        self._worn.update({dot.id: lamp for dot, lamp in zip(found, lights, strict=True)})
        self.cloud.upsert([dot.id for dot in found], [dot.lon for dot in found], [dot.lat for dot in found], lights)


class PinLayer:
    """Cameras, speakers or units by sort; a device that reports a fault looks switched off."""

    def __init__(self, kind: str) -> None:
        self._sorts = SORTS[kind]
        self.cloud = PointCloud(len(self._sorts), _CROWD[kind])
        self._pins: dict[str, Pin] = {}
        self._faulty: set[str] = set()

    def load(self, pins: Sequence[Pin]) -> None:
        """Put these in place of all."""
        self._pins = {pin.id: pin for pin in pins}
        sorts = [self._sort(pin) for pin in pins]
        self.cloud.load([pin.id for pin in pins], [pin.lon for pin in pins], [pin.lat for pin in pins], sorts)

    def fault(self, name: str, faulty: bool) -> bool:
        """A device fails or is well again; whether that changes the picture."""
        if name not in self._pins or faulty == (name in self._faulty):
            return False
        (self._faulty.add if faulty else self._faulty.discard)(name)
        pin = self._pins[name]
        self.cloud.upsert([name], [pin.lon], [pin.lat], [self._sort(pin)])
        return True

    def __len__(self) -> int:
        return len(self._pins)

    def _sort(self, pin: Pin) -> int:
        sort = "off" if pin.id in self._faulty else pin.sort
        return self._sorts.index(sort) if sort in self._sorts else 0


def light_of(dot: Dot, second: float) -> int:
    """The place of a case's light in `LIGHTS` at a moment (seconds since 1970)."""
    if not dot.open:
        return LIGHTS.index("closed")
    if dot.paused:
        return LIGHTS.index("paused")
    if second >= dot.due_s:
        return LIGHTS.index("overdue")
    if second >= dot.warn_s:
        return LIGHTS.index("warning")
    return LIGHTS.index("none" if dot.due_s == float("inf") else "normal")


def middle_box(pins: Sequence[Pin]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the middle eight tenths of the devices: where a hall's eyes are."""
    if not pins:
        return None
    lons, lats = sorted(pin.lon for pin in pins), sorted(pin.lat for pin in pins)
    low, high = len(pins) // 10, max(0, len(pins) - 1 - len(pins) // 10)
    return lons[low], lats[low], lons[high], lats[high]
