"""The books of the hall, from matters to chains of approval: read by all, kept by few."""

from app.qt.pane import Pane, PaneContext, PaneSpec
from app.text import N_


def _build(context: PaneContext) -> Pane:
    # What a room is made of is read when it is built: the window does not wait for all of them to show the first.
    from app.panes.books.pane import BooksPane

    return BooksPane(context)


PANE = PaneSpec("books", N_("字典"), "book-open", 50, _build)
__all__ = ["PANE"]
