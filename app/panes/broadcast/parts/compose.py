"""What is about to be said: way, priority, words, the rehearsal of it, and the one button that sends."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.broadcast import Priority
from app.panes.broadcast.parts.modes import PRIORITY_TONES, PhrasePanel, SpeechPanel, TalkPanel
from app.panes.broadcast.rehearsal import Rehearsal
from app.text import _, n_
from app.words import word
from widgets import theme

MODES = ("live", "phrase", "speech")
_ICONS = {"live": "mic", "phrase": "list-music", "speech": "type"}
_DEFAULT = {"live": "live", "phrase": "live", "speech": "live"}


class Compose(QWidget):
    """Emits `changed` whenever the rehearsal may read differently, `send_asked` when it is to be sent."""

    changed = Signal()
    send_asked = Signal()
    mode_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.talk, self.phrases, self.speech = TalkPanel(), PhrasePanel(), SpeechPanel()
        self.stack = QStackedWidget()
        for panel in (self.talk, self.phrases, self.speech):
            self.stack.addWidget(panel)
        self._modes = QButtonGroup(self)
        self.mode_buttons = [self._mode_button(i, mode) for i, mode in enumerate(MODES)]
        self.priority = _priorities()
        self.chime = QCheckBox(_("预告音"))
        self.repeat = QSpinBox(minimum=1, maximum=3)
        self.repeat.setSuffix(_(" 遍"))
        self.repeat.setAccessibleName(_("播放遍数"))
        self.drill = QCheckBox(_("演练"))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("现在是静音时段，请写明播出理由"))
        self.reason.setAccessibleName(_("静音时段播出理由"))
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.line.setTextFormat(Qt.TextFormat.RichText)
        self.send = QPushButton()
        self.send.setProperty("role", "primary")
        self._confirming = False
        self._lay_out()
        self._connect()
        self.show_mode("live")
        theme.follow(self, self._dress)

    @property
    def mode(self) -> str:
        """live, phrase or speech."""
        return MODES[self.stack.currentIndex()]

    @property
    def confirming(self) -> bool:
        """Whether the next press of the button sends."""
        return self._confirming

    def show_mode(self, mode: str) -> None:
        """Take one of the three ways."""
        self.mode_buttons[MODES.index(mode)].setChecked(True)
        self.stack.setCurrentIndex(MODES.index(mode))
        live = mode == "live"
        self.repeat.setVisible(not live)
        self.send.setVisible(not live)
        self.chime.setChecked(not live)
        self.take_priority(_DEFAULT[mode])
        if mode == "phrase" and self.phrases.phrase is not None:
            self._phrase_picked(self.phrases.phrase)
        self.confirm(False)
        self.mode_changed.emit(mode)
        self.changed.emit()

    def focus_mode(self) -> None:
        """Put the hands where this way of speaking begins."""
        first = {"live": self.talk.button, "phrase": self.phrases.list, "speech": self.speech.edit}
        first[self.mode].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_priority(self, priority: str) -> None:
        """Set the priority without asking anybody."""
        with QSignalBlocker(self.priority):
            self.priority.setCurrentIndex(max(0, self.priority.findData(priority)))

    def show_rehearsal(self, rehearsal: Rehearsal, refused: str) -> None:
        """The numbers above the button; `refused` says why it cannot be sent, "" when it can."""
        worn = theme.of(self)
        self.reason.setVisible(rehearsal.quiet)
        if refused and not (self.mode == "live" and self.talk.faulty):
            self.line.setText(f"<span style='color:{worn.warn}'>{refused}</span>")
        else:
            self.line.setText(_sentence(rehearsal, worn))
        if not self.talk.button.held:  # what is being said is never cut off by a new count
            self.talk.button.setEnabled(not refused and not self.talk.faulty)
        self.send.setEnabled(not refused)
        if refused:
            self.confirm(False)
        self._name_send(rehearsal)

    def confirm(self, asked: bool, rehearsal: Rehearsal | None = None) -> None:
        """Ask for a second press, or take the question back."""
        self._confirming = asked
        self.send.setProperty("role", "danger" if asked else "primary")
        self.send.style().polish(self.send)
        if rehearsal is not None:
            self._name_send(rehearsal)

    def _name_send(self, rehearsal: Rehearsal) -> None:
        n = rehearsal.sounding
        text = n_("再按一次，确认播出到 {n} 个音柱", n) if self._confirming else n_("播出到 {n} 个音柱", n)
        self.send.setText(text.format(n=n) + "    Ctrl+Enter")

    def _phrase_picked(self, phrase: object) -> None:
        self.confirm(False)
        if phrase is not None and self.mode == "phrase":
            self.take_priority(getattr(phrase, "priority", "live"))
            self.chime.setChecked(bool(getattr(phrase, "chime", True)))
        self.changed.emit()

    def _mode_button(self, number: int, mode: str) -> QPushButton:
        button = QPushButton(f"{word('broadcast_mode', mode)}  {number + 1}")
        button.setCheckable(True)
        button.setAccessibleName(word("broadcast_mode", mode))
        button.clicked.connect(lambda: self.show_mode(mode))
        self._modes.addButton(button, number)
        return button

    def _connect(self) -> None:
        self.priority.currentIndexChanged.connect(lambda _: self._again())
        self.phrases.picked.connect(self._phrase_picked)
        self.speech.changed.connect(self._again)
        self.reason.textChanged.connect(lambda _: self.changed.emit())
        self.repeat.valueChanged.connect(lambda _: self._again())
        self.drill.toggled.connect(lambda _: self._again())
        self.send.clicked.connect(self.send_asked)

    def _dress(self, worn: theme.Theme) -> None:
        size = QSize(worn.icon_px, worn.icon_px)
        for button, mode in zip(self.mode_buttons, MODES, strict=True):
            button.setIcon(theme.icon(_ICONS[mode], "text", worn))
            button.setIconSize(size)
        for row, priority in enumerate(Priority):
            self.priority.setItemIcon(row, theme.icon(*PRIORITY_TONES[priority], worn))
        self.priority.setIconSize(size)
        self.changed.emit()

    def _again(self) -> None:
        self.confirm(False)
        self.changed.emit()

    def _lay_out(self) -> None:
        space = theme.of(self).space
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, space)
        layout.setSpacing(space)
        ways = QHBoxLayout()
        ways.setSpacing(space // 2)
        for button in self.mode_buttons:
            ways.addWidget(button, 1)
        layout.addLayout(ways)
        options = QHBoxLayout()
        options.setSpacing(space * 2)
        options.addWidget(self.priority)
        options.addWidget(self.chime)
        options.addWidget(self.repeat)
        options.addStretch(1)
        options.addWidget(self.drill)
        layout.addLayout(options)
        layout.addWidget(self.stack, 1)
        for part in (self.reason, self.line, self.send):
            layout.addWidget(part)


def _priorities() -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(_("优先级"))
    for number, priority in enumerate(Priority, start=1):
        box.addItem(f"P{number} {word('priority', priority)}", priority.value)
    return box


def _sentence(rehearsal: Rehearsal, worn: theme.Theme) -> str:
    """How many will sound, who will not, how long, what is cut off."""

    def mark(text: str, colour: str) -> str:
        return f"<span style='color:{colour}'>{text}</span>"

    sounding = n_("将有 {n} 个音柱发声", rehearsal.sounding).format(n=rehearsal.sounding)
    parts = [f"<b>{sounding}</b>"]
    if rehearsal.seconds:
        parts.append(_("约 {n} 秒").format(n=round(rehearsal.seconds)))
    if rehearsal.offline:
        parts.append(mark(_("离线 {n}").format(n=len(rehearsal.offline)), worn.offline))
    if rehearsal.muted:
        parts.append(mark(_("静音 {n}").format(n=len(rehearsal.muted)), worn.warn))
    if rehearsal.busy:
        parts.append(mark(_("被同级或更高级占用 {n}").format(n=len(rehearsal.busy)), worn.warn))
    for holder in rehearsal.interrupts:
        what = f"{word('priority', holder.priority)} {holder.title}".strip()
        parts.append(mark(_("将打断：{what}").format(what=what), worn.alarm))
    if not rehearsal.interrupts:
        parts.append(_("不打断他人"))
    return " &nbsp;·&nbsp; ".join(parts)
