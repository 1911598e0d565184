"""A layer of very many points, kept as columns and answered one window at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from widgets.map_canvas.mercator import TILE_PX, distances_m, lonlats, world, worlds

CELL_PX = 64
_E7 = 1e7
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
Columns = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]
_CHUNK = 65_536


@dataclass(frozen=True)
class Window:
    """What one view of the map asks for: zoom and WGS-84 edges."""

    zoom: float
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Picture:
    """The answer: single points or cells.

    A point row is `lon e7, lat e7, ref, category`; a cell row `lon e7, lat e7, ref, count, count per category…`.
    """

    clustered: bool
    version: int
    total: int
    rows: Ints

    def packed(self) -> bytes:
        """Header of five Int32 (clustered, rows, version, total, row width), then the rows."""
        height, width = self.rows.shape
        head = np.array([int(self.clustered), height, self.version, self.total, width], dtype="<i4")
        return head.tobytes() + np.ascontiguousarray(self.rows, dtype="<i4").tobytes()


@dataclass(frozen=True)
class Spot:
    """One point of a cloud."""

    id: str
    lon: float
    lat: float
    category: int
    distance_m: float = 0.0


class PointCloud:
    """Ids, places and categories of up to a million things; thread-safe; cost follows the window, not the number."""

    def __init__(self, categories: int, raw_limit: int = 2000) -> None:
        self.categories = categories
        self.raw_limit = raw_limit
        self._lock = Lock()
        self._shown = np.ones(categories + 1, dtype=bool)
        self._shown[categories] = False  # the grave: removed rows keep their place
        self._version = 0
        self._set([], np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.uint8))

    def __len__(self) -> int:
        with self._lock:
            return int(np.count_nonzero(self._category[: self._used] < self.categories))

    def load(self, ids: Sequence[str], lon: Any, lat: Any, category: Any) -> None:
        """Put these rows in place of all others."""
        x, y = worlds(lon, lat)
        with self._lock:
            self._version += 1
            self._set(list(ids), x, y, np.asarray(category, dtype=np.uint8))

    def upsert(self, ids: Sequence[str], lon: Any, lat: Any, category: Any) -> None:
        """Move, recolour or add rows; the others stay where they are."""
        x, y = worlds(lon, lat)
        kinds = np.asarray(category, dtype=np.uint8)
        with self._lock:
            at = np.fromiter((self._slot(name) for name in ids), dtype=np.int64, count=len(ids))
            self._x[at], self._y[at], self._category[at] = x, y, kinds

    def remove(self, ids: Iterable[str]) -> None:
        """Take rows away; unknown ids are ignored."""
        with self._lock:
            for name in ids:
                if (at := self._index.get(name)) is not None:
                    self._category[at] = self.categories

    def show(self, categories: Iterable[int]) -> None:
        """Answer only for these categories from now on."""
        wanted = set(categories)
        with self._lock:
            self._shown = np.array([k in wanted for k in range(self.categories)] + [False])

    def view(self, window: Window) -> Picture:
        """What lies in the window: single points up to `raw_limit`, else cells of 64 px with counts and centroid."""
        with self._lock:
            columns, version = (self._x, self._y, self._category), self._version
        parts = list(self._chunks(columns, window))
        at = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        if len(at) <= self.raw_limit:
            x, y, kind = (column[at] for column in columns)
            return Picture(False, version, len(at), self._points(at, x, y, kind))
        return Picture(True, version, len(at), self._cells(window, columns, at))

    def within(self, lon: float, lat: float, radius_m: float) -> list[Spot]:
        """The shown points inside a circle on the ground, the nearest first."""
        pad_lat = radius_m / 111_000.0 * 1.01
        pad_lon = pad_lat / max(0.05, float(np.cos(np.radians(lat))))
        box = Window(0, lon - pad_lon, lat - pad_lat, lon + pad_lon, lat + pad_lat)
        with self._lock:
            at = np.flatnonzero(self._inside(box))
            lons, lats = lonlats(self._x[at], self._y[at])
            away = distances_m(lon, lat, lons, lats)
            order = [k for k in np.argsort(away) if away[k] <= radius_m]
            return [self._spot(int(at[k]), float(away[k])) for k in order]

    def spots(self, window: Window, limit: int) -> list[Spot]:
        """The shown points of a window from the top left to the bottom right, at most `limit`."""
        with self._lock:
            at = np.flatnonzero(self._inside(window))
            order = np.lexsort((self._x[at], np.round(self._y[at] * TILE_PX * 2.0**window.zoom / 48)))
            return [self._spot(int(k)) for k in at[order][:limit]]

    def count(self, window: Window) -> int:
        """How many shown points lie in the window."""
        with self._lock:
            return int(np.count_nonzero(self._inside(window)))

    def at(self, ref: int, version: int) -> Spot | None:
        """The point behind a row of a picture; None where the rows have been loaded anew since."""
        with self._lock:
            known = version == self._version and 0 <= ref < self._used
            return self._spot(ref) if known else None

    def get(self, name: str) -> Spot | None:
        """The point with this id, None where there is none."""
        with self._lock:
            at = self._index.get(name)
            gone = at is None or self._category[at] >= self.categories
            return None if at is None or gone else self._spot(at)

    def counts(self) -> list[int]:
        """How many there are of each category, shown or not."""
        with self._lock:
            tally = np.bincount(self._category[: self._used], minlength=self.categories + 1)
            return [int(n) for n in tally[: self.categories]]

    # -- inside the lock ---------------------------------------------------------------------------------------------
    def _set(self, ids: list[str], x: Any, y: Any, category: NDArray[np.uint8]) -> None:
        self._ids, self._used = ids, len(ids)
        self._x, self._y, self._category = np.array(x, dtype=float), np.array(y, dtype=float), category.copy()
        self._index = {name: k for k, name in enumerate(ids)}

    def _slot(self, name: str) -> int:
        at = self._index.get(name)
        if at is not None:
            return at
        if self._used == len(self._x):
            self._grow()
        at = self._used
        self._ids.append(name)
        self._index[name] = at
        self._used += 1
        return at

    def _grow(self) -> None:
        more = max(1024, len(self._x) // 2)
        self._x = np.concatenate([self._x, np.zeros(more)])
        self._y = np.concatenate([self._y, np.zeros(more)])
        self._category = np.concatenate([self._category, np.full(more, self.categories, dtype=np.uint8)])

    def _inside(self, window: Window) -> Mask:
        return _inside(self._x, self._y, self._category, self._shown, window)

    def _spot(self, at: int, away: float = 0.0) -> Spot:
        lons, lats = lonlats(self._x[at : at + 1], self._y[at : at + 1])
        return Spot(self._ids[at], float(lons[0]), float(lats[0]), int(self._category[at]), away)

    def _points(self, at: NDArray[np.int32], x: Any, y: Any, kind: NDArray[np.uint8]) -> Ints:
        lons, lats = lonlats(x, y)
        return np.stack([np.round(lons * _E7), np.round(lats * _E7), at, kind], axis=1).astype(np.int32)

    def _chunks(self, columns: Columns, window: Window) -> Iterator[NDArray[np.int32]]:
        """Which rows lie inside, chunk by chunk: no large temporaries, and a move waits for one chunk at most."""
        for start in range(0, len(columns[0]), _CHUNK):
            with self._lock:
                x, y, kind = (column[start : start + _CHUNK] for column in columns)
                found = np.flatnonzero(_inside(x, y, kind, self._shown, window))
            yield (found + start).astype(np.int32)

    def _cells(self, window: Window, columns: Columns, at: NDArray[np.int32]) -> Ints:
        """Sums over a fixed table of the window's cells, chunk by chunk."""
        across = TILE_PX * 2.0**window.zoom / CELL_PX
        (left, top), (right, bottom) = world(window.west, window.north), world(window.east, window.south)
        first_column, first_row = int(left * across), int(top * across)
        wide = int(right * across) - first_column + 2
        size = wide * (int(bottom * across) - first_row + 2)
        sums_x, sums_y, one = np.zeros(size), np.zeros(size), np.zeros(size, dtype=np.int32)
        kinds = np.zeros(size * self.categories, dtype=np.int64)
        for start in range(0, len(at), _CHUNK):
            rows = at[start : start + _CHUNK]
            x, y, kind = (column[rows] for column in columns)
            cell = ((y * across).astype(np.int64) - first_row) * wide + (x * across).astype(np.int64) - first_column
            # A point may have moved out of the window since it was counted in.
            good = (cell >= 0) & (cell < size) & (kind < self.categories)
            rows, x, y, kind, cell = rows[good], x[good], y[good], kind[good], cell[good]
            sums_x += np.bincount(cell, weights=x, minlength=size)
            sums_y += np.bincount(cell, weights=y, minlength=size)
            kinds += np.bincount(cell * self.categories + kind, minlength=len(kinds))
            one[cell] = rows
        return self._packed_cells(sums_x, sums_y, one, kinds.reshape(size, self.categories))

    def _packed_cells(self, sums_x: Any, sums_y: Any, one: Any, kinds: Any) -> Ints:
        count = kinds.sum(axis=1)
        full = np.flatnonzero(count)
        lons, lats = lonlats(sums_x[full] / count[full], sums_y[full] / count[full])
        head = np.stack([np.round(lons * _E7), np.round(lats * _E7), one[full], count[full]], axis=1)
        return np.concatenate([head, kinds[full]], axis=1).astype(np.int32)


def _inside(x: Any, y: Any, kind: Any, shown: Mask, window: Window) -> Mask:
    west, north = world(window.west, window.north)
    east, south = world(window.east, window.south)
    inside = (x >= west) & (x <= east) & (y >= north) & (y <= south)
    return np.asarray(inside & shown[kind], dtype=bool)
