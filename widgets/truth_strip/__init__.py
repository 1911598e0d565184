"""Where a pane's picture comes from and how old it is, always in sight."""

from widgets.truth_strip.strip import LEVELS, TruthStrip

__all__ = ["LEVELS", "TruthStrip"]
