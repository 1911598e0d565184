"""Find the codes that name a place in what was typed, pasted or scanned: parts, grids, shops and plain positions."""

import re
import unicodedata
from dataclasses import dataclass

from app.domain.geo import outside_china

_MOST = 6
_PART = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:0[1-9]|[1-9]\d)\d{2}\d{6}(?![0-9A-Za-z])")
_GRID = re.compile(r"(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])")
# A shop's or dwelling's plate: letters and digits, or digits behind `code=` of a scanned address.
_PLATE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z_-]{4,32}(?![0-9A-Za-z]))[A-Za-z]{1,8}[-_]?\d[0-9A-Za-z_-]*")
_ASKED = re.compile(r"[?&](?:code|id|no|bh|sn)=([0-9A-Za-z_-]{2,32})", re.IGNORECASE)
_POSITION = re.compile(r"(?<![\d.])(\d{2,3}\.\d{3,12})\s*[,;\s]\s*(\d{2,3}\.\d{3,12})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Code:
    """One code in a text: `kind` is part, grid, plate or position; a position carries lon and lat (WGS-84)."""

    kind: str
    text: str
    lon: float | None = None
    lat: float | None = None

    @property
    def part_class(self) -> str:
        """The class of a part's code, e.g. `0102`; empty for other codes."""
        return self.text[6:10] if self.kind == "part" else ""


def find_codes(text: str) -> tuple[Code, ...]:
    """Return the codes in a text, the surest kind first, each once, six at most. Never raises for any text."""
    said = unicodedata.normalize("NFKC", text[:8_000])
    found = [Code("part", hit) for hit in _PART.findall(said)]
    found += [Code("grid", hit) for hit in _GRID.findall(said)]
    found += [Code("plate", hit.upper()) for hit in (*_ASKED.findall(said), *_PLATE.findall(said))]
    found += [spot for pair in _POSITION.findall(said) if (spot := _spot(*pair)) is not None]
    known = {(code.kind, code.text) for code in found if code.kind in ("part", "grid")}
    texts = {text for _kind, text in known}
    return tuple(dict.fromkeys(c for c in found if c.kind != "plate" or c.text not in texts))[:_MOST]


def _spot(one: str, other: str) -> Code | None:
    """A pair of numbers as a position; whichever way round it was written, the greater one is the longitude here."""
    lat, lon = sorted((float(one), float(other)))
    if outside_china(lon, lat):
        return None
    return Code("position", f"{lon},{lat}", lon, lat)
