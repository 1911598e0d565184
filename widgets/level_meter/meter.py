"""A segmented bar from −60 to 0 dBFS; what is lit has the colour of how right the level is."""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme

FLOOR_DB: Final = -60.0
_FAINT_DB: Final = -42.0
_HOT_DB: Final = -6.0
_SEGMENTS: Final = 40


class LevelMeter(QWidget):
    """`set(rms, peak, clipped)` in dBFS; `quiet()` puts the bar out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rms = self._peak = FLOOR_DB
        self._clipped = False

    @property
    def level(self) -> float:
        """The loudness shown, dBFS."""
        return self._rms

    def set(self, rms: float, peak: float, clipped: bool = False) -> None:
        """Show a level."""
        self._rms, self._peak, self._clipped = max(FLOOR_DB, rms), max(FLOOR_DB, peak), clipped
        self.setAccessibleDescription(f"{self._rms:.0f} dBFS")
        self.update()

    def quiet(self) -> None:
        """Nobody speaks."""
        self.set(FLOOR_DB, FLOOR_DB)

    def sizeHint(self) -> QSize:
        worn = theme.of(self)
        return QSize(worn.space * 30, worn.space * 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.of(self).space * 10, theme.of(self).space * 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.of(self)
        painter = QPainter(self)
        gap = max(1.0, worn.space / 4)
        width = (self.width() - gap * (_SEGMENTS - 1)) / _SEGMENTS
        peak = round(_share(self._peak) * _SEGMENTS) - 1
        lit = round(_share(self._rms) * _SEGMENTS)
        for i in range(_SEGMENTS):
            shown = i < lit or (i == peak and peak > 0)
            box = QRectF(i * (width + gap), 0, width, self.height())
            painter.fillRect(box, QColor(self._colour(i, worn) if shown else worn.line))

    def _colour(self, segment: int, worn: theme.Theme) -> str:
        level = FLOOR_DB - FLOOR_DB * (segment + 1) / _SEGMENTS
        if self._clipped or level > _HOT_DB:
            return worn.alarm
        return worn.ok if level > _FAINT_DB else worn.info


def _share(level: float) -> float:
    return min(1.0, max(0.0, 1 - level / FLOOR_DB))
