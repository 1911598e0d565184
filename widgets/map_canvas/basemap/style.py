"""How the ground looks: colours of the two styles, widths and zooms of each class."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Style:
    """The colours of one drawing of the ground; roads are (line, casing) by class."""

    name: str
    ground: str
    grid: str
    water: str
    shore: str
    park: str
    park_edge: str
    block: dict[str, str]
    building: str
    building_edge: str
    rail: str
    rail_gap: str
    road: dict[str, tuple[str, str]]
    boundary: dict[int, str]
    text: dict[str, str]
    halo: str
    symbol: dict[str, str]


DARK: Final = Style(
    name="dark",
    ground="#121a25",
    grid="#1c2736",
    water="#0f2b42",
    shore="#1b4260",
    park="#16291f",
    park_edge="#1e382b",
    block={
        "": "#17202d",
        "residential": "#182230",
        "commercial": "#1d2333",
        "industrial": "#191f29",
        "public": "#1a2533",
    },
    building="#1f2a3a",
    building_edge="#2a384b",
    rail="#3b4656",
    rail_gap="#141c28",
    road={
        "motorway": ("#7d6a44", "#0c1219"),
        "trunk": ("#665c48", "#0c1219"),
        "primary": ("#4a5b73", "#0d141d"),
        "secondary": ("#38485d", "#0f1721"),
        "street": ("#2a3747", "#111924"),
    },
    boundary={1: "#c08bd6", 2: "#9a86c9", 3: "#7287ad", 4: "#566e90"},
    text={
        "city": "#e6edf6",
        "town": "#cfdae8",
        "village": "#aab9cb",
        "landmark": "#a9b8ca",
        "road": "#93a4ba",
        "water": "#5c93be",
        "park": "#6fa883",
        "boundary": "#a99cd0",
        "grid": "#6f84a3",
    },
    halo="#0e151e",
    symbol={"": "#6f8299", "hospital": "#c9736f", "school": "#b08f57", "station": "#6f93c4", "government": "#b5788f"},
)

LIGHT: Final = Style(
    name="light",
    ground="#f4f2ec",
    grid="#e4e0d6",
    water="#b4d4e7",
    shore="#94bdd6",
    park="#d5e7c9",
    park_edge="#bfd8b0",
    block={
        "": "#eeebe2",
        "residential": "#efece3",
        "commercial": "#f3e9df",
        "industrial": "#eae8e6",
        "public": "#ebe9ef",
    },
    building="#e2ddd1",
    building_edge="#d0c9ba",
    rail="#a9a9ad",
    rail_gap="#f7f6f2",
    road={
        "motorway": ("#f5c777", "#d39a3e"),
        "trunk": ("#f9dc9d", "#d8ad5c"),
        "primary": ("#fcedc4", "#d9c08a"),
        "secondary": ("#ffffff", "#cfc8b9"),
        "street": ("#ffffff", "#dcd6c9"),
    },
    boundary={1: "#a04fb5", 2: "#8a63b0", 3: "#6f7fa6", 4: "#8a98b3"},
    text={
        "city": "#1e2732",
        "town": "#2f3a47",
        "village": "#4b5764",
        "landmark": "#4d5a68",
        "road": "#5b6068",
        "water": "#3f7ca3",
        "park": "#4b7f45",
        "boundary": "#7a5a9c",
        "grid": "#8089a0",
    },
    halo="#fbfaf6",
    symbol={"": "#8a8f97", "hospital": "#c9544f", "school": "#b0843a", "station": "#4a78b5", "government": "#b0506f"},
)

STYLES: Final = {style.name: style for style in (DARK, LIGHT)}

ROAD_ORDER: Final = ("street", "secondary", "primary", "trunk", "motorway")
ROAD_FROM: Final = {"street": 13, "secondary": 11, "primary": 9, "trunk": 7, "motorway": 5}
_WIDTHS: Final = {
    "motorway": ((5, 0.8), (9, 1.6), (12, 3.4), (14, 5.5), (16, 11), (18, 24)),
    "trunk": ((7, 0.8), (10, 1.6), (12, 3.0), (14, 5.0), (16, 10.5), (18, 23)),
    "primary": ((9, 0.7), (12, 2.2), (14, 4.4), (16, 9.5), (18, 20)),
    "secondary": ((11, 0.7), (13, 1.9), (14, 3.0), (16, 7.5), (18, 16)),
    "street": ((13, 0.8), (14, 1.3), (15, 2.5), (16, 4.8), (17, 8.5), (18, 13)),
}
BOUNDARY_FROM: Final = {1: 5, 2: 10, 3: 13, 4: 15}
BOUNDARY_WIDTH: Final = {1: 2.4, 2: 1.8, 3: 1.3, 4: 1.0}


def road_class(name: str) -> str:
    """One of the five classes; an unknown one is a street."""
    return name if name in _WIDTHS else "street"


def road_width(name: str, zoom: int) -> float:
    """Width of a road in CSS pixels."""
    table = _WIDTHS[name]
    if zoom <= table[0][0]:
        return float(table[0][1])
    for (z1, w1), (z2, w2) in pairwise(table):
        if zoom <= z2:
            return float(w1 + (w2 - w1) * (zoom - z1) / (z2 - z1))
    return float(table[-1][1] * 2 ** (zoom - table[-1][0]))


def colour(text: str, alpha: float = 1.0) -> QColor:
    """A colour of a style with an opacity."""
    found = QColor(text)
    found.setAlphaF(alpha)
    return found
