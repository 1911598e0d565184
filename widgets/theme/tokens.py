"""The named colours and sizes every control paints with, once for a dark hall and once for a bright one."""

from dataclasses import dataclass, fields, replace
from types import MappingProxyType

_SIZES = ("space", "radius", "font_px", "font_small_px", "font_large_px", "font_title_px", "row_px", "icon_px")


@dataclass(frozen=True)
class Theme:
    """Colours as `#rrggbb`, sizes in logical pixels; `sized` gives the same theme for another type size."""

    name: str
    bg: str
    surface: str
    raised: str
    hover: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    ok: str
    warn: str
    alarm: str
    info: str
    offline: str
    drill: str
    focus: str
    video_bg: str
    row_alt: str
    selection: str
    space: int = 8
    radius: int = 6
    font_px: int = 15
    font_small_px: int = 13
    font_large_px: int = 20
    font_title_px: int = 28
    row_px: int = 36
    icon_px: int = 18
    scale: float = 1.0

    @property
    def dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return luminance(self.text) > luminance(self.bg)

    def color(self, token: str) -> str:
        """The `#rrggbb` of a token, or the value itself when it is a colour already; KeyError for other words."""
        if token.startswith("#"):
            return token
        if token not in COLOURS:
            raise KeyError(token)
        return str(getattr(self, token))

    def tint(self, token: str, amount: float = 0.16, ground: str = "surface") -> str:
        """A soft ground in the token's hue: `amount` of it laid over `ground`."""
        return mix(self.color(ground), self.color(token), amount)

    def sized(self, scale: float) -> "Theme":
        """The same colours with every size multiplied by `scale` (1.0 to 3.0) and rounded to whole pixels."""
        return replace(self, scale=scale, **{name: max(1, round(getattr(self, name) * scale)) for name in _SIZES})


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio after WCAG 2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(ground: str, over: str, amount: float) -> str:
    """`amount` (0 to 1) of one colour laid over another."""
    pairs = zip(_parts(ground), _parts(over), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * amount):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)


DARK = Theme(
    name="dark",
    bg="#10151d",
    surface="#171d27",
    raised="#202836",
    hover="#2a3445",
    line="#2c3646",
    text="#e3e8ef",
    muted="#a9b4c3",
    faint="#8a96a8",
    accent="#6ea8f7",
    on_accent="#0b1626",
    ok="#52b89a",
    warn="#e5ad4b",
    alarm="#f2766e",
    info="#6cb4dc",
    offline="#95a0b0",
    drill="#b796f5",
    focus="#8fbcff",
    video_bg="#0b0f15",
    row_alt="#1a212c",
    selection="#263b5a",
)

LIGHT = Theme(
    name="light",
    bg="#e9e8e3",
    surface="#f8f7f4",
    raised="#ffffff",
    hover="#ecebe5",
    line="#d6d4cc",
    text="#1d242e",
    muted="#4c5765",
    faint="#5e6874",
    accent="#1d5cba",
    on_accent="#ffffff",
    ok="#17694f",
    warn="#855200",
    alarm="#b92823",
    info="#1a6189",
    offline="#5d6773",
    drill="#6236b4",
    focus="#2a6fd6",
    video_bg="#1a2029",
    row_alt="#f2f1ec",
    selection="#d3e2f8",
)

THEMES = MappingProxyType({theme.name: theme for theme in (DARK, LIGHT)})
COLOURS = frozenset(field.name for field in fields(Theme) if field.type is str or field.type == "str") - {"name"}
