"""The card of a seat's own data: source and age, how far it has got, what waits, and how sound its files are."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.shell import upkeep_words as words
from app.shell.status import LINKS, link_words
from app.store.soundness import FileState
from app.text import _
from widgets import theme
from widgets.badge import Badge
from widgets.overlay import Overlay

_STEPS = 1_000


class UpkeepSheet(Overlay):
    """Shows what it is given; its three keys call `check`, `repair` and `copy`."""

    def __init__(self, parent: QWidget, hub: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("数据与同步"))
        self._hub = hub
        self.check: Callable[[], None] = lambda: None
        self.repair: Callable[[], None] = lambda: None
        self.copy: Callable[[], None] = lambda: None
        self._close, self._badge = QPushButton(_("关闭") + "   Esc"), Badge(" ")
        self._bar = QProgressBar(maximum=_STEPS, textVisible=False)
        names = ("source", "progress", "waiting", "backed", "checked", "copies", "kept")
        self._lines = {name: _line(name) for name in names}
        self._numbers = {name: QLabel("0") for name, _word in words.COUNTED}
        self._files = {name: (Badge(" "), QLabel(), QLabel()) for name in words.FILES}
        self._said = QLabel(wordWrap=True)
        self._column = QVBoxLayout(self.card)
        self._lay_out()

    @property
    def text(self) -> str:
        """Everything that can be read on the card now."""
        badges = (badge.text for badge in self.card.findChildren(Badge) if not badge.isHidden())
        labels = (label.text() for label in self.card.findChildren(QLabel) if not label.isHidden())
        return " ".join((*badges, *labels))

    @property
    def said(self) -> str:
        """What became of the last key, or what is wrong with a file."""
        return self._said.text()

    @property
    def share(self) -> float | None:
        """How much of a whole transfer the bar shows, None where there is no bar."""
        return None if self._bar.isHidden() else self._bar.value() / _STEPS

    def show_picture(self, seen: words.Picture, now: datetime) -> None:
        """Show where the seat stands."""
        self._badge.set(link_words(seen.link, now).partition(" · ")[0], *reversed(LINKS[seen.link.state]))
        told = {
            "source": words.source_words(seen.link, self._hub, now),
            "progress": words.progress_words(seen),
            "waiting": words.waiting_words(seen.standing),
            "backed": words.backed_words(seen.backed, now),
            "checked": words.checked_words(seen.checkup, now),
            "copies": words.copies_words(seen.copies),
            "kept": words.kept_words(seen.kept),
        }
        for name, sentence in told.items():
            self._lines[name].setText(sentence)
        share = words.share_of(seen)
        self._bar.setVisible(share is not None)
        self._bar.setValue(round((share or 0.0) * _STEPS))
        for name, label in self._numbers.items():
            label.setText(f"{getattr(seen.standing, name):,}")
        for file in seen.checkup.files if seen.checkup is not None else ():
            self._show_file(file)
        for name in ("backed", "kept"):
            self._lines[name].setVisible(bool(told[name]))
        self.fit()

    def say(self, sentence: str, tone: str = "") -> None:
        """Say what became of a key; an empty sentence says nothing."""
        self._said.setProperty("role", "error" if tone == "alarm" else "strong")
        self._said.setText(sentence)
        self._said.setAccessibleName(sentence)
        self.style().unpolish(self._said)
        self.style().polish(self._said)
        self.fit()

    def card_rect(self) -> tuple[int, int, int, int]:
        worn = theme.of(self)
        width = min(round(880 * worn.scale), self.width() - 6 * worn.space)
        height = min(self._column.heightForWidth(width), self.height() - 6 * worn.space)
        return (self.width() - width) // 2, (self.height() - height) // 2, width, height

    def event(self, event: QEvent) -> bool:
        # The card's own letters mean the card, not the room behind it.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._meant(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._meant(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _meant(self, event: QKeyEvent) -> Callable[[], None] | None:
        meant = {"C": self.check, "R": self.repair, "B": self.copy}
        return None if event.modifiers() else meant.get(QKeySequence(event.key()).toString())

    # -- inside ------------------------------------------------------------------------------------------------------

    def _show_file(self, file: FileState) -> None:
        state, tone = words.STATES.get(file.state, words.STATES["unreadable"])
        badge, rows, size = self._files[file.name]
        badge.set(_(state), tone)
        rows.setText(f"{file.rows:,}" if file.state in ("sound", "older") else "—")
        size.setText(words.size_words(file.size))

    def _lay_out(self) -> None:
        worn, column = theme.of(self), self._column
        column.setContentsMargins(*(worn.space * 3,) * 4)
        column.setSpacing(worn.space + worn.space // 2)
        head, title = QHBoxLayout(), QLabel(_("数据与同步"))
        title.setProperty("role", "heading")
        self._close.clicked.connect(self.close_card)
        head.addWidget(title, 1)
        head.addWidget(self._close)
        column.addLayout(head)
        self._lay_link(column)
        column.addSpacing(worn.space)
        column.addWidget(_caption(_("本席的操作")))
        column.addLayout(self._counts(worn))
        column.addWidget(self._lines["waiting"])
        column.addWidget(self._lines["backed"])
        column.addSpacing(worn.space)
        column.addWidget(_caption(_("本席的文件")))
        column.addLayout(self._table(worn))
        for name in ("checked", "copies", "kept"):
            column.addWidget(self._lines[name])
        column.addWidget(self._said)
        column.addLayout(self._keys())

    def _lay_link(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.addWidget(self._badge)
        row.addWidget(self._lines["source"], 1)
        column.addLayout(row)
        self._bar.setAccessibleName(_("已收到的部分"))
        self._bar.hide()
        column.addWidget(self._bar)
        column.addWidget(self._lines["progress"])

    def _counts(self, worn: theme.Theme) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(worn.space * 2)
        for place, (name, title) in enumerate(words.COUNTED):
            self._numbers[name].setProperty("role", "heading")
            self._numbers[name].setAccessibleName(_(title))
            grid.addWidget(self._numbers[name], 0, place)
            grid.addWidget(_caption(_(title)), 1, place)
            grid.setColumnStretch(place, 1)
        return grid

    def _table(self, worn: theme.Theme) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(worn.space * 3)
        for place, title in enumerate((_("文件"), _("检查结果"), _("条数"), _("大小"))):
            grid.addWidget(_caption(title), 0, place)
        for line, (name, (badge, rows, size)) in enumerate(self._files.items(), 1):
            badge.set(_("还没有检查过"), "info")
            for place, part in enumerate((QLabel(f"{_(words.FILES[name])}  {name}"), badge, rows, size)):
                grid.addWidget(part, line, place)
        grid.setColumnStretch(0, 1)
        return grid

    def _keys(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch()
        acts = ((_("立即检查"), "C", "check"), (_("修复"), "R", "repair"), (_("立即备份"), "B", "copy"))
        for title, key, act in acts:
            button = QPushButton(f"{title}   {key}")
            button.setAccessibleName(title)
            button.clicked.connect(lambda _on=False, act=act: getattr(self, act)())
            row.addWidget(button)
        return row


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "small")
    return label


def _line(name: str) -> QLabel:
    label = QLabel(wordWrap=True)
    label.setProperty("role", "strong" if name == "progress" else "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
