"""Two parts beside each other where there is room, under each other where there is none."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from widgets import theme


class Halves(QSplitter):
    """`wide_em` is the width, in letters, from which both stand side by side.

    `beside` and `under` are the shares of the first part then; with `second_on_top` the second comes first in a narrow
    place. What the hand has moved stays until the way changes; `turned()` when it has.
    """

    turned = Signal()

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        wide_em: float,
        beside: float = 0.42,
        under: float = 0.4,
        second_on_top: bool = False,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._first, self._wide_em, self._shares, self._swaps = first, wide_em, (beside, under), second_on_top
        self._wide: bool | None = None
        self.addWidget(first)
        self.addWidget(second)

    @property
    def wide(self) -> bool:
        """Whether both stand side by side."""
        return self._wide is not False

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider part: then the parts stand under each other."""
        sizes = self._least()
        heights = [size.height() for size in sizes]
        high = max(heights) if self.wide else sum(heights) + self.handleWidth()
        return QSize(max(size.width() for size in sizes), high)

    def _least(self) -> list[QSize]:
        parts = (self.widget(place) for place in range(self.count()))
        return [part.minimumSizeHint().expandedTo(part.minimumSize()) for part in parts if part is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(size.width() for size in self._least()) + self.handleWidth()
        wide = self.width() >= max(needed, theme.of(self).font_px * self._wide_em)
        if wide != self._wide:
            self._wide = wide
            self._arrange(wide)

    def _arrange(self, wide: bool) -> None:
        self.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        self.insertWidget(1 if self._swaps and not wide else 0, self._first)
        self.give(self._shares[0] if wide else self._shares[1])
        self.turned.emit()

    def give(self, share: float) -> None:
        """Give the first part this share of the room there is."""
        whole = self.width() if self.wide else self.height()
        sizes = [round(whole * share), round(whole * (1 - share))]
        self.setSizes(sizes[::-1] if self._swaps and not self.wide else sizes)
