"""A search field that waits for the input method and can be cleared by hand or key."""

from widgets.search_box.box import SearchBox

__all__ = ["SearchBox"]
