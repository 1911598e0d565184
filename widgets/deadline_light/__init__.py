"""A deadline light: icon, remaining time and colour say the same thing three times."""

from widgets.deadline_light.light import LIGHTS, DeadlineLight, Look, paint_light

__all__ = ["LIGHTS", "DeadlineLight", "Look", "paint_light"]
