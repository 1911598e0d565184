"""The books of the hall, from matters to chains of approval: read by all, kept by few."""

from app.panes.books.pane import PANE

__all__ = ["PANE"]
