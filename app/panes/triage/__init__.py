"""The triage bench: what the cameras' algorithms saw is accepted, rejected or merged, picture by picture."""

from app.panes.triage.pane import PANE

__all__ = ["PANE"]
