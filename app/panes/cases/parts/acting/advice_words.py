"""Why a unit is proposed, in words: the rule, and the ruling, line or matter it comes from."""

from app.domain.advice import Advice
from app.panes.cases.parts.plain import one_line
from app.text import N_, _, local_time

_WHY = {
    "ruling_here": N_("此处已有裁定"),
    "ruling_near": N_("附近同类裁定"),
    "responsibility": N_("责任清单"),
    "owner": N_("产权或管理单位"),
    "matter": N_("按类别对应"),
    "locality": N_("按属地"),
    "before": N_("此前承办"),
}


def why_words(advice: Advice) -> str:
    """One line: the rule, its date or distance, and its own text; a unit that gave the case back is named as such."""
    parts = [_("已退回过本案")] if advice.returned else []
    parts.append(_(_WHY[advice.why_code]))
    if advice.distance_m is not None:
        parts.append(_("相距 {n} 米").format(n=round(advice.distance_m)))
    if advice.decided_at is not None:
        parts.append(" ".join((local_time(advice.decided_at, "date"), one_line(advice.decided_by, 20))).strip())
    if advice.detail:
        parts.append(one_line(advice.detail, 60))
    return " · ".join(parts)
