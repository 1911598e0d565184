"""What a list shows when there is nothing: an icon, a sentence, and as of when that is true."""

from widgets.empty_state.empty import EmptyState

__all__ = ["EmptyState"]
