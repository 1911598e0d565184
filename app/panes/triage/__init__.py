"""The triage bench: what the cameras' algorithms saw is accepted, rejected or merged, picture by picture."""

from app.qt.pane import Pane, PaneContext, PaneSpec
from app.text import N_


def _build(context: PaneContext) -> Pane:
    # What a room is made of is read when it is built: the window does not wait for all of them to show the first.
    from app.panes.triage.pane import TriagePane

    return TriagePane(context)


PANE = PaneSpec("triage", N_("智能研判"), "images", 45, _build)
__all__ = ["PANE"]
