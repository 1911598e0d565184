"""The wall room: live cameras in tiles, their list, their heads, and pictures taken for a case."""

from app.panes.wall.pane import PANE

__all__ = ["PANE"]
