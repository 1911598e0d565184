"""The demo city's base map as GeoJSON: water, parks, blocks, roads, rails, boundaries and names for the map room."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from shapely import LineString, Polygon, line_merge, unary_union

from app.demo.buildings import raise_buildings
from app.demo.city import City

Feature = dict[str, Any]
_ROAD_CLASS = {
    "motorway": "motorway",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "street",
    "residential": "street",
}
_BLOCK_CLASS = {
    "housing": "residential",
    "mixed": "residential",
    "commerce": "commercial",
    "office": "public",
    "industry": "industrial",
    "square": "public",
}
_ICON = {
    "hospital": "hospital",
    "school": "school",
    "station": "station",
    "office": "government",
    "market": "market",
    "night_market": "market",
    "bridge": "bridge",
}
_NAMED = {
    "hospital": 4,
    "station": 4,
    "square": 3,
    "scenic": 3,
    "park": 4,
    "market": 5,
    "night_market": 5,
    "school": 6,
    "bridge": 6,
}


def base_map(city: City) -> dict[str, Any]:
    """Return the whole base map as a GeoJSON FeatureCollection in WGS-84 lon, lat. The ground is invented."""
    features = [
        *_green_and_blocks(city),
        *_houses(city),
        *_water(city),
        *_roads(city),
        *_boundaries(city),
        *_names(city),
    ]
    return {"type": "FeatureCollection", "name": f"{city.plan.name}（虚构地形，仅供演示）", "features": features}


def write_base_map(city: City, path: Path) -> int:
    """Write the base map where the map room looks for it; returns its size in bytes. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(base_map(city), ensure_ascii=False, separators=(",", ":"))
    return path.write_text(text, "utf-8")


def _feature(city: City, shape: Any, kind: str, **properties: object) -> Feature:
    return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": _geometry(city, shape)}


def _geometry(city: City, shape: Any) -> Feature:
    if shape.geom_type.startswith("Multi"):
        parts = [_geometry(city, part)["coordinates"] for part in shape.geoms]
        return {"type": shape.geom_type, "coordinates": parts}
    if shape.geom_type == "Polygon":
        rings = [shape.exterior, *shape.interiors]
        return {"type": "Polygon", "coordinates": [_line(city, ring.coords) for ring in rings]}
    if shape.geom_type == "Point":
        return {"type": "Point", "coordinates": _line(city, shape.coords)[0]}
    return {"type": "LineString", "coordinates": _line(city, shape.coords)}


def _line(city: City, coords: Any) -> list[list[float]]:
    return [[round(lon, 6), round(lat, 6)] for lon, lat in city.ground.ring(np.asarray(coords)[:, :2])]


def _green_and_blocks(city: City) -> Iterator[Feature]:
    for patch in city.patches:
        shape = patch.shape.simplify(1.2)
        if not isinstance(shape, Polygon) or shape.is_empty:
            continue
        if patch.kind == "park":
            yield _feature(city, shape, "park", **({"name": patch.name} if patch.name else {}))
        else:
            named = {"name": patch.name} if patch.name else {}
            yield _feature(city, shape, "block", **{"class": _BLOCK_CLASS[patch.use]}, **named)


def _houses(city: City) -> Iterator[Feature]:
    """Footprints, as long as they stay a small part of the map."""
    if city.plan.reach > 1.5:
        return
    for house in raise_buildings(city.patches, random.Random(f"{city.seed}-houses")):
        yield _feature(city, house, "building")


def _water(city: City) -> Iterator[Feature]:
    for stream in city.terrain.streams:
        bed = stream.course.buffer(stream.bed_m / 2).intersection(city.terrain.outline).simplify(2)
        yield _feature(city, bed, "water", name=stream.name, rank=1)


def _roads(city: City) -> Iterator[Feature]:
    """One feature per street; pieces of one name that meet become one line."""
    by_name: dict[tuple[str, str], list[LineString]] = {}
    for road in city.roads:
        by_name.setdefault((road.name, road.tier), []).append(road.line)
    for (name, tier), lines in by_name.items():
        joined = line_merge(unary_union(lines)) if len(lines) > 1 else lines[0]
        for part in getattr(joined, "geoms", [joined]):
            if tier == "rail":
                yield _feature(city, part, "rail", name=name)
            else:
                yield _feature(city, part.simplify(1.5), "road", **{"class": _ROAD_CLASS[tier]}, name=name)


def _boundaries(city: City) -> Iterator[Feature]:
    yield _feature(city, city.terrain.outline, "boundary", level=1, name=city.plan.name)
    for area in city.areas:
        if area.level in (2, 3):
            rings = [[[round(x, 6), round(y, 6)] for x, y in ring] for ring in area.rings]
            geometry = {"type": "Polygon", "coordinates": rings}
            yield {
                "type": "Feature",
                "properties": {"kind": "boundary", "level": area.level, "name": area.name},
                "geometry": geometry,
            }


def _names(city: City) -> Iterator[Feature]:
    for area in city.areas:
        if area.level == 2:
            lon, lat = _middle(city, area.id)
            yield _point(lon, lat, "town", area.name, 1)
    for place in city.places:
        if place.kind in _NAMED:
            icon = {"icon": _ICON[place.kind]} if place.kind in _ICON else {}
            yield _point(place.lon, place.lat, "landmark", place.name, _NAMED[place.kind], **icon)


def _middle(city: City, code: str) -> tuple[float, float]:
    """Where a town's name stands: the middle of its grids, the small ones being its heart."""
    cells = sorted((c for c in city.division.cells if c.code.startswith(code)), key=lambda c: c.shape.area)
    heart = cells[: max(1, len(cells) // 2)]
    points = [cell.shape.representative_point() for cell in heart]
    x, y = sum(p.x for p in points) / len(points), sum(p.y for p in points) / len(points)
    best = min(points, key=lambda p: (p.x - x) ** 2 + (p.y - y) ** 2)
    return city.ground.lonlat(best.x, best.y)


def _point(lon: float, lat: float, class_: str, name: str, rank: int, **more: object) -> Feature:
    geometry = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    properties = {"kind": "place", "class": class_, "name": name, "rank": rank, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}
