"""The steps of something, oldest or newest first: when, who, what, and which are still on their way."""

from widgets.timeline.timeline import Timeline, TimelineStep

__all__ = ["Timeline", "TimelineStep"]
