"""A card over a dimmed window: the one shape for palette, help, troubles and lock."""

from widgets.overlay.overlay import Overlay

__all__ = ["Overlay"]
