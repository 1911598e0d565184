"""Sensors of the demo city: water levels, rain, snow, and the curves of flood and snow drills."""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.demo.city import City
from app.domain.ids import stable_id
from app.domain.place import Place
from app.domain.reading import Reading

DRILLS = ("", "flood", "snow")
_LEVELS = ("normal", "blue", "yellow", "orange", "red")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One kind of vital sign: unit, the four thresholds (blue to red) and how fast it grows old."""

    id: str
    name: str
    unit: str
    thresholds: tuple[float, float, float, float]
    stale_after_s: int = 600

    def level(self, value: float) -> str:
        """Return the warning level of a value."""
        return _LEVELS[sum(value >= limit for limit in self.thresholds)]


PONDING = Indicator("ponding_depth", "积水深度", "cm", (5, 10, 15, 27))
RIVER = Indicator("river_level", "河道水位", "m", (2.6, 3.2, 3.8, 4.4))
RAIN = Indicator("rain_1h", "小时雨量", "mm", (10, 20, 35, 50))
SNOW = Indicator("snow_depth", "积雪深度", "cm", (1, 3, 6, 10))
ROAD = Indicator("road_temperature", "路面温度", "°C", (99, 99, 99, 99))


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor: what it measures, where, and how strongly a storm reaches it."""

    id: str
    indicator: Indicator
    place: Place
    share: float


def sensors_of(city: City) -> list[Sensor]:
    """Return the sensors of a city: ponding gauges, river gauges on bridges, rain and snow gauges in the parks."""
    plan = (
        (PONDING, ("underpass", "ponding_point"), 24),
        (RIVER, ("bridge",), 8),
        (RAIN, ("park", "scenic"), 6),
        (SNOW, ("bridge",), 6),
        (ROAD, ("bridge",), 6),
    )
    rng = random.Random(f"{city.seed}-sensors")
    sensors = []
    for indicator, kinds, most in plan:
        for place in [p for p in city.places if p.kind in kinds][:most]:
            name = stable_id("demo", city.plan.size, "sensor", indicator.id, place.code)
            sensors.append(Sensor(name, indicator, place, rng.uniform(0.45, 1.25)))
    return sensors


class Weather:
    """The weather of a drill as plain curves over the minutes since it began; without a drill a dry, calm day."""

    def __init__(self, drill: str = "", seed: int = 1) -> None:
        if drill not in DRILLS:
            raise ValueError(drill)
        self.drill, self._seed = drill, seed

    def value(self, sensor: Sensor, minute: float) -> float:
        """Return what a sensor measures `minute` minutes after the start."""
        kind = sensor.indicator.id
        noise = math.sin(minute * 0.7 + len(sensor.place.name)) * 0.03
        if kind == RAIN.id:
            return self._rain(minute) * (0.8 + 0.3 * sensor.share + noise)
        if kind == PONDING.id:
            return max(0.0, self._water(minute - 6) * 42 * sensor.share + noise * 10)
        if kind == RIVER.id:
            return 1.35 + 0.2 * sensor.share + self._water(minute - 18) * 3.4 * sensor.share + noise
        if kind == SNOW.id:
            return self._snow(minute) * sensor.share
        return (-6.0 if self.drill == "snow" else 6.0) + 2.0 * math.sin(minute / 90) + noise

    def _rain(self, minute: float) -> float:
        """A storm that rises within 25 minutes, holds and passes."""
        if self.drill != "flood":
            return 0.0
        return 58.0 * _rise(minute, 2, 25) * (1 - _rise(minute, 55, 95))

    def _water(self, minute: float) -> float:
        """Share of the highest water: it follows the rain and takes longer to leave than to come."""
        if self.drill != "flood":
            return 0.0
        return _rise(minute, 4, 40) * (1 - _rise(minute, 70, 170))

    def _snow(self, minute: float) -> float:
        return 12.0 * _rise(minute, 3, 120) if self.drill == "snow" else 0.0


def _rise(minute: float, start: float, end: float) -> float:
    """Grow smoothly from 0 at `start` to 1 at `end`."""
    t = min(1.0, max(0.0, (minute - start) / (end - start)))
    return t * t * (3 - 2 * t)


def read(sensors: Iterable[Sensor], weather: Weather, minute: float, at: datetime) -> list[Reading]:
    """Return the readings of all sensors at one moment."""
    return [_reading(sensor, weather.value(sensor, minute), at) for sensor in sensors]


def _reading(sensor: Sensor, value: float, at: datetime) -> Reading:
    return Reading(
        id=sensor.id,
        indicator=sensor.indicator.id,
        name=f"{sensor.place.name}{sensor.indicator.name}",
        value=round(value, 2),
        unit=sensor.indicator.unit,
        ts=at,
        place_id=sensor.place.id,
        level=sensor.indicator.level(value),
        lon=sensor.place.lon,
        lat=sensor.place.lat,
        stale_after_s=sensor.indicator.stale_after_s,
    )


def first_readings(city: City) -> list[Reading]:
    """Return the readings a hub starts with: a calm day, one gauge that has not answered for an hour."""
    readings = read(sensors_of(city), Weather(), 0.0, city.now)
    if readings:
        silent = readings[-1]
        readings[-1] = replace(silent, ts=city.now - timedelta(hours=1), quality="stale")
    return readings
