"""How the form of a new case looks: what stands where, and which key leads to it."""

import itertools
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.panes.cases.parts.fields import Field, LineField, NoteField
from app.panes.cases.parts.intake.chips import ChipField
from app.panes.cases.parts.intake.folding import FoldingPick
from app.panes.cases.parts.intake.keys import KEYS, TAKE
from app.panes.cases.parts.intake.likely import LikelyPanel
from app.panes.cases.parts.intake.place_field import PlaceField
from app.panes.cases.parts.intake.proposals import ProposalRow
from app.panes.cases.parts.intake.rows import ElidedLabel, Rows, beside
from app.panes.cases.parts.intake.source_field import SourceField
from app.panes.cases.parts.intake.urgent import UrgentPart
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.picker import Choice
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _
from app.words import books, word
from widgets import theme
from widgets.photo_strip import PhotoStrip

LOW_EM = 46
NARROW_EM = 40
GRADES = ("4", "3", "2", "1")


class IntakeLayout(QWidget):
    """The controls of the form and their places; what they do is the form's."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.text = NoteField("description", _("发生了什么？先写这里，类别和等级会自动建议"), lines=4)
        self.address = PlaceField()
        self.matter = FoldingPick("matter_id", _("类别名称或关键词"), choices)
        self.proposals = ProposalRow()
        self.grade = ChipField("grade", _("等级"), [(code, word("grade", code)) for code in GRADES])
        self.grade_why = ElidedLabel()
        self.reporter = LineField("reporter", _("反映人（可不填）"))
        self.phone = LineField("reporter_phone", _("联系电话（可不填）"))
        self.source, self.source_no = SourceField(), LineField("source_no", _("来源编号（可不填）"))
        self.order = ChipField(
            "order_type", _("诉求类型"), [(c, word("order_type", c)) for c in books()["order_type"] if c]
        )
        self.confidential, self.reward = QCheckBox(_("保密 B")), QCheckBox(_("有奖 R"))
        self.urgent, self.likely, self.photos = UrgentPart(), LikelyPanel(), PhotoStrip()
        self.where, self.where_warning, self.card = PlainLabel("small"), PlainLabel("small"), PlainLabel()
        self.calls, self.privacy = PlainLabel("small"), PlainLabel("faint")
        self.message, self.state = PlainLabel("error"), PlainLabel("small")
        self.urgent_button = KeyButton(_("紧急信息"), KEYS["urgent"])
        self.map_button, self.camera_button = (
            KeyButton(_("地图点"), _letter(KEYS["map"])),
            KeyButton(_("手上镜头"), _letter(KEYS["camera"])),
        )
        self.clear_button, self.file_button = (
            KeyButton(_("清除"), KEYS["clear_place"]),
            KeyButton(_("附照片"), KEYS["photo"]),
        )
        self.send_button, self.back_button = KeyButton(_("登记"), "Ctrl+Enter"), KeyButton(_("返回"), "Esc")
        self._ways = tuple((button, button.text()) for button in (self.map_button, self.camera_button))
        self._hint, self._narrow, self._needed = ElidedLabel(), False, 0
        self._build()
        self.show_urgent(False)

    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the keyboard."""
        first = (self.text, self.address, self.matter, self.grade)
        return (*first, self.phone, self.reporter, self.source, self.source_no, self.order)

    def order_of_hands(self) -> tuple[Field, ...]:
        """The fields as Enter and Tab walk them; an urgent report asks its own right after the place."""
        text, address, *rest = self.fields()
        own = self.urgent.fields() if self.urgent_button.isChecked() else ()
        return (text, address, *own, *rest)

    def show_urgent(self, on: bool) -> None:
        """Show what only an urgent report needs, or put it away."""
        self.urgent.setVisible(on)
        self._title.setText(_("登记紧急信息") if on else _("登记新案件"))
        self._text_label.rename(word("five", "event") if on else _("描述"))

    def bind_keys(self) -> None:
        """Alt and a letter lead to a row or do what the letter stands for."""
        focus: dict[str, QWidget] = {
            "text": self.text, "address": self.address, "matter": self.matter, "grade": self.grade,
            "phone": self.phone, "source": self.source, "order": self.order,
        }  # fmt: skip
        press = {
            "map": self.map_button, "camera": self.camera_button, "clear_place": self.clear_button,
            "urgent": self.urgent_button, "confidential": self.confidential, "reward": self.reward,
            "photo": self.file_button,
        }  # fmt: skip
        for name, widget in focus.items():
            self._bind(KEYS[name], widget.setFocus)
        for name, button in press.items():
            self._bind(KEYS[name], button.click)
        for number, key in enumerate(TAKE):
            self._bind(key, partial(self.proposals.take, number))
        likely = {"same": self.likely.say_same, "part": self.likely.say_part, "different": self.likely.say_other}
        likely |= {"large": self.likely.enlarge, "next": self.likely.turn}
        for name, act in likely.items():
            self._bind(KEYS[name], act)

    def take_mime(self, mime: object) -> bool:
        """Take pictures that were dropped or pasted; the form knows how."""
        return False

    def event(self, event: QEvent) -> bool:
        # Qt: single letters and digits are actions of the room by shortcut; within the form they belong to the form.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            if not held and (event.text().strip() or event.key() == Qt.Key.Key_Space):
                event.accept()
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Pasting a picture into the text attaches it; the text itself would not know what to do with it.
        pasted = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.matches(
            QKeySequence.StandardKey.Paste
        )  # fmt: skip
        if pasted and not QGuiApplication.clipboard().mimeData().hasText():
            return self.take_mime(QGuiApplication.clipboard().mimeData())
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._scroll.ensureWidgetVisible(watched, 0, theme.of(self).row_px * 2)
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        worn = theme.of(self)
        self.likely.set_low(self.height() < worn.font_px * LOW_EM)
        self._set_narrow(self.width() < max(worn.font_px * NARROW_EM, self._wide_px()))

    def _wide_px(self) -> int:
        """The width the rows need with their labels beside them; it is seen only while they stand so."""
        if not self._narrow:
            around = self._page.contentsMargins()
            bar = self._scroll.verticalScrollBar().sizeHint().width()
            self._needed = self._rows_page.minimumSizeHint().width() + around.left() + around.right() + bar
        return self._needed

    def _set_narrow(self, narrow: bool) -> None:
        """In a narrow room the labels stand above their rows, and the ways to a place show only their icon."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for rows in self._row_groups:
            rows.set_stacked(narrow)
        for button, name in self._ways:
            button.setText("" if narrow else name)
            button.setAccessibleName(name)
            button.updateGeometry()
        self._hint.setHidden(narrow)

    def _bind(self, key: str, act: Callable[[], object]) -> None:
        # Qt: a text field writes the letter of Alt+letter down unless a shortcut has taken it before.
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act())

    def _build(self) -> None:
        self._title = QLabel(_("登记新案件"))
        self._title.setProperty("role", "heading")
        self._hint.say(_("Alt+字母 直达该项"))
        self.urgent_button.setCheckable(True)
        head = QHBoxLayout()
        head.addWidget(self._title)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._hint, 1)
        head.addWidget(self.urgent_button)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows_page = self._content()
        self._scroll.setWidget(self._rows_page)
        self._page = QVBoxLayout(self)
        self._page.addLayout(head)
        self._page.addWidget(self._scroll, 1)
        self._page.addWidget(self.likely)
        self._page.addLayout(self._foot())
        for field in (*self.fields(), *self.urgent.fields()):
            _hands_of(field).installEventFilter(self)
        self._chain()
        for shy in (self.photos, self.calls, self.privacy, self.message, self.where_warning):
            shy.hide()
        theme.follow(self, self._dress)

    def _chain(self) -> None:
        """Tab walks the rows from above, whatever was made first."""
        text, address, *rest = (_hands_of(field) for field in self.fields())
        first = [text, address, self.map_button, self.camera_button, self.clear_button]
        own = [*map(_hands_of, self.urgent.fields()), self.urgent.form, _hands_of(self.urgent.upward)]
        marks = [self.confidential, self.reward, self.file_button, self.photos]
        walk = [*first, *own, *rest, *marks, self.send_button, self.back_button, self.urgent_button]
        for here, after in itertools.pairwise(walk):
            QWidget.setTabOrder(here, after)

    def _content(self) -> QWidget:
        content = QWidget()
        content.setProperty("ground", "none")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        first, rest = Rows(), Rows()
        self._row_groups = (first, self.urgent.rows, rest)
        self._text_label = first.add(_("描述"), self.text, KEYS["text"])
        first.add(_("地点"), self.address, KEYS["address"])
        first.add("", self._places())
        rest.add(_("类别"), self._stack(self.matter, self.proposals), KEYS["matter"])
        rest.add(_("等级"), beside(self.grade, self.grade_why, stretch=(0, 1)), KEYS["grade"])
        who = beside(self.phone, self.reporter, self.confidential, self.reward, stretch=(3, 2, 0, 0))
        rest.add(_("反映人"), self._stack(who, self.privacy, self.calls), KEYS["phone"])
        rest.add(_("来源"), beside(self.source, self.source_no), KEYS["source"])
        rest.add(_("诉求"), self.order, KEYS["order"])
        attach = beside(self.file_button, self._drop_hint(), stretch=(0, 1))
        rest.add(_("照片"), self._stack(attach, self.photos), KEYS["photo"])
        column.addLayout(first)
        column.addWidget(self.urgent)
        column.addLayout(rest)
        column.addStretch(1)
        self._column = column
        return content

    def _places(self) -> QWidget:
        self.card_box = QFrame()
        self.card_box.setProperty("card", "true")
        self._card_row = QHBoxLayout(self.card_box)
        self._card_row.addWidget(self.card, 1)
        self._card_row.addWidget(self.clear_button)
        self.clear_button.setProperty("role", "quiet")
        # The line of the address is wide, for what is found under it is read there.
        ways = beside(self.where, self.map_button, self.camera_button, stretch=(1, 0, 0))
        return self._stack(ways, self.where_warning, self.card_box)

    def _drop_hint(self) -> QWidget:
        hint = PlainLabel("faint", wrap=False)
        hint.say(_("也可拖入或粘贴"))
        return hint

    def _stack(self, *parts: QWidget) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in parts:
            column.addWidget(part)
        return box

    def _foot(self) -> QHBoxLayout:
        self.send_button.setProperty("role", "primary")
        self.back_button.setProperty("role", "quiet")
        foot = QHBoxLayout()
        foot.addWidget(self.message, 1)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.send_button)
        return foot

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._page.setContentsMargins(pad, worn.space * 3 // 2, pad, worn.space * 3 // 2)
        self._page.setSpacing(worn.space)
        self._column.setSpacing(worn.space * 3 // 4)
        widest = max(rows.widest() for rows in self._row_groups)
        for rows in self._row_groups:
            rows.dress(worn, widest)
        # A number must be read while it is typed, and a note is no column of syllables: else the labels go on top.
        self.phone.setMinimumWidth(worn.font_px * 7)
        self.where.setMinimumWidth(worn.font_px * 8)
        self.where_warning.setStyleSheet(f"color: {worn.warn}")
        self.calls.setStyleSheet(f"color: {worn.info}")
        self._card_row.setContentsMargins(worn.space, worn.space // 2, worn.space // 2, worn.space // 2)
        self.map_button.setIcon(theme.icon("map-pin", "accent", worn))
        self.camera_button.setIcon(theme.icon("cctv", "accent", worn))
        self.file_button.setIcon(theme.icon("image", "accent", worn))
        self.urgent_button.setIcon(theme.icon("siren", "alarm", worn))


def _letter(key: str) -> str:
    """The letter of Alt and a letter, as the labels of the rows show it."""
    return key.rpartition("+")[2]


def _hands_of(field: QWidget) -> QWidget:
    """The control of a field that really has the keyboard."""
    while (inner := field.focusProxy()) is not None:
        field = inner
    return field
