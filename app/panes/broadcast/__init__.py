"""The broadcast room: speak to the street, and know what the street heard."""

from app.panes.broadcast.pane import PANE

__all__ = ["PANE"]
