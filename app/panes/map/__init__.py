"""The map room: cases, cameras, speakers and boundaries on the hall's own ground, with or without a network."""

from app.panes.map.pane import PANE

__all__ = ["PANE"]
