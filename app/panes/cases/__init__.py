"""The case room: the queue, the case in hand, and everything a post may do to it."""

from app.panes.cases.pane import PANE

__all__ = ["PANE"]
