"""The urgent half of the form: time, casualties and actions, the meter, and the words in which it goes up."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.intake import find_told, measure
from app.panes.cases.parts.fields import LineField, NoteField
from app.panes.cases.parts.intake.chips import Chips
from app.panes.cases.parts.intake.meter import QualityMeter
from app.panes.cases.parts.intake.rows import ElidedLabel, Rows, beside
from app.panes.cases.parts.intake.upward import FORMS, Sender, upward_text
from app.panes.cases.parts.plain import one_line
from app.text import _
from app.words import word


class UrgentPart(QWidget):
    """What an urgent report needs more than any other. Place and event are the form's own address and text."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.time = LineField("time", _("何时发生，如 14:05、刚才"))
        self.casualties = LineField("casualties", _("伤亡人数、被困、影响范围；没有也请写“无”"))
        self.measures = LineField("actions", _("谁已到场、已采取什么措施；没有也请写“无”"))
        self.meter, self.clocks = QualityMeter(), ElidedLabel()
        self.form = Chips(_("上报文稿"), [("phone", _("电话口述")), ("written", _("书面初报"))])
        self.upward = NoteField("upward", _("上报文稿，由要素自动生成，可改"), lines=4)
        self._texts: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self.form.choose(FORMS[0])
        self._lay_out()
        for field in self.fields():
            field.changed.connect(self.changed)
        self.form.chosen.connect(lambda _form: self._show_text())
        self.upward.changed.connect(self._text_edited)

    def fields(self) -> tuple[LineField, ...]:
        """The three fields that only an urgent report has, in the order of a call."""
        return (self.casualties, self.time, self.measures)

    def read(self, place: str, event: str) -> dict[str, str]:
        """The five fields together: what is written in its own line, else what the words of the event say of it."""
        return {"time": "", "place": place, "event": event, "casualties": "", "actions": ""} | {
            **find_told(event),
            **{name: said for name, said in self.own().items() if said},
        }

    def own(self) -> dict[str, str]:
        """What the operator has written in the three lines."""
        return {field.name: field.said for field in self.fields()}

    def write(self, five: Mapping[str, Any]) -> None:
        """Fill the three fields from a draft."""
        for field in self.fields():
            if five.get(field.name):
                field.write(dict(five))

    def judge(self, values: Mapping[str, Any], sender: Sender, limits: tuple[float, float]) -> None:
        """Measure the report and write the words upwards anew, where the operator has not written his own."""
        told = find_told(str(values.get("description", "")))
        for field in self.fields():
            said = told.get(field.name, "")
            field.propose(_("取自描述：{said}").format(said=one_line(said, 60)) if said else "")
        self.meter.show_quality(measure(values.get("five") or {}, located=values.get("lon") is not None))
        self._texts = {form: upward_text(form, values, sender) for form in FORMS}
        self.clocks.say(
            _("限 {phone:g} 分钟内电话报、{written:g} 分钟内书面报").format(phone=limits[0], written=limits[1])
        )
        self._show_text()

    def text(self, form: str) -> str:
        """The words upwards in a form: the operator's own, else the generated ones."""
        return self._own.get(form) or self._texts.get(form, "")

    def own_texts(self) -> dict[str, str]:
        """What the operator has rewritten, by form."""
        return dict(self._own)

    def take_texts(self, own: Mapping[str, Any]) -> None:
        """Put back what the operator had rewritten."""
        self._own = {form: str(own[form]) for form in FORMS if own.get(form)}
        self._show_text()

    def _text_edited(self) -> None:
        form, said = self.form.value, self.upward.read()["upward"]
        if said and said != self._texts.get(form, "").strip():
            self._own[form] = said
        else:
            self._own.pop(form, None)
        self.changed.emit()

    def _show_text(self) -> None:
        if self.upward.read()["upward"] != self.text(self.form.value).strip():
            self.upward.blockSignals(True)  # what is generated is no edit of the operator's
            self.upward.write({"upward": self.text(self.form.value)})
            self.upward.blockSignals(False)

    def _lay_out(self) -> None:
        self.rows = Rows(self)
        for field in self.fields():
            self.rows.add(word("five", field.name), field)
        self.rows.add("", self.meter)
        self.rows.add(_("上报"), beside(self.form, self.clocks, stretch=(0, 1)))
        self.rows.add("", self.upward)
