"""Two parts beside each other, or under each other where there is no room for both."""

from widgets.halves.halves import Halves

__all__ = ["Halves"]
