"""What, where, who: the description and the short facts of a case, with the things one can do at its place."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.domain.unit import Unit
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.advice_words import why_words
from app.panes.cases.parts.acting.form_args import FIVE
from app.panes.cases.parts.acting.reason_field import reason_line
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain import inert, masked_name, masked_phone, one_line
from app.panes.cases.parts.plain_label import PlainLabel, tip
from app.store.rows import StepRow
from app.text import N_, _, local_time
from app.words import word
from widgets import theme

ROWS = (
    ("place", N_("地点")),
    ("unit", N_("责任单位")),
    ("source", N_("来源")),
    ("reporter", N_("反映人")),
    ("reported", N_("上报时间")),
    ("matter", N_("类别")),
    ("five", N_("五要素")),
    ("helpers", N_("协办单位")),
    ("reason", N_("原因")),
    ("result", N_("处置结果")),
    ("visit", N_("回访")),
)


NARROW_EM = 36


class CaseFacts(QWidget):
    """`around_asked` when the operator wants to see what is near; `camera_asked(id)` for the camera that saw it."""

    around_asked = Signal()
    camera_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera_id = ""
        self.description = PlainLabel()
        self._values = {name: PlainLabel() for name, _label in ROWS}
        self._labels = {name: QLabel(_(label)) for name, label in ROWS}
        self._around = KeyButton(_("看身边"), "F4")
        self._camera = KeyButton("")
        self._camera.hide()
        for button, signal in ((self._around, self.around_asked.emit), (self._camera, self._ask_camera)):
            button.setProperty("role", "quiet")
            button.clicked.connect(signal)
        self._grid = QGridLayout()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.description)
        self._layout.addLayout(self._grid)
        self._fill_grid()
        theme.follow(self, self._dress)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show the facts of a case; rows without anything to say are left out."""
        self.description.say(inert(dossier.case.description) or _("（没有描述）"))
        texts = fact_words(dossier)
        for name, label in self._values.items():
            label.say(texts[name])
            label.setVisible(bool(texts[name]))
            self._labels[name].setVisible(bool(texts[name]))
        case = dossier.case
        self._around.setEnabled(case.lon is not None)
        self._around.setToolTip("" if case.lon is not None else _("这个案件没有坐标"))
        self._camera_id = case.camera_id
        self._camera.setText(one_line(dossier.camera_name, 8).replace("&", "&&"))
        self._camera.setToolTip(tip(one_line(dossier.camera_name, 60)))
        self._camera.setAccessibleName(one_line(dossier.camera_name, 60))
        self._camera.setVisible(bool(dossier.camera_name))

    def text(self, name: str) -> str:
        """What a row says now."""
        return self._values[name].text()

    def _fill_grid(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, _label) in enumerate(ROWS):
            self._labels[name].setProperty("role", "muted")
            self._grid.addWidget(self._labels[name], row, 0, top)
            self._grid.addWidget(self._values[name], row, 1, top)
        self._tools = QWidget()
        self._ways = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._tools)
        self._ways.setContentsMargins(0, 0, 0, 0)
        for button in (self._around, self._camera):
            self._ways.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(1, 1)
        self._place_tools(narrow=False)

    def _place_tools(self, narrow: bool) -> None:
        """Beside the facts; under them where those would have to break their lines for it."""
        self._narrow = narrow
        self._grid.removeWidget(self._tools)
        way = QBoxLayout.Direction.RightToLeft if narrow else QBoxLayout.Direction.TopToBottom
        self._ways.setDirection(way)
        if narrow:
            self._grid.addWidget(self._tools, len(ROWS), 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(self._tools, 0, 2, 4, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.of(self).font_px * NARROW_EM
        if narrow != self._narrow:
            self._place_tools(narrow)

    def _ask_camera(self) -> None:
        self.camera_asked.emit(self._camera_id)

    def _dress(self, worn: theme.Theme) -> None:
        self._layout.setSpacing(worn.space + worn.space // 2)
        self._grid.setHorizontalSpacing(worn.space * 2)
        self._grid.setVerticalSpacing(worn.space * 3 // 4)
        self._around.setIcon(theme.icon("crosshair", "accent", worn))
        self._camera.setIcon(theme.icon("cctv", "accent", worn))


def fact_words(dossier: Dossier) -> dict[str, str]:
    """Each fact in words; personal data masked."""
    case, unit = dossier.case, dossier.unit
    place = [one_line(case.address, 120), one_line(case.area_name, 60)]
    if case.lon is None:
        place.append(_("无坐标"))
    unit_name = one_line(unit.name if unit is not None else case.unit_name, 60)
    phone = unit.phone if unit is not None else ""
    source = [word("source", case.source), one_line(case.source_no, 40)]
    return {
        "place": "  ·  ".join(part for part in place if part),
        "unit": "  ·  ".join(part for part in (unit_name, phone) if part) or proposal_words(dossier),
        "source": "  ·  ".join(part for part in source if part),
        "reporter": reporter_words(case.reporter, case.reporter_phone, case.confidential),
        "reported": local_time(case.reported_at, "full") if case.reported_at else "",
        "matter": "  ·  ".join((word("kind", case.kind), one_line(case.matter_name, 40) or _("未分类"))),
        "five": _("；").join(
            _("{name}：{said}").format(name=word("five", name), said=one_line(str(case.five[name]), 120))
            for name in FIVE
            if case.five.get(name)
        ),
        "helpers": "\n".join(_helper_words(dossier, helper) for helper in dossier.helpers),
        "reason": reason_words(dossier),
        "result": one_line(case.result, 300),
        "visit": visit_words(case.visit),
    }


def _helper_words(dossier: Dossier, helper: Unit) -> str:
    """A helper with its own mark: done when, or not yet."""
    name = one_line(helper.name, 40)
    if helper.id not in dossier.case.assists_done:
        return _("○ {name} 未完成").format(name=name)
    done = [step for step in dossier.steps if step.action == "assist_done" and helper.id in _units_of(step)]
    when = local_time(done[-1].at, "datetime") if done else ""
    return " ".join(part for part in (_("✓ {name} 已完成").format(name=name), when) if part)


def _units_of(step: StepRow) -> tuple[str, ...]:
    return tuple(step.detail.get("unit_ids") or ())


def reason_words(dossier: Dossier) -> str:
    """Why the case stands where it stands; a code the city's list no longer holds is left to the timeline."""
    group, _dot, code = dossier.case.reason.partition(".")
    found = next((reason for reason in dossier.rules.reasons.get(group, ()) if reason.code == code), None)
    return reason_line(group, found) if found is not None else ""


def proposal_words(dossier: Dossier) -> str:
    """That no unit has the case yet, and which one is proposed by which rule."""
    best = next((advice for advice in dossier.advice if not advice.returned), None)
    if best is None or not dossier.case.is_open:
        return _("尚未派遣")
    return _("尚未派遣；建议 {unit}（{why}）").format(unit=one_line(best.unit_name, 40), why=why_words(best))


def visit_words(visit: Mapping[str, Any]) -> str:
    """The three answers of the call-back, or that nobody was reached."""
    if visit.get("unreached"):
        return word("satisfaction", "unreached")
    said = [(name, str(visit[name])) for name in ("response", "solved", "satisfied") if visit.get(name)]
    return "  ·  ".join(f"{word('question', name)} {word('answer', answer)}" for name, answer in said)


def reporter_words(name: str, phone: str, confidential: bool) -> str:
    """The reporter, masked; one who asked for confidence is not shown at all."""
    if confidential:
        return _("要求保密")
    return "  ".join(part for part in (masked_name(name), masked_phone(phone)) if part)
