"""The four levels of ground: district, street, community, unit grid (standards §1.6)."""

import re
from dataclasses import dataclass, field

GRID_RE = re.compile(r"^\d{15}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One piece of ground; rings are WGS-84 lon, lat.

    `id` is its code: 6 digits district, 9 street, 12 community, 15 grid.
    """

    id: str
    level: int
    name: str
    parent: str = ""
    rings: tuple[tuple[tuple[float, float], ...], ...] = field(default_factory=tuple)
