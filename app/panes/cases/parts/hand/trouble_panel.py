"""What the hub refused or another seat overtook: field by field, with the ways out."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.labels import label_of, value_words
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.store import Trouble
from app.text import _, local_time
from app.words import refusal, word
from widgets import theme


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """One field: what I saw, what stands there now and by whom, what I asked."""

    field: str
    seen: str
    found: str
    asked: str


def trouble_lines(trouble: Trouble, names: dict[str, str]) -> tuple[TroubleLine, ...]:
    """The clashing fields in words."""
    return tuple(
        TroubleLine(
            label_of(name),
            value_words(name, seen, names),
            value_words(name, found, names),
            value_words(name, asked, names),
        )
        for name, (seen, found, asked) in trouble.conflicts.items()
    )


def overtaken_by(dossier: Dossier, trouble: Trouble) -> str:
    """Who acted meanwhile: seat, name, time and what was done; empty where the timeline does not say."""
    others = [s for s in dossier.steps if not s.waiting and s.seat != trouble.command.by.seat]
    if not others:
        return ""
    last = others[-1]
    who = (
        _("{seat} 号席 {name}").format(seat=last.seat, name=one_line(last.operator, 20)) if last.seat else last.operator
    )
    return f"{who} {local_time(last.at)} {word('action', last.action)}"


class TroublePanel(QWidget):
    """`again(id)` asks for the same once more, `edit(id)` opens the form as it was sent, `seen(id)` puts it aside;
    a clash is decided field by field on its own desk: `decide(case)`."""

    decide = Signal(str)
    again = Signal(str)
    edit = Signal(str)
    seen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Trouble, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_troubles(self, dossier: Dossier, names: dict[str, str]) -> None:
        """Show what did not go through; nothing hides the panel."""
        if dossier.troubles == self._shown:
            return
        self._shown = dossier.troubles
        while (item := self._layout.takeAt(0)) is not None:
            card = item.widget()
            if card is not None:
                card.hide()
                card.deleteLater()
        for trouble in dossier.troubles:
            self._layout.addWidget(self._card(dossier, trouble, names))
        self.setVisible(bool(dossier.troubles))

    def texts(self) -> tuple[str, ...]:
        """Every word shown, in order."""
        return tuple(label.text() for label in self.findChildren(QLabel) if not label.isHidden())

    def _card(self, dossier: Dossier, trouble: Trouble, names: dict[str, str]) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        column = QVBoxLayout(card)
        column.addLayout(self._title(trouble))
        column.addWidget(_label(refusal("conflict" if trouble.outcome == "conflict" else trouble.code), ""))
        who = overtaken_by(dossier, trouble)
        if trouble.conflicts:
            column.addLayout(_table(trouble_lines(trouble, names), who))
        elif who:
            column.addWidget(_label(_("此前：{who}").format(who=who), "small"))
        column.addLayout(self._ways_out(trouble))
        return card

    def _title(self, trouble: Trouble) -> QHBoxLayout:
        row = QHBoxLayout()
        icon = QLabel()
        worn = theme.of(self)
        icon.setPixmap(theme.pixmap("triangle-alert", "alarm", worn.icon_px, self.devicePixelRatioF(), worn))
        row.addWidget(icon)
        said = _("我的“{action}”没有通过") if trouble.outcome == "refused" else _("我的“{action}”与他席冲突")
        row.addWidget(_label(said.format(action=word("action", trouble.command.operation)), "strong"), 1)
        row.addWidget(_label(local_time(trouble.command.at), "small", wrap=False))
        return row

    def _ways_out(self, trouble: Trouble) -> QHBoxLayout:
        row, command_id = QHBoxLayout(), trouble.command.id
        if trouble.conflicts or trouble.followers:
            # Nothing about state or unit, and nothing that waits behind, is decided with one careless click here.
            button = KeyButton(_("逐项决定"), "Q")
            button.setProperty("role", "primary")
            button.clicked.connect(lambda: self.decide.emit(trouble.command.target))
            row.addWidget(button)
            row.addStretch()
            return row
        ways = ((_("改后再办"), self.edit), (_("仍按我的办理"), self.again), (_("知道了"), self.seen))
        for text, signal in ways:
            button = KeyButton(text)
            button.setProperty("role", "quiet" if signal is self.seen else "")
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit(command_id))
            row.addWidget(button)
        row.addStretch()
        return row


def _table(lines: Sequence[TroubleLine], who: str) -> QGridLayout:
    grid = QGridLayout()
    heads = (_("项目"), _("我看到的"), _("现在：{who}").format(who=who) if who else _("现在"), _("我要改成"))
    for column, head in enumerate(heads):
        grid.addWidget(_label(head, "small"), 0, column)
        grid.setColumnStretch(column, 2 if column else 1)
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate((line.field, line.seen, line.found, line.asked)):
            grid.addWidget(_label(text, "muted" if column == 0 else ""), row, column)
    return grid


def _label(text: str, role: str, wrap: bool = True) -> PlainLabel:
    label = PlainLabel(role, wrap)
    label.say(text)
    return label
