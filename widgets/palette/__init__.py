"""Type a few letters, get to anything: an overlay list with sections, driven by the keyboard alone."""

from widgets.palette.match import rank
from widgets.palette.palette import CommandPalette, PaletteItem

__all__ = ["CommandPalette", "PaletteItem", "rank"]
