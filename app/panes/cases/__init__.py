"""The case room: the queue, the case in hand, and everything a post may do to it."""

from app.qt.pane import Pane, PaneContext, PaneSpec
from app.text import N_


def _build(context: PaneContext) -> Pane:
    # What a room is made of is read when it is built: the window does not wait for all of them to show the first.
    from app.panes.cases.pane import CasesPane

    return CasesPane(context)


PANE = PaneSpec("cases", N_("案件"), "clipboard-list", 10, _build)
__all__ = ["PANE"]
