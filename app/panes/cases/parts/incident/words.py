"""What a major incident is called, and how it stands in one line."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.case import Light, light
from app.panes.cases.parts.plain import one_line
from app.store import CaseRow
from app.text import _


def title_of(case: CaseRow) -> str:
    """What a major incident is called."""
    return one_line(case.incident_title or case.matter_name, 40) or _("未命名")


def tally_words(tied: Sequence[CaseRow], now: datetime) -> str:
    """How many are tied, how many of them are open, late, and done."""
    still = [case for case in tied if case.is_open]
    late = sum(light(case, now) is Light.OVERDUE for case in still)
    return _("关联 {n} 件：在办 {open}，超期 {late}，已结 {done}").format(
        n=len(tied), open=len(still), late=late, done=len(tied) - len(still)
    )
