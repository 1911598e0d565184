"""The page is built by folium and asks nobody outside."""

import folium
import pytest

from widgets.map_canvas.page import build_page, localised


def test_every_link_of_the_page_is_ours() -> None:
    html = build_page(109.49, 36.585, 14)
    assert "http" not in html.replace("http-equiv", "")
    assert "hall://map/page/leaflet/leaflet.js" in html and "Hall.attach(map_" in html


def test_a_link_nobody_has_a_copy_of_stops_the_build() -> None:
    page = folium.Map(tiles=None)
    page.default_js = [("something_new", "https://somewhere.invalid/a.js")]
    with pytest.raises(ValueError, match="something_new"):
        localised(page)


def test_a_tile_address_outside_stops_the_build() -> None:
    page = folium.Map(tiles=None)
    folium.Element('<img src="//somewhere.invalid/x.png">').add_to(page.get_root().html)
    with pytest.raises(ValueError, match="leaves the house"):
        localised(page)
