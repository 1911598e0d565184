"""How loud a voice is: a bar with its peak and a lamp for clipping."""

from widgets.level_meter.meter import LevelMeter

__all__ = ["LevelMeter"]
