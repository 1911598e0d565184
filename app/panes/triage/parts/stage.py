"""The capture in hand: its picture, what it is said to show, and what can be done about it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.panes.triage.parts.choices import ChoicePanel
from app.panes.triage.parts.picture import Picture
from app.text import N_, _
from widgets import theme
from widgets.badge import Badge
from widgets.empty_state import EmptyState
from widgets.photo_strip import Photo, PhotoStrip, PhotoViewer

BUTTONS = (
    ("accept", N_("采信"), "A", "primary", "check"),
    ("reject", N_("不采信"), "R", "danger", "x"),
    ("merge", N_("并单"), "M", "", "layers"),
    ("around", N_("身边"), "F4", "quiet", "crosshair"),
    ("open", N_("打开"), "O", "quiet", "folder-open"),
)
BADGES = ("confidence", "grade", "many", "standing", "pending")


class Stage(QWidget):
    """`asked(intent)` for a button; the choices emit through `reasons` and `near`."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture, self.strip = Picture(), PhotoStrip()
        self.title = _plain("heading", wrap=True)
        self.badges = {name: Badge(parent=self) for name in BADGES}
        self.facts = [(_plain("muted"), _plain(wrap=True)) for _n in range(5)]
        self.banner, self.banner_words = QFrame(), _plain(wrap=True)
        self.message, self.done = _plain("error", wrap=True), _plain("small")
        self.undo = _button(N_("撤销"), "Z", "")
        self.buttons = {name: _button(words, key, role) for name, words, key, role, _icon in BUTTONS}
        self.reasons = ChoicePanel(3, _("不采信的理由；回车确认"), _("返回"))
        self.near = ChoicePanel(1, "", _("返回"))
        self.empty = EmptyState("badge-check")
        self._foot, self._pages = QStackedWidget(), QStackedWidget()
        self._viewer: PhotoViewer | None = None
        self._lay_out()
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, name))
        self.undo.clicked.connect(partial(self._ask, "undo"))
        self.undo.hide()
        self.picture.opened.connect(self.enlarge)
        theme.follow(self, self._dress)

    @property
    def choosing(self) -> str:
        """Which choice is open: "reasons", "near" or none."""
        shown = self._foot.currentWidget()
        return "reasons" if shown is self.reasons else "near" if shown is self.near else ""

    @property
    def shows_something(self) -> bool:
        """Whether there is a capture in hand."""
        return self._pages.currentIndex() == 0

    def show_capture(
        self, title: str, badges: dict[str, tuple[str, str, str]], facts: Sequence[tuple[str, str]]
    ) -> None:
        """Show the words of a capture; its picture comes by itself."""
        self._pages.setCurrentIndex(0)
        self.title.setText(title)
        for name, badge in self.badges.items():
            badge.set(*badges.get(name, ("", "info", "")))
        for (label, value), (name, said) in zip(self.facts, [*facts, *[("", "")] * 5], strict=False):
            label.setText(name)
            value.setText(said)

    def show_members(self, photos: Sequence[Photo]) -> None:
        """The pictures of the stack; one alone needs no row of its own."""
        self.strip.set_photos(photos if len(photos) > 1 else ())
        self.strip.setVisible(bool(self.strip.photos) and not self.choosing)

    def show_nothing(self, title: str, note: str) -> None:
        """Nothing waits, as of when."""
        self.close_choice()
        self.empty.set("badge-check", title, note)
        self._pages.setCurrentIndex(1)

    def tell(self, sentence: str) -> None:
        """Say why something was not done; "" takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def inform(self, sentence: str) -> None:
        """Say what was just done; "" takes it away."""
        self.done.setText(sentence)

    def offer_undo(self, seconds: int) -> None:
        """How long the last decision can still be taken back; 0 takes the button away."""
        self.undo.setText(_("撤销刚才的研判  Z（{n} 秒）").format(n=seconds))
        self.undo.setVisible(seconds > 0)

    def warn(self, sentence: str) -> None:
        """What the bench thinks of this algorithm; "" where it thinks nothing."""
        self.banner_words.setText(sentence)
        self.banner.setVisible(bool(sentence))

    def open_choice(self, which: str) -> None:
        """Put a choice in the place of the buttons."""
        self._foot.setCurrentWidget(self.reasons if which == "reasons" else self.near)
        self.strip.hide()
        self._fit_foot()

    def close_choice(self) -> None:
        """Back to the buttons."""
        self._foot.setCurrentIndex(0)
        self.strip.setVisible(bool(self.strip.photos))
        self._fit_foot()

    def enlarge(self) -> None:
        """Look at the picture over the whole window."""
        if self.picture.image.isNull():
            return
        self._viewer = PhotoViewer(self.window(), [("", self.title.text())], 0)
        self._viewer.set_image("", self.picture.image)
        self._viewer.closed.connect(self._put_away)
        self._viewer.show()
        self._viewer.setFocus()

    def _put_away(self) -> None:
        self._viewer = None
        self.asked.emit("back")

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.asked.emit(name)

    def _fit_foot(self) -> None:
        """Qt: a stack is as high as its highest page; only the one in front may ask for room."""
        for number in range(self._foot.count()):
            page = self._foot.widget(number)
            assert page is not None
            front = page is self._foot.currentWidget()
            way = QSizePolicy.Policy.Preferred if front else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, way)
        self._foot.adjustSize()

    def _lay_out(self) -> None:
        space = theme.of(self).space
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(space + space // 2, space, space + space // 2, space)
        column.setSpacing(space)
        column.addLayout(self._head(space))
        column.addWidget(self._lay_out_banner(space))
        column.addWidget(self.picture, 1)
        column.addWidget(self.strip)
        column.addLayout(self._table(space))
        column.addWidget(self.message)
        self._foot.addWidget(self._bar(space))
        self._foot.addWidget(self.reasons)
        self._foot.addWidget(self.near)
        self._foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self._foot)
        self.message.hide()
        self.banner.hide()
        self.strip.hide()
        self._fit_foot()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _head(self, space: int) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(space)
        head.addWidget(self.title, 1)
        head.addWidget(self.done)
        head.addWidget(self.undo)
        for badge in self.badges.values():
            head.addWidget(badge)
        return head

    def _lay_out_banner(self, space: int) -> QFrame:
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(space, space // 2, space, space // 2)
        row.addWidget(self.banner_words, 1)
        return self.banner

    def _table(self, space: int) -> QGridLayout:
        """Two pairs to a line, the last one over the whole width."""
        table = QGridLayout()
        table.setHorizontalSpacing(space + space // 2)
        table.setVerticalSpacing(space // 4)
        table.setColumnStretch(1, 1)
        table.setColumnStretch(3, 1)
        for number, (label, value) in enumerate(self.facts):
            row, left = number // 2, number % 2 * 2
            table.addWidget(label, row, left, Qt.AlignmentFlag.AlignTop)
            value.setAlignment(Qt.AlignmentFlag.AlignTop)
            table.addWidget(value, row, left + 1, 1, 3 if number == len(self.facts) - 1 else 1)
        return table

    def _bar(self, space: int) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space)
        for name, button in self.buttons.items():
            row.addWidget(button, 1 if name in ("accept", "reject", "merge") else 0)
        return bar

    def _dress(self, worn: theme.Theme) -> None:
        for name, _words, _key, role, icon in BUTTONS:
            tone = {"primary": "on_accent", "danger": "alarm"}.get(role, "muted")
            self.buttons[name].setIcon(theme.icon(icon, tone, worn))
        self.undo.setIcon(theme.icon("undo-2", "text", worn))
        ground = worn.tint("warn", 0.18)
        self.banner.setStyleSheet(f"QFrame {{ background: {ground}; border: none; border-radius: {worn.radius}px; }}")


def _plain(role: str = "", wrap: bool = False) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=wrap)
    if role:
        label.setProperty("role", role)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _button(words: str, key: str, role: str) -> QPushButton:
    button = QPushButton(f"{_(words)}  {key}")
    button.setAccessibleName(_(words))
    button.setProperty("role", role)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
