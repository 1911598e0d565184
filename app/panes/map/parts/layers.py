"""Which layers are shown: legend and switches in one card."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.text import _
from widgets import theme
from widgets.map_canvas import Sprite
from widgets.map_canvas.sprites import sprite_image


@dataclass(frozen=True)
class Row:
    """One switch: its key, its word, and how far it is set in."""

    key: str
    title: str
    child: bool = False


class LayersPanel(QFrame):
    """A switch per layer and per light, with sign, word and number; folds into its heading."""

    switched = Signal(str, bool)
    folded = Signal(bool)

    def __init__(self, rows: tuple[Row, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._boxes: dict[str, QCheckBox] = {}
        self._counts: dict[str, QLabel] = {}
        self._body = QWidget()
        self._wish: bool | None = None
        self._fold = QToolButton()
        self._lay_out(rows)

    def set_signs(self, signs: Mapping[str, Sprite], icons: Mapping[str, str]) -> None:
        """The sign of each row, drawn as on the map; an icon for rows that have none there."""
        edge = theme.of(self).icon_px
        for key, name in icons.items():
            self._boxes[key].setIcon(theme.icon(name, "muted", theme.of(self)))
            self._boxes[key].setIconSize(QSize(edge, edge))
        for key, sprite in signs.items():
            picture = QPixmap.fromImage(sprite_image(sprite, edge, 2))
            picture.setDevicePixelRatio(2)
            self._boxes[key].setIcon(QIcon(picture))
            self._boxes[key].setIconSize(QSize(edge, edge))
        self._dress_fold()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many there are behind each switch."""
        for key, number in counts.items():
            self._counts[key].setText(f"{number:,}")

    def set_on(self, key: str, on: bool) -> None:
        """Set a switch without saying so."""
        box = self._boxes[key]
        box.blockSignals(True)
        box.setChecked(on)
        box.blockSignals(False)

    def is_on(self, key: str) -> bool:
        """Whether a switch is on."""
        return self._boxes[key].isChecked()

    def press(self, key: str) -> None:
        """Turn a switch as the hand would."""
        self._boxes[key].toggle()

    @property
    def wish(self) -> bool | None:
        """Whether the operator wants it folded; None where it follows the room there is."""
        return self._wish

    def suit(self, low: bool) -> None:
        """Fold on a low map and open on a high one, unless the operator chose."""
        if self._wish is None and self.is_folded != low:
            self._body.setHidden(low)
            self._dress_fold()

    @property
    def is_folded(self) -> bool:
        """Whether only the heading shows."""
        return self._body.isHidden()

    def fold(self, folded: bool) -> None:
        """Show the heading only, or all, from now on however much room there is."""
        self._wish = folded
        self._body.setHidden(folded)
        self._dress_fold()
        self.adjustSize()
        self.folded.emit(folded)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        # Qt: a card outside any layout keeps the size it had before its fonts were dressed and its numbers came.
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()
        return handled

    def _lay_out(self, rows: tuple[Row, ...]) -> None:
        worn = theme.of(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(worn.space, worn.space // 2, worn.space, worn.space // 2)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, worn.space // 2)
        grid.setHorizontalSpacing(worn.space * 2)
        grid.setVerticalSpacing(worn.space // 2)
        for place, row in enumerate(rows):
            self._add(grid, place, row, worn.space)
        outer.addWidget(self._body)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        title = QLabel(_("图层与图例"))
        title.setProperty("role", "strong")
        self._fold.setAccessibleName(_("收起或展开图层"))
        self._fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fold.clicked.connect(lambda: self.fold(not self.is_folded))
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._fold)
        return head

    def _add(self, grid: QGridLayout, place: int, row: Row, space: int) -> None:
        box, count = QCheckBox(row.title), QLabel()
        box.setAccessibleName(row.title)
        box.setChecked(True)
        box.toggled.connect(lambda on, key=row.key: self.switched.emit(key, on))
        if row.child:
            box.setContentsMargins(space * 2, 0, 0, 0)
        count.setProperty("role", "small")
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._boxes[row.key], self._counts[row.key] = box, count
        cell = QHBoxLayout()
        cell.setContentsMargins(space * 2 if row.child else 0, 0, 0, 0)
        cell.addWidget(box)
        grid.addLayout(cell, place, 0)
        grid.addWidget(count, place, 1)

    def _dress_fold(self) -> None:
        edge = theme.of(self).icon_px
        self._fold.setIconSize(QSize(edge, edge))
        self._fold.setIcon(theme.icon("chevron-down" if self.is_folded else "chevron-up", "muted", theme.of(self)))
