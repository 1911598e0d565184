"""What about a case wants attention before anything else, each with the way out one key away."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.case import held
from app.domain.case.beside import STAGES
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.action_bar import short_key
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import N_, _, n_
from app.words import word
from widgets import theme


@dataclass(frozen=True, slots=True)
class Alert:
    """One line: its tone, what is said, the operations it proposes, and the section or case it leads to."""

    tone: str
    icon: str
    text: str
    operations: tuple[str, ...] = ()
    section: str = ""
    case_id: str = ""


_FLAGS = {
    "impossible_times": N_("时间矛盾：报告的发生时间晚于上报时间，请核对后更正"),
    "outside_district": N_("位置在辖区之外，请核对坐标，必要时移交"),
    "unknown_matter": N_("类别不在本市字典中，立案前请重新选择"),
}


def alerts_of(dossier: Dossier) -> tuple[Alert, ...]:
    """Everything that wants attention, the gravest first."""
    may = {operation.id for operation in dossier.operations}
    found = [alert for rule in _RULES if (alert := rule(dossier, may)) is not None]
    return (*found, *_flags(dossier, may))


def _flags(dossier: Dossier, may: set[str]) -> list[Alert]:
    way = ("amend",) if "amend" in may else ()
    return [Alert("warn", "triangle-alert", _(_FLAGS[flag]), way) for flag in dossier.case.flags if flag in _FLAGS]


def _into(dossier: Dossier, may: set[str]) -> Alert | None:
    case = dossier.case
    if not case.duplicate_of:
        return None
    number = dossier.into.case_no if dossier.into is not None else ""
    text = _("本案已并入 {no}，后续办理看那一件").format(no=number or _("待编号"))
    return Alert("info", "group", text, ("split",) if "split" in may else (), case_id=case.duplicate_of)


def _urgent(dossier: Dossier, may: set[str]) -> Alert | None:
    waiting = [stage for stage, clock in STAGES.items() if stage != "final" and _runs(dossier, clock)]
    if not dossier.case.urgent or not waiting:
        return None
    text = _("紧急信息尚未报送：{what}").format(what=_("、").join(word("stage", stage) for stage in waiting))
    return Alert("alarm", "siren", text, ("report_up",) if "report_up" in may else ())


def _runs(dossier: Dossier, name: str) -> bool:
    clock = dossier.case.side.get(name)
    return isinstance(clock, dict) and not clock.get("done")


def _bounced(dossier: Dossier, may: set[str]) -> Alert | None:
    case = dossier.case
    if not case.is_open or case.transfers < dossier.rules.bounces:
        return None
    if case.conference == "called":
        text = _("会商已召集，等待结论")
        return Alert("warn", "landmark", text, tuple(op for op in ("conference_hold",) if op in may), "turns")
    if case.conference == "ruled":
        text = n_("已流转 {n} 次，会商已经裁定归属", case.transfers).format(n=case.transfers)
        return Alert("info", "stamp", text, tuple(op for op in ("dispatch",) if op in may), "letters")
    if case.conference == "held":
        text = _("会商已开，责任还没有裁定")
        return Alert("warn", "landmark", text, tuple(op for op in ("conference_hold",) if op in may), "turns")
    ways = ("conference_call", "supervise") if not case.conference else ("supervise",)
    bounced = n_("已流转 {n} 次：{units}。建议会商确定责任，或发督办函", case.transfers)
    text = bounced.format(n=case.transfers, units=_had_by(dossier))
    return Alert("warn", "repeat", text, tuple(op for op in ways if op in may), "turns")


def _had_by(dossier: Dossier) -> str:
    names = [turn.unit_name for turn in held(dossier.steps, dossier.read_at or dossier.steps[-1].at) if turn.unit_name]
    return " → ".join(one_line(name, 16) for name in names[-4:]) or "—"


def _repeated(dossier: Dossier, may: set[str]) -> Alert | None:
    # The hub's count is the same at every seat; what was brought in from other books has none, and is counted here.
    number = dossier.case.repeats or len(dossier.earlier)
    if not number:
        return None
    return Alert("warn", "history", _("同一地点同类问题近期第 {n} 次").format(n=number + 1), section="kin")


def _dissatisfied(dossier: Dossier, may: set[str]) -> Alert | None:
    if dossier.case.satisfaction != "unsatisfied":
        return None
    return Alert("warn", "phone-call", _("回访不满意"), ("redo",) if "redo" in may else ())


_RULES: tuple[Callable[[Dossier, set[str]], Alert | None], ...] = (_urgent, _into, _bounced, _dissatisfied, _repeated)


class AlertPanel(QWidget):
    """Shows alerts; `asked(operation)`, `section_asked(id)` and `case_asked(id)` are their ways out."""

    asked = Signal(str)
    section_asked = Signal(str)
    case_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Alert, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme.follow(self, self._dress)
        self.hide()

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What is shown."""
        return self._shown

    def set_alerts(self, alerts: tuple[Alert, ...]) -> None:
        """Show these; the same again change nothing."""
        if alerts != self._shown:
            self._shown = alerts
            self._build()
        self.setVisible(bool(alerts))

    def _build(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for alert in self._shown:
            self._column.addWidget(self._row(alert))

    def _row(self, alert: Alert) -> QFrame:
        worn, frame = theme.of(self), QFrame()
        frame.setObjectName("alert")
        frame.setStyleSheet(f"#alert {{ background: {worn.tint(alert.tone, 0.13)}; border-radius: {worn.radius}px; }}")
        frame.setAccessibleName(alert.text)
        icon, text = QLabel(), PlainLabel()
        icon.setPixmap(theme.pixmap(alert.icon, alert.tone, worn.icon_px, self.devicePixelRatioF(), worn))
        text.say(alert.text)
        row = QHBoxLayout(frame)
        row.setContentsMargins(worn.space + worn.space // 2, worn.space // 2, worn.space // 2, worn.space // 2)
        row.setSpacing(worn.space)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(text, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in self._ways(alert):
            row.addWidget(button)
        return frame

    def _ways(self, alert: Alert) -> list[KeyButton]:
        ways = [(word("action", name), short_key(name), partial(self.asked.emit, name)) for name in alert.operations]
        if alert.section:
            ways.append((_("查看"), "", partial(self.section_asked.emit, alert.section)))
        if alert.case_id:
            ways.append((_("打开"), "", partial(self.case_asked.emit, alert.case_id)))
        buttons = []
        for text, key, act in ways:
            button = KeyButton(text, key)
            button.setProperty("role", "quiet")
            button.clicked.connect(lambda _checked=False, act=act: act())
            buttons.append(button)
        return buttons

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setSpacing(worn.space // 2)
        self._build()
