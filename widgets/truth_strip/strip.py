"""Source, age and level in one quiet line; the words come from outside, every second if asked."""

from collections.abc import Callable
from types import MappingProxyType

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.ticker import Ticker

# level -> icon, colour of the icon and the age
LEVELS = MappingProxyType(
    {
        "fresh": ("circle-dot", "ok"),
        "waiting": ("cloud-upload", "info"),
        "stale": ("history", "warn"),
        "offline": ("wifi-off", "offline"),
    }
)
Words = tuple[str, str, str]


class TruthStrip(QWidget):
    """`set` shows once; `follow` asks `words()` for (source, age, level) at every beat of a ticker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._source = self._age = ""
        self._level = "fresh"
        self._words: Callable[[], Words] | None = None

    @property
    def level(self) -> str:
        """fresh, waiting, stale or offline."""
        return self._level

    @property
    def text(self) -> str:
        """What is read: source and age."""
        return f"{self._source} · {self._age}" if self._age else self._source

    def set(self, source_text: str, age_text: str, level: str = "fresh") -> None:
        """Show a source and its age. KeyError for a level that is not in LEVELS."""
        if level not in LEVELS:
            raise KeyError(level)
        if (source_text, age_text, level) == (self._source, self._age, self._level):
            return
        self._source, self._age, self._level = source_text, age_text, level
        self.setAccessibleName(self.text)
        self.setToolTip(self.text)
        self.updateGeometry()
        self.update()

    def follow(self, words: Callable[[], Words], ticker: Ticker | None) -> None:
        """Show `words()` now and at every beat of the ticker given; without one, only when `refresh` is called."""
        self._words = words
        if ticker is not None:
            ticker.ticked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the words again."""
        if self._words is not None:
            self.set(*self._words())

    def sizeHint(self) -> QSize:
        return self._size_of(self.text)

    def minimumSizeHint(self) -> QSize:
        return self._size_of(self._forms()[-1])

    def _size_of(self, text: str) -> QSize:
        worn = theme.of(self)
        metrics = QFontMetrics(self._small(worn))
        width = worn.font_small_px + worn.space // 2 + metrics.horizontalAdvance(text) + worn.space
        return QSize(width, metrics.height() + worn.space // 2)

    def _forms(self) -> tuple[str, ...]:
        """The line in fewer and fewer words: the source goes first (the icon still tells it), never the age."""
        return (self.text, self._age, self._age.partition(" · ")[0]) if self._age else (self._source,)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.of(self)
        painter = QPainter(self)
        painter.setFont(self._small(worn))
        art, tone = LEVELS[self._level]
        edge = worn.font_small_px
        box = QRectF(self.rect())
        theme.icon(art, tone, worn).paint(painter, QRectF(0, box.center().y() - edge / 2, edge, edge).toRect())
        self._write(painter, box.adjusted(edge + worn.space // 2, 0, 0, 0), worn, tone)

    def _write(self, painter: QPainter, box: QRectF, worn: theme.Theme, tone: str) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        metrics = painter.fontMetrics()
        said = next((form for form in self._forms() if metrics.horizontalAdvance(form) <= box.width() + 1), "")
        said = said or metrics.elidedText(self._forms()[-1], Qt.TextElideMode.ElideLeft, int(box.width()))
        source = f"{self._source} · " if self._age and said == self.text else ""
        painter.setPen(QColor(worn.muted))
        painter.drawText(box, middle, source)
        painter.setPen(QColor(worn.muted if self._level == "fresh" else worn.color(tone)))
        painter.drawText(box.adjusted(metrics.horizontalAdvance(source), 0, 0, 0), middle, said.removeprefix(source))

    def _small(self, worn: theme.Theme) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(worn.font_small_px)
        return font
