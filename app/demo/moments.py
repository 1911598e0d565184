"""When things are reported: more by day than by night, more on weekdays, each source with its own hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from app.domain.clock import HALL_ZONE

_DAY_S = 86_400
_BURSTS = 0.34
_FRESH, _FRESH_S = 44, 5 * 3600
_HOURS: dict[str, tuple[float, ...]] = {
    "patrol": (0, 0, 0, 0, 0, 0, 1, 5, 9, 10, 9, 7, 3, 4, 8, 9, 8, 6, 4, 3, 2, 1, 0, 0),
    "people": (1, 1, 0, 0, 0, 1, 2, 5, 9, 10, 9, 7, 5, 6, 8, 8, 7, 6, 5, 5, 5, 4, 3, 2),
    "machine": (3, 2, 2, 2, 2, 3, 5, 8, 9, 9, 8, 8, 8, 8, 8, 8, 9, 10, 9, 8, 7, 6, 5, 4),
}
_RHYTHM = {"patrol": "patrol", "assigned": "patrol", "district_video": "machine", "ai": "machine", "iot": "machine"}
_WEEKDAYS = (1.08, 1.06, 1.04, 1.02, 1.04, 0.86, 0.8)


def report_moments(
    counts: Mapping[str, int], now: datetime, rng: np.random.Generator, days: int = 365
) -> tuple[NDArray[np.float64], NDArray[np.intp], tuple[str, ...]]:
    """Return sorted report times (epoch seconds, all before `now`), the source index of each, and the sources.

    Exactly `counts[source]` reports fall to each source within the last `days` days.
    """
    sources = tuple(counts)
    times, owners = [], []
    for k, source in enumerate(sources):
        times.append(_draw(counts[source], source, now, rng, days))
        owners.append(np.full(counts[source], k, dtype=np.intp))
    joined, owner = np.concatenate(times), np.concatenate(owners)
    order = np.argsort(joined, kind="stable")
    return joined[order], owner[order], sources


def _draw(count: int, source: str, now: datetime, rng: np.random.Generator, days: int) -> NDArray[np.float64]:
    """Draw by rejection: uniform moments, kept as often as the hour and weekday are busy."""
    local = now.astimezone(HALL_ZONE)
    offset = (local.utcoffset() or timedelta()).total_seconds()
    hours = np.array(_HOURS[_RHYTHM.get(source, "people")], dtype=float)
    end = now.timestamp() - 20
    kept: list[NDArray[np.float64]] = []
    have = 0
    while have < count:
        moments = end - rng.random(max(64, count * 2)) * (days * _DAY_S - 60)
        local_s = moments + offset
        weekday = ((local_s // _DAY_S).astype(np.int64) + 3) % 7
        chance = hours[(local_s % _DAY_S // 3600).astype(np.int64)] / hours.max() * np.array(_WEEKDAYS)[weekday] / 1.08
        chosen = moments[rng.random(len(moments)) < chance]
        kept.append(chosen)
        have += len(chosen)
    drawn = np.concatenate(kept)[:count]
    return _in_bursts(drawn, rng) if source == "ai" else drawn


def _in_bursts(moments: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """A camera sends the same view again every few minutes: about a third of the captures follow another one.

    Many belong to the last hours and the last week, whatever the day: a bench with nothing on it shows nothing.
    """
    moments = np.sort(moments)
    fresh = min(_FRESH, len(moments) // 16)
    moments[:fresh] = moments[-1] - rng.uniform(0, _FRESH_S, fresh)
    week = slice(fresh, fresh * 4)
    moments[week] = moments[-1] - rng.uniform(_FRESH_S, 7 * _DAY_S, len(moments[week]))
    moments = np.sort(moments)
    for place in np.flatnonzero(rng.random(len(moments)) < _BURSTS):
        if place:
            moments[place] = moments[place - 1] + rng.uniform(60, 300)
    return moments
