"""Builds the map page with folium, with every link kept inside the house."""

import re
from typing import Any, Final

ORIGIN: Final = "hall://map"
PAGE: Final = f"{ORIGIN}/page"
TILES: Final = f"{ORIGIN}/tiles"

# folium's names for what it would load from outside → our own copy.
_OURS: Final = {
    "leaflet": f"{PAGE}/leaflet/leaflet.js",
    "leaflet_css": f"{PAGE}/leaflet/leaflet.css",
    "hall_channel": f"{PAGE}/qwebchannel.js",
    "hall_cloud": f"{PAGE}/cloud.js",
    "hall_shapes": f"{PAGE}/shapes.js",
    "hall_map": f"{PAGE}/map.js",
    "hall_css": f"{PAGE}/map.css",
}
# What folium brings for popups and awesome markers; our page has neither.
_NOT_NEEDED: Final = {
    "jquery",
    "bootstrap",
    "awesome_markers",
    "bootstrap_css",
    "glyphicons_css",
    "awesome_markers_font_css",
    "awesome_markers_css",
    "awesome_rotate_css",
}
_LINK = re.compile(r"""(?:src|href|url)\s*[=(:]\s*["']?\s*((?:[a-z][a-z0-9+.-]*:)?//[^"'\s)>]+)""", re.IGNORECASE)


def build_page(lon: float, lat: float, zoom: int, min_zoom: int = 4, max_zoom: int = 19) -> str:
    """The page as HTML. No data goes in, only the layout. Raises ValueError where a link would leave the house."""
    import folium  # slow to import: asked for here, in the thread that builds

    base = folium.Map(
        location=[lat, lon],
        zoom_start=zoom,
        tiles=None,
        control_scale=False,
        zoom_control=False,
        attributionControl=False,
        keyboard=False,
        min_zoom=min_zoom,
        max_zoom=max_zoom,
        wheelPxPerZoomLevel=90,
        boxZoom=False,
        doubleClickZoom=True,
    )
    ground, lines = _tiles(folium, "base", max_zoom), _tiles(folium, "lines", max_zoom)
    ground.add_to(base)
    lines.add_to(base)
    _bridge(base, ground, lines).add_to(base)
    return localised(base)


def localised(figure: Any) -> str:
    """Render a folium map with every link mapped to our own files; ValueError names the first that is not."""
    _localise(figure)
    html: str = figure.get_root().render()
    for address in _LINK.findall(html):
        if not address.startswith(f"{ORIGIN}/"):
            raise ValueError(f"a link leaves the house: {address}")
    return html


def _tiles(folium: Any, sheet: str, max_zoom: int) -> Any:
    # `style` is an option of the layer, so that a change of theme is one option and a redraw.
    address = f"{TILES}/{sheet}/{{style}}/{{z}}/{{x}}/{{y}}{{r}}"
    return folium.TileLayer(
        address,
        attr="-",
        name=sheet,
        max_zoom=max_zoom,
        control=False,
        style="dark",
        keep_buffer=3,
        update_when_zooming=False,
    )


def _bridge(base: Any, ground: Any, lines: Any) -> Any:
    from branca.element import MacroElement
    from folium.elements import JSCSSMixin
    from folium.template import Template

    class HallBridge(JSCSSMixin, MacroElement):
        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
            self._name = "HallBridge"
            self.base, self.lines = ground.get_name(), lines.get_name()

        _template = Template(
            "{% macro script(this, kwargs) %}"
            "Hall.attach({{ this._parent.get_name() }}, {base: {{ this.base }}, lines: {{ this.lines }}});"
            "{% endmacro %}"
        )
        default_js = [(name, _OURS[name]) for name in ("hall_channel", "hall_cloud", "hall_shapes", "hall_map")]  # noqa: RUF012
        default_css = [("hall_css", _OURS["hall_css"])]  # noqa: RUF012

    return HallBridge()


def _localise(element: Any) -> None:
    """Per instance and by folium's own link name: an unknown name is an error here, not a hole in the screen."""
    for kind in ("default_js", "default_css"):
        links = getattr(element, kind, None)
        if links:
            setattr(element, kind, [(name, _ours(name)) for name, _ in links if name not in _NOT_NEEDED])
    for child in element._children.values():
        _localise(child)


def _ours(name: str) -> str:
    if name not in _OURS:
        raise ValueError(f"no copy of our own for the link {name!r}")
    return _OURS[name]
