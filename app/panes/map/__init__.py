"""The map room: cases, cameras, speakers and boundaries on the hall's own ground, with or without a network."""

from app.qt.pane import Pane, PaneContext, PaneSpec
from app.text import N_


def _build(context: PaneContext) -> Pane:
    # What a room is made of is read when it is built: the window does not wait for all of them to show the first.
    from app.panes.map.pane import MapPane

    return MapPane(context)


PANE = PaneSpec("map", N_("地图"), "map", 30, _build)
__all__ = ["PANE"]
