"""The map's colours and signs, all taken from the theme."""

from widgets.map_canvas import Look, Palette, Sprite
from widgets.theme import Theme


def palette_of(theme: Theme) -> Palette:
    """What the map takes from the theme around it."""
    return Palette(
        style="dark" if theme.dark else "light",
        surface=theme.raised,
        text=theme.text,
        line=theme.line,
        accent=theme.accent,
        halo="rgba(8,12,18,.65)" if theme.dark else "rgba(255,255,255,.85)",
        ground="#121a25" if theme.dark else "#f4f2ec",
    )


def case_signs(theme: Theme) -> tuple[Sprite, ...]:
    """By light: disc, triangle, diamond, square, small disc, ring; the form alone tells them apart."""
    edge, ink = _edge(theme), theme.on_accent
    return (
        Sprite("disc", theme.ok, ink, edge),
        Sprite("triangle", theme.warn, ink, edge, "clock"),
        Sprite("diamond", theme.alarm, ink, edge, "bang"),
        Sprite("square", theme.offline, ink, edge, "pause"),
        Sprite("square", theme.info, ink, edge),
        Sprite("ring", theme.faint, ink, edge),
    )


def device_signs(theme: Theme) -> dict[str, tuple[Sprite, ...]]:
    """Badges with a camera, a dome, a horn, a house; a cross on grey for one that is off."""
    edge, ink = _edge(theme), theme.on_accent
    return {
        "camera": (
            Sprite("badge", theme.accent, ink, edge, "camera"),
            Sprite("badge", theme.accent, ink, edge, "dome"),
            Sprite("badge", theme.faint, ink, edge, "off"),
        ),
        "speaker": (Sprite("badge", theme.drill, ink, edge, "horn"), Sprite("badge", theme.faint, ink, edge, "off")),
        "unit": (Sprite("badge", theme.info, ink, edge, "unit"),),
    }


def looks_of(theme: Theme) -> dict[str, Look]:
    """One look per cloud of the room."""
    devices = device_signs(theme)
    return {
        "unit": Look(devices["unit"], 22, True, "low"),
        "case": Look(case_signs(theme), 22, False, "middle"),
        "camera": Look(devices["camera"], 24, True, "high"),
        "speaker": Look(devices["speaker"], 24, True, "high"),
    }


def _edge(theme: Theme) -> str:
    return "#0b1017" if theme.dark else "#ffffff"
