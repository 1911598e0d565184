"""What the desks of the room need of its view: the queue, the case in hand, and the place beside the queue."""

from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from app.panes.cases.parts.hand.detail import CaseDetail
from app.panes.cases.parts.queue.queue_panel import QueuePanel


class Stage(Protocol):
    """The view as its parts see it; `page_left` is a signal without a word."""

    queue: QueuePanel
    detail: CaseDetail
    page: QWidget | None

    @property
    def page_left(self) -> Any:
        """Told when a page is gone."""
        ...

    @property
    def window_of(self) -> QWidget:
        """The widget a dialog belongs to."""
        ...

    def open_page(self, page: QWidget) -> None:
        """Show a page and give it the keyboard."""
        ...

    def close_page(self) -> None:
        """Back to the case in hand."""
        ...

    def show_detail(self) -> None:
        """The case in hand comes to the front."""
        ...

    def search(self) -> None:
        """Give the keyboard to the search field."""
        ...
