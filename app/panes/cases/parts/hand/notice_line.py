"""One quiet line that says what somebody else did; it leaves by itself."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from widgets import theme

NOTICE_MS = 20_000


class NoticeLine(QFrame):
    """Says a sentence for a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = PlainLabel("")
        self._close = KeyButton("✕")
        self._close.setProperty("role", "quiet")
        self._close.setAccessibleName(_("收起"))
        self._way = KeyButton("")
        self._way.setProperty("role", "quiet")
        self._way.hide()
        self._act: Callable[[], None] = self.put_away
        row = QHBoxLayout(self)
        row.addWidget(self._text, 1)
        row.addWidget(self._way)
        row.addWidget(self._close)
        self._life = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._life.timeout.connect(self.put_away)
        self._close.clicked.connect(self.put_away)
        self._way.clicked.connect(self._go)
        theme.follow(self, self._dress)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, sentence: str, tone: str = "info", way: tuple[str, Callable[[], None]] | None = None) -> None:
        """Say a sentence for a while; `way` is a button that leads on."""
        worn = theme.of(self)
        self._way.setVisible(way is not None)
        if way is not None:
            self._way.setText(way[0])
            self._act = way[1]
        self._text.say(sentence)
        self.setStyleSheet(f"#notice {{ background: {worn.tint(tone)}; border-radius: {worn.radius}px; }}")
        self.setAccessibleName(sentence)
        self.show()
        self._life.start()

    def _go(self) -> None:
        self._act()

    def put_away(self) -> None:
        """Say nothing any more."""
        self._life.stop()
        self.hide()

    def _dress(self, worn: theme.Theme) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(worn.space, worn.space // 4, worn.space // 2, worn.space // 4)
