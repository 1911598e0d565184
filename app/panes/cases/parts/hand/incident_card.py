"""The card of a case that leads a major incident: what is tied to it, who has it, and how its clock stands."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.case import Light, light
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.hand.lines import Line, LineList
from app.panes.cases.parts.incident.words import tally_words, title_of
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.spans import light_mark
from app.panes.cases.parts.tones import LIGHT_ICONS, LIGHT_TONES, state_tone
from app.store import CaseRow
from app.text import _
from app.words import word
from widgets import theme

# More rows than this are a list for the queue, not for a card.
MOST = 60
_FIRST = (Light.OVERDUE, Light.WARNING, Light.NORMAL, Light.PAUSED, Light.NONE)


class IncidentCard(QWidget):
    """`do(case_id, way)` is called for a row: `open` it or `untie` it."""

    def __init__(self, do: Callable[[str, str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.tally, self.told = PlainLabel("strong"), PlainLabel(), PlainLabel("small")
        self.rows = LineList(do)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.title, self.tally, self.rows, self.told):
            self._column.addWidget(part)
        theme.follow(self, lambda worn: self._column.setSpacing(worn.space))

    def show_incident(self, dossier: Dossier, now: datetime) -> None:
        """Show what the case leads; nothing where it leads nothing."""
        case, tied = dossier.case, dossier.incident.tied
        self.title.say(f"{title_of(case)} · {word('incident', case.incident)}" if case.incident else "")
        self.tally.say(tally_words(tied, now))
        self.rows.set_lines(tied_lines(tied, now))
        more = len(tied) - MOST
        hint = _("这里写的备注会同时出现在关联案件的办理过程里")
        self.told.say(_("另有 {n} 件没有列出。").format(n=more) + hint if more > 0 else hint)


def tied_lines(tied: Sequence[CaseRow], now: datetime) -> tuple[Line, ...]:
    """The tied cases as rows: the late ones first, the ended ones last."""
    ranked = sorted(tied, key=lambda case: (_FIRST.index(light(case, now)), str(case.due_at), case.id))
    return tuple(_line(case, now) for case in ranked[:MOST])


def _line(case: CaseRow, now: datetime) -> Line:
    shown = light(case, now)
    number = one_line(case.case_no, 32) or _("待编号")
    note = (one_line(case.unit_name, 24) or _("未派单位"), one_line(case.address or case.area_name, 40))
    clock = light_mark(case, now).text if case.is_open else ""
    return Line(
        case.id,
        f"{number}  {one_line(case.matter_name, 24) or _('未分类')}",
        " · ".join(part for part in (clock, *note) if part),
        LIGHT_ICONS[shown],
        LIGHT_TONES[shown],
        word("state", case.state),
        state_tone(case.state),
        "",
        (("open", _("打开")), ("untie", _("解除"))),
    )
