"""A small invented town for the map: streets, a river, a park, blocks, four levels of ground."""

import os
from typing import Any

import pytest

from widgets.map_canvas.browser import chromium_flags, register_scheme

for name, value in chromium_flags(software=True, root=hasattr(os, "geteuid") and os.geteuid() == 0).items():
    os.environ[name] = value
register_scheme()

LON, LAT = 109.49, 36.585
Feature = dict[str, Any]


def feature(kind: str, geometry: str, at: Any, **more: Any) -> Feature:
    return {"type": "Feature", "properties": {"kind": kind, **more}, "geometry": {"type": geometry, "coordinates": at}}


def square(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def small_town() -> list[Feature]:
    found = [
        feature(
            "water",
            "Polygon",
            [
                [[LON - 0.03 + k * 0.006, LAT - 0.004 + (k % 3) * 0.001] for k in range(11)]
                + [[LON + 0.03 - k * 0.006, LAT - 0.0015 + (k % 3) * 0.001] for k in range(11)]
                + [[LON - 0.03, LAT - 0.004]]
            ],
            name="延水河",
        )
    ]
    found.append(
        feature("park", "Polygon", [square(LON + 0.004, LAT + 0.004, LON + 0.012, LAT + 0.009)], name="双拥公园")
    )
    for k in range(-5, 6):
        sort = "primary" if k % 5 == 0 else "secondary" if k % 2 else "street"
        found.append(
            feature(
                "road",
                "LineString",
                [[LON + k * 0.005, LAT - 0.02], [LON + k * 0.005 + 0.002, LAT + 0.02]],
                name=f"凤凰{'一二三四五六七八九十甲'[k + 5]}路",
                **{"class": sort},
            )
        )
        found.append(
            feature(
                "road",
                "LineString",
                [[LON - 0.03, LAT + k * 0.004], [LON, LAT + k * 0.004 + 0.001], [LON + 0.03, LAT + k * 0.004]],
                name=f"枣园{'一二三四五六七八九十甲'[k + 5]}街",
                **{"class": sort},
            )
        )
        for j in range(-5, 5):
            west, south = LON + j * 0.005 + 0.0008, LAT + k * 0.004 + 0.0006
            found.append(
                feature(
                    "block",
                    "Polygon",
                    [square(west, south, west + 0.0034, south + 0.0026)],
                    **{"class": ("residential", "commercial", "public")[(k + j) % 3]},
                )
            )
    found.append(
        feature(
            "place", "Point", [LON + 0.008, LAT - 0.008], name="人民医院", **{"class": "landmark", "icon": "hospital"}
        )
    )
    found.append(feature("place", "Point", [LON, LAT + 0.012], name="凤凰街道", **{"class": "town"}))
    found.append(
        feature("boundary", "Polygon", [square(LON - 0.03, LAT - 0.02, LON, LAT + 0.02)], name="凤凰山街道", level=2)
    )
    found.append(
        feature("boundary", "Polygon", [square(LON, LAT - 0.02, LON + 0.03, LAT + 0.02)], name="枣园街道", level=2)
    )
    return found


@pytest.fixture
def town() -> list[Feature]:
    return small_town()
