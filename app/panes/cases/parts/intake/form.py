"""A new case by keyboard: text first, the rest proposed and never forced."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.matter import Matter
from app.panes.cases.parts.fields import ChoiceField, Field, LineField, NoteField, PickField
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.picker import Choice
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.queries import MatterHint, matter_hints
from app.text import _
from app.words import books, word
from widgets import theme
from widgets.photo_strip import PhotoStrip

PLACE = ("lon", "lat", "area_code", "area_name", "camera_id", "media_ids", "from")


class Intake(QWidget):
    """`submitted(args)` with Ctrl+Enter; `left()` with Escape; `edited(values)` on every keystroke, for the draft."""

    submitted = Signal(dict)
    left = Signal()
    edited = Signal(dict)
    map_asked = Signal()
    camera_asked = Signal()

    def __init__(self, matters: Sequence[Matter], choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matters, self._choices = matters, choices
        self._place: dict[str, Any] = {}
        self.text = NoteField("description", _("发生了什么？先写这里，类别会自动建议"), lines=4)
        self.matter = PickField("matter_id", _("类别名称或关键词"), choices, "", lines=3)
        self.address = LineField("address", _("路名、门牌、参照物"))
        self.grade = ChoiceField("grade", _("等级"), [(c, _(t)) for c, t in reversed(books()["grade"].items())])
        desk_first = sorted(books()["source"], key=lambda code: (code != "desk", code != "hotline"))
        self.source = ChoiceField("source", _("来源"), [(code, word("source", code)) for code in desk_first])
        self.source_no = LineField("source_no", _("来源编号（可不填）"))
        self.reporter = LineField("reporter", _("反映人（可不填）"))
        self.phone = LineField("reporter_phone", _("联系电话（可不填）"))
        self.photos = PhotoStrip()
        self._why, self._where, self._message = PlainLabel("small"), PlainLabel("small"), PlainLabel("error")
        self._build()
        self._connect()

    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the keyboard."""
        one = (self.text, self.matter, self.address, self.grade)
        return (*one, self.source, self.source_no, self.reporter, self.phone)

    def values(self) -> dict[str, Any]:
        """Everything said so far."""
        return {name: value for field in self.fields() for name, value in field.read().items()} | self._place

    def fill(self, values: dict[str, Any]) -> None:
        """Put values in; the place first, the operator's own words as they were."""
        self.set_place({name: values[name] for name in PLACE if values.get(name)})
        for field in self.fields():
            if values.get(field.name):
                field.write(values)

    def set_place(self, place: dict[str, Any]) -> None:
        """Where it is: position, the camera that saw it, pictures, and in words where this comes from."""
        self._place |= place
        lon, lat = self._place.get("lon"), self._place.get("lat")
        if lon is not None and lat is not None:
            told = _("已定位 {lon:.5f}, {lat:.5f}").format(lon=lon, lat=lat)
            self._where.say(
                "  ·  ".join(part for part in (told, one_line(str(self._place.get("from", "")), 60)) if part)
            )
        else:
            self._where.say(_("还没有坐标：可在地图上点选，或取手上的镜头"))
        self._tell_edit()

    def focus_first(self) -> None:
        """Give the keyboard to the text."""
        self.text.setFocus()

    def tell(self, sentence: str) -> None:
        """Say why it was not taken."""
        self._message.say(sentence)
        self._message.setVisible(bool(sentence))

    @property
    def said(self) -> str:
        """Why it was not taken; empty for nothing."""
        return self._message.text()

    def submit(self) -> None:
        """Register, or point at what is missing."""
        values = {name: value for name, value in self.values().items() if value not in ("", None) and name != "from"}
        self.text.complain(not values.get("description"))
        if not values.get("description"):
            self.tell(_("还差：{what}").format(what=_("描述")))
            self.text.setFocus()
            return
        self.submitted.emit(values)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
        else:
            event.accept()

    def _propose(self) -> None:
        """Words in the text lead to matters; what the operator chose stays."""
        hints = matter_hints(self.values().get("description", ""), self._matters)
        best = hints[0] if hints else None
        self.matter.picker.set_choices(_hinted(self._choices, hints), best.matter.id if best else "")
        if self.matter.picker.by_hand:
            self._why.say(_("由您选定"))
        elif best is not None:
            self._why.say(_("因文字中有“{word}”，建议“{name}”").format(word=best.because, name=best.matter.name))
        else:
            self._why.say(_("还没有建议，可留空由立案时确定"))

    def _tell_edit(self) -> None:
        self.tell("")
        self.edited.emit(self.values())

    def _connect(self) -> None:
        for here, after in zip(self.fields(), (*self.fields()[1:], None), strict=True):
            here.changed.connect(self._tell_edit)
            here.submitted.connect(after.setFocus if after is not None else self.submit)
        self.text.changed.connect(self._propose)
        self.matter.changed.connect(self._propose)
        self._map.clicked.connect(self.map_asked)
        self._cam.clicked.connect(self.camera_asked)
        self._send.clicked.connect(self.submit)
        self._back.clicked.connect(self.left)
        self._propose()

    def _build(self) -> None:
        title = QLabel(_("登记新案件"))
        title.setProperty("role", "heading")
        self._map, self._cam = KeyButton(_("取地图点")), KeyButton(_("取手上镜头"))
        self._send, self._back = KeyButton(_("登记"), "Ctrl+Enter"), KeyButton(_("返回"), "Esc")
        self._send.setProperty("role", "primary")
        self._back.setProperty("role", "quiet")
        content = QWidget()
        content.setProperty("ground", "none")
        self._form = QFormLayout(content)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._add(_("描述"), self.text)
        self._add(_("类别"), self.matter)
        self._add("", self._why)
        self._add(_("地点"), self.address)
        self._add("", self._where)
        self._add("", _beside(self._map, self._cam))
        self._add(_("等级"), self.grade)
        self._add(_("来源"), _beside(self.source, self.source_no))
        self._add(_("反映人"), _beside(self.reporter, self.phone))
        self._add("", self.photos)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        foot = QHBoxLayout()
        foot.addWidget(self._message, 1)
        foot.addStretch()
        foot.addWidget(self._back)
        foot.addWidget(self._send)
        self._page = QVBoxLayout(self)
        self._page.addWidget(title)
        self._page.addWidget(scroll, 1)
        self._page.addLayout(foot)
        self.photos.hide()
        self.tell("")
        theme.follow(self, self._dress)

    def _add(self, label: str, body: QWidget) -> None:
        name = QLabel(label)
        name.setProperty("role", "muted")
        self._form.addRow(name, body)

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._page.setContentsMargins(pad, worn.space * 3 // 2, pad, worn.space * 3 // 2)
        self._form.setVerticalSpacing(worn.space)
        self._form.setHorizontalSpacing(worn.space * 3 // 2)
        self._map.setIcon(theme.icon("map-pin", "accent", worn))
        self._cam.setIcon(theme.icon("cctv", "accent", worn))


def _hinted(choices: Sequence[Choice], hints: Sequence[MatterHint]) -> list[Choice]:
    """The proposals first, each with the word that led to it."""
    first = {hint.matter.id: hint.because for hint in hints}
    ranked = sorted(choices, key=lambda choice: list(first).index(choice.id) if choice.id in first else len(first))
    return [
        Choice(c.id, c.name, _("因“{word}”").format(word=first[c.id]), c.keys) if c.id in first else c for c in ranked
    ]


def _beside(*parts: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part, 1)
    return box
