"""A state chip: word, tone and an optional icon, so that no state is told by colour alone."""

from widgets.badge.badge import Badge
from widgets.badge.paint import chip_size, paint_chip

__all__ = ["Badge", "chip_size", "paint_chip"]
