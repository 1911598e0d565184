"""The parts of a shape by their kind, so that the rest need not ask what an intersection has left."""

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

NOWHERE = Polygon([(9e6, 9e6), (9e6 + 1, 9e6), (9e6, 9e6 + 1)])
"""A crumb far outside any city, for unions that may have nothing to join."""


def lines(shape: BaseGeometry) -> list[LineString]:
    """Return the line parts of a shape, without empty ones."""
    return [part for part in _parts(shape) if isinstance(part, LineString) and not part.is_empty]


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygon parts of a shape, the largest first."""
    found = [part for part in _parts(shape) if isinstance(part, Polygon) and not part.is_empty]
    return sorted(found, key=lambda part: -part.area)


def points(shape: BaseGeometry) -> list[Point]:
    """Return the points of a shape; a line counts as its first point."""
    found = []
    for part in _parts(shape):
        if isinstance(part, Point) and not part.is_empty:
            found.append(part)
        elif isinstance(part, LineString) and not part.is_empty:
            found.append(Point(part.coords[0]))
    return found


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest polygon of a shape. Raises IndexError where there is none."""
    return polygons(shape)[0]


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    found: list[BaseGeometry] = []
    for part in getattr(shape, "geoms", (shape,)):
        found += _parts(part) if hasattr(part, "geoms") else [part]
    return found
