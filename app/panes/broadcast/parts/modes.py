"""The three ways to speak: hold and talk, choose a phrase, type a text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.broadcast import Phrase
from app.panes.broadcast.model import Row, RowsModel
from app.panes.broadcast.parts.rows import list_view
from app.panes.broadcast.parts.talk_button import TalkButton
from app.text import _
from app.words import word
from widgets import theme
from widgets.level_meter import LevelMeter

PRIORITY_TONES = {
    "evacuation": ("siren", "alarm"),
    "emergency_live": ("siren", "alarm"),
    "emergency_clip": ("triangle-alert", "alarm"),
    "live": ("megaphone", "accent"),
    "scheduled": ("calendar-clock", "info"),
    "test": ("ear", "info"),
    "bgm": ("list-music", "faint"),
}


class TalkPanel(QWidget):
    """Microphone, its level, and the key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = TalkButton()
        self.meter = LevelMeter()
        self.meter.setAccessibleName(_("话筒音量"))
        self.name = QLabel()
        self.name.setProperty("role", "small")
        self.name.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.of(self).space)
        row = QHBoxLayout()
        row.addWidget(QLabel(_("话筒音量")))
        row.addWidget(self.meter, 1)
        layout.addLayout(row)
        layout.addWidget(self.name)
        layout.addWidget(self.button, 1)
        layout.addStretch(0)
        self.faulty = True
        self.button.setMaximumHeight(theme.of(self).row_px * 4)

    def say(self, sentence: str, fault: bool = False) -> None:
        """Which microphone listens, or why none does."""
        self.faulty = fault
        self.name.setText(sentence)
        self.name.setProperty("role", "error" if fault else "small")
        self.name.style().polish(self.name)


class PhrasePanel(QWidget):
    """The prepared announcements and the words of the one in hand."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel(self)
        self.list = list_view(_("预案语音"))
        self.list.setModel(self.model)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.of(self).space)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.text)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._pick(self.model.row(now)))

    @property
    def phrase(self) -> Phrase | None:
        """The phrase in hand."""
        row = self.model.row(self.list.currentIndex())
        return row.record if row is not None else None

    def show_phrases(self, phrases: tuple[Phrase, ...], ready: frozenset[str]) -> None:
        """Show the library; `ready` are those that play at once."""
        kept = self.phrase
        rows = [_phrase_row(p, p.id in ready) for p in phrases]
        self.model.show(rows)
        if rows and not self.list.currentIndex().isValid():
            wanted = kept.id if kept else next((p.id for p in phrases if p.priority == "live"), rows[-1].id)
            self.choose(wanted)  # never the gravest one by default

    def choose(self, phrase_id: str) -> bool:
        """Take a phrase in hand; False when there is none of that id."""
        for i, row in enumerate(self.model.rows()):
            if row.id == phrase_id:
                self.list.setCurrentIndex(self.model.index(i))
                return True
        return False

    def _pick(self, row: Row | None) -> None:
        phrase = row.record if row is not None else None
        self.text.setText(phrase.text if phrase else "")
        self.picked.emit(phrase)


class SpeechPanel(QWidget):
    """A text to be read aloud."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QPlainTextEdit()
        self.edit.setPlaceholderText(_("输入要播报的文字；数字、时间、电话会按口语读出"))
        self.edit.setAccessibleName(_("播报文字"))
        self.edit.setTabChangesFocus(True)
        self.note = QLabel()
        self.note.setProperty("role", "small")
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.of(self).space // 2)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.note)
        self.edit.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.edit.toPlainText().strip()


def _phrase_row(phrase: Phrase, ready: bool) -> Row:
    icon, tone = PRIORITY_TONES.get(phrase.priority, ("megaphone", "accent"))
    made = "" if ready else _("首次播放需合成")
    note = " · ".join(filter(None, (phrase.category, made, phrase.text)))
    return Row(phrase.id, phrase.title, note, word("priority", phrase.priority), icon, tone, phrase)
