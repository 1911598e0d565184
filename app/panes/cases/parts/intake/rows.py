"""The rows of the form: labels in one column, each with the letter that leads to it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFormLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.panes.cases.parts.plain_label import tip
from widgets import theme


class RowLabel(QWidget):
    """The name of a row and, faint, the letter that Alt leads there with."""

    def __init__(self, text: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width, self._stacked = 0, False
        self._name, self._key = QLabel(text), QLabel(key.rpartition("+")[2])
        self._name.setProperty("role", "muted")
        self._key.setProperty("role", "faint")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._row.addWidget(self._name)
        self._row.addWidget(self._key)
        theme.follow(self, self._dress)

    def rename(self, text: str) -> None:
        """Call the row something else."""
        self._name.setText(text)

    def text(self) -> str:
        """What the row is called."""
        return self._name.text()

    def wish(self) -> int:
        """The width the words need."""
        return self._name.sizeHint().width() + self._key.width() + self._row.spacing()

    def widen(self, width: int) -> None:
        """Be as wide as the column of labels."""
        self._width = width
        self.set_stacked(self._stacked)

    def set_stacked(self, stacked: bool) -> None:
        """Stand above the row, as wide as the words and gone without any; or beside it, in its column."""
        self._stacked = stacked
        self.setFixedWidth(self.wish() if stacked else self._width)
        self.setVisible(bool(self._name.text()) or not stacked)
        self._dress(theme.of(self))

    def _dress(self, worn: theme.Theme) -> None:
        self._row.setSpacing(worn.space // 2)
        self._key.setFixedWidth(worn.font_small_px)
        self.setFixedHeight(worn.font_px + worn.space if self._stacked else worn.row_px)


class Rows(QFormLayout):
    """A form whose labels stand in one column, as wide as the widest of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels: list[RowLabel] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.setFormAlignment(Qt.AlignmentFlag.AlignTop)
        self.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, text: str, body: QWidget, key: str = "") -> RowLabel:
        """Add a row."""
        label = RowLabel(text, key)
        self.labels.append(label)
        self.addRow(label, body)
        return label

    def set_stacked(self, stacked: bool) -> None:
        """Put the labels above their rows, or beside them again."""
        wrap = QFormLayout.RowWrapPolicy
        self.setRowWrapPolicy(wrap.WrapAllRows if stacked else wrap.DontWrapRows)
        for label in self.labels:
            label.set_stacked(stacked)

    def dress(self, worn: theme.Theme, width: int = 0) -> None:
        """Set distances and the width of the column of labels."""
        self.setVerticalSpacing(worn.space * 3 // 4)
        self.setHorizontalSpacing(worn.space * 3 // 2)
        for label in self.labels:
            label.widen(max(width, self.widest()))

    def widest(self) -> int:
        """The width that the widest label needs."""
        return max((label.wish() for label in self.labels), default=0)


def beside(*parts: QWidget, stretch: tuple[int, ...] = ()) -> QWidget:
    """Put controls side by side."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for part, weight in zip(parts, stretch or (1,) * len(parts), strict=True):
        row.addWidget(part, weight)
        if isinstance(part, QAbstractButton) and not isinstance(part, QCheckBox):
            # A list that unfolds under one of them leaves the others where they are.
            row.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return box


class ElidedLabel(QLabel):
    """One line in small type that gives way: what has no room ends in an ellipsis, and is whole in the tip."""

    def __init__(self, role: str = "small", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    @property
    def said(self) -> str:
        """The whole sentence."""
        return self._whole

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._whole = text
        self.setAccessibleName(text)
        self.setToolTip(tip(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, self.width()))
        if shown != self.text():
            self.setText(shown)
