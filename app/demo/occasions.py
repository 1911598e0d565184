"""Plays the scripted cases of a demo city among those of every day: in place of them, at moments and spots it has."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import hypot

import numpy as np
from numpy.typing import NDArray

from app.demo import scripts
from app.demo.addresses import Spot
from app.demo.lives import Life, Lives
from app.demo.play import Play
from app.demo.reports import Report, Reporters
from app.demo.scripts import Script
from app.domain.clock import HALL_ZONE
from app.domain.place import Place
from app.domain.unit import Unit

# A smaller city has not enough going on at once for several cases about one great thing.
SMALLEST = 20_000
_BURST_AGE, _CALLS_SINCE = timedelta(hours=5.5), 12
_LEAK_AGE, _DISPUTE_AGE, _PENDING_AGE = timedelta(days=19), timedelta(days=8), timedelta(days=4)
_NEIGHBOUR_AGE = timedelta(minutes=24)
_JUST_NOW = timedelta(minutes=18)
_REACH_M, _ROUND = 430.0, 14
_APART_M = (12e-5, 8e-5)
_OPENERS = {
    "hotline": "市民{who}来电反映，{where}，{what}，请尽快处理。",
    "patrol": "采集员巡查发现，{where}，{what}，现场已拍照。",
}


class Occasions:
    """The scripted cases of one city: `book` says in the place of which reports they stand, `live` lives one."""

    def __init__(
        self, lives: Lives, reporters: Reporters, units: Sequence[Unit], spots: Sequence[Spot],
        places: Sequence[Place], area_names: Mapping[str, str], now: datetime, rng: random.Random,
    ) -> None:  # fmt: skip
        self._lives, self._reporters, self._rng, self._now = lives, reporters, rng, now
        self._units = {unit.id: unit for unit in units}
        self._spots, self._area_names = spots, area_names
        self._covers = [p for p in places if p.kind == "manhole" and f"part-{p.code[6:10]}" == scripts.DISPUTE.matter]
        self._cast: dict[int, tuple[Script, Spot | Place]] = {}
        self._lead: Life | None = None

    def book(self, times: NDArray[np.float64], owners: NDArray[np.intp], sources: Sequence[str]) -> frozenset[int]:
        """Choose the reports (places in `times`, epoch seconds, sorted) in whose stead the scripted ones come."""
        diary = _Diary(times, owners, sources, self._now.timestamp())
        self._cast = {}
        self._book_burst(diary)
        self._cast[diary.before(scripts.LEAK.sources, _LEAK_AGE)] = scripts.LEAK, self._round_a_spot()[0]
        self._cast[diary.before(scripts.PENDING.sources, _PENDING_AGE)] = scripts.PENDING, self._round_a_spot()[0]
        if self._covers:
            cover = self._covers[len(self._covers) // 4]
            self._cast[diary.before(scripts.DISPUTE.sources, _DISPUTE_AGE)] = scripts.DISPUTE, cover
            self._cast[diary.before(scripts.NEIGHBOUR.sources, _NEIGHBOUR_AGE)] = scripts.NEIGHBOUR, cover
        return frozenset(self._cast)

    def _book_burst(self, diary: "_Diary") -> None:
        """The main bursts some hours ago, or, after a quiet night, as long ago as people have called since."""
        round_here = self._round_a_spot()
        lead = diary.before(scripts.BURST.sources, _BURST_AGE, calls_since=_CALLS_SINCE)
        self._cast[lead] = scripts.BURST, round_here[0]
        for n, script in enumerate(scripts.AFTERMATH, start=1):
            self._cast[diary.after(lead, script)] = script, round_here[n * (len(round_here) - 1) // _ROUND]

    def _round_a_spot(self) -> list[Spot]:
        """An address in a place where many are, and those within reach of it, the closest first, each once."""
        while True:
            heart = self._rng.choice(self._spots)
            near = [(hypot(s.x - heart.x, s.y - heart.y), s.text, s) for s in self._spots]
            once = {text: (metres, spot) for metres, text, spot in near if metres <= _REACH_M}
            if len(once) > 2 * _ROUND:
                return [spot for _, spot in sorted(once.values(), key=lambda pair: pair[0])]

    def live(self, n: int, at: datetime, source: str) -> Life:
        """Live the scripted case that was booked for a report, up to its end or the present."""
        script, ground = self._cast[n]
        report = self._report(script, ground, source, at)
        lead = self._lead if script in scripts.AFTERMATH else None
        title = f"{ground.road}供水主管爆裂" if isinstance(ground, Spot) else ""
        life = Play(self._lives, self._units, self._now, self._rng, script, report, title, lead).played()
        if script is scripts.BURST:
            self._lead = life
        return life

    def _report(self, script: Script, ground: Spot | Place, source: str, at: datetime) -> Report:
        made = self._reporters.about(script.matter, source, at)
        is_cover = isinstance(ground, Place)
        where = ground.address if isinstance(ground, Place) else f"{ground.text}门前"
        code = ground.area_code if isinstance(ground, Place) else ground.code
        # A neighbour lies a few steps away and says nothing of a part; only its place tells whose it may be.
        aside = _APART_M if script is scripts.NEIGHBOUR else (0.0, 0.0)
        clock = f"{at.astimezone(HALL_ZONE):%H:%M}"
        five = {"time": clock, "place": where, "event": made.matter.name, **script.five} if script.five else {}
        return replace(
            made,
            description=_OPENERS[source].format(who=made.reporter, where=where, what=script.what),
            address=where,
            lon=round(ground.lon + aside[0], 7),
            lat=round(ground.lat + aside[1], 7),
            area_code=code,
            area_name=self._area_names.get(code[:12], ""),
            part_code=ground.code if is_cover and script is scripts.DISPUTE else "",
            order_type="help" if source == "hotline" else "",
            confidential=False,
            five=five,
        )


class _Diary:
    """When what was reported, and which of it has already given way to something scripted."""

    def __init__(
        self, times: NDArray[np.float64], owners: NDArray[np.intp], sources: Sequence[str], now: float
    ) -> None:
        self._times, self._owners, self._sources, self._now = times, owners, list(sources), now
        self._taken: set[int] = set()

    def before(self, sources: Sequence[str], age: timedelta, calls_since: int = 0) -> int:
        """The last report of these sources that is so old, and since which so many have come."""
        found = self._of(sources)
        old = np.searchsorted(self._times[found], self._now - age.total_seconds()) - 1
        return self._take(int(found[min(int(old), len(found) - 1 - calls_since)]))

    def after(self, lead: int, script: Script) -> int:
        """The report after the lead that comes closest to when the script wants it."""
        found = self._of(script.sources)
        since, until = self._times[lead], self._now - _JUST_NOW.total_seconds()
        wanted = since + (self._now - since) * script.after
        later = found[(found > lead) & (self._times[found] < until)]
        return self._take(int(later[np.argmin(np.abs(self._times[later] - wanted))]))

    def _of(self, sources: Sequence[str]) -> NDArray[np.intp]:
        wanted = [self._sources.index(source) for source in sources]
        found = np.flatnonzero(np.isin(self._owners, wanted))
        return found[~np.isin(found, list(self._taken))]

    def _take(self, n: int) -> int:
        self._taken.add(n)
        return n
