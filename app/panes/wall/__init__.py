"""The wall room: live cameras in tiles, their list, their heads, and pictures taken for a case."""

from app.qt.pane import Pane, PaneContext, PaneSpec
from app.text import N_


def _build(context: PaneContext) -> Pane:
    # What a room is made of is read when it is built: the window does not wait for all of them to show the first.
    from app.panes.wall.pane import WallPane

    return WallPane(context)


PANE = PaneSpec("wall", N_("视频"), "cctv", 20, _build)
__all__ = ["PANE"]
