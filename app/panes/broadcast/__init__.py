"""The broadcast room: speak to the street, and know what the street heard."""

from app.qt.pane import Pane, PaneContext, PaneSpec
from app.text import N_


def _build(context: PaneContext) -> Pane:
    # What a room is made of is read when it is built: the window does not wait for all of them to show the first.
    from app.panes.broadcast.pane import BroadcastPane

    return BroadcastPane(context)


PANE = PaneSpec("broadcast", N_("广播"), "megaphone", 40, _build)
__all__ = ["PANE"]
